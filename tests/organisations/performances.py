"""How organisations are made and corrected (党组织业务), each once."""

from registry.organisations.sets import basic
from registry.security.actors import Top
from tests.performances import Performance, performance
from tests.world import TODAY, World, clerk, console, organisation_form, unit_form, written


@performance("node.prepare")
def found(world: World) -> Performance:
    items = organisation_form(name="中国共产党另一省委员会", category="121", situation="")
    return Performance(Top(), console("node.prepare"), {"items": items})


@performance("organisation.create")
def create(world: World) -> Performance:
    return Performance(world.county, clerk(world.county), {"items": organisation_form(), "units": [unit_form()]})


@performance("organisation.arrange")
def arrange(world: World) -> Performance:
    return Performance(world.mill, clerk(world.mill), {"ordered": [world.weavers, world.spinning]})


@performance("organisation.correct")
def correct(world: World) -> Performance:
    items = written(basic, secretary="测试新书记")
    return Performance(world.weavers, clerk(world.mill), {"items": items, "version": world.weavers.version})


@performance("organisation.rename")
def rename(world: World) -> Performance:
    items = written(basic, name="中共清源县新织造厂第一支部委员会", short_name="")
    inputs = {"items": items, "effective_on": TODAY, "document": "清组发〔2025〕9号"}
    return Performance(world.weavers, clerk(world.mill), inputs)


@performance("organisation.maintain")
def maintain(world: World) -> Performance:
    items = written(basic, contact="测试新联系人", phone="13900000077")
    return Performance(world.weavers, clerk(world.weavers), {"items": items, "version": world.weavers.version})
