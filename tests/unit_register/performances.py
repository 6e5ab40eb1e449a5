"""How organisations get other units and units another category (单位关联业务), each once."""

from registry.units.models import Unit
from tests.performances import Performance, performance
from tests.units.performances import new_unit
from tests.world import LEGAL, TODAY, World, clerk


@performance("organisation.situate")
def situate(world: World) -> Performance:
    inputs = {"situation": LEGAL, "units": [new_unit(world)], "effective_on": TODAY}
    return Performance(world.weavers, clerk(world.mill), inputs)


@performance("organisation.unlink")
def unlink(world: World) -> Performance:
    return Performance(world.village, clerk(world.town), {"effective_on": TODAY, "after": "3"})


@performance("unit.transform")
def transform(world: World) -> Performance:
    mapping = {"014": "021", "015": "022", "0163": "0251"}
    inputs = {"category": "23", "effective_on": TODAY, "document": "清国资〔2025〕3号", "mapping": mapping}
    return Performance(Unit.objects.get(name="清源县织造厂"), clerk(world.mill), inputs)
