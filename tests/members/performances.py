"""How members are entered, corrected and explained (党员档案业务), each once."""

from registry.members.sets import basic
from tests.performances import Performance, performance
from tests.world import World, clerk, console, member_form, written


@performance("member.enter")
def enter(world: World) -> Performance:
    return Performance(world.weavers, console("member.enter"), {"items": member_form()})


@performance("member.correct")
def correct(world: World) -> Performance:
    items = written(basic, household="江川省清源县")
    return Performance(world.li, clerk(world.mill), {"items": items, "version": world.li.version})


@performance("member.maintain")
def maintain(world: World) -> Performance:
    items = written(basic, address="清源县三路9号", education="大专")
    return Performance(world.li, clerk(world.weavers), {"items": items, "version": world.li.version})


@performance("member.explain")
def explain(world: World) -> Performance:
    return Performance(world.wei, clerk(world.spinners), {"rule": "R-026", "text": "档案记载如此，入党时十七周岁。"})
