"""How units are registered, kept and deleted (单位业务), each once."""

from registry.units import operations
from registry.units.models import Unit
from registry.units.sets import details
from tests.performances import Performance, performance
from tests.world import World, clerk, written


def new_unit(world: World, **values: str) -> Unit:
    """A unit that the mill keeps and that no organisation belongs to."""
    return operations.register(world.mill, actor=clerk(world.mill), items=unit_items(**values))


def unit_items(**values: str) -> dict[str, object]:
    """A correctly filled form for a new unit."""
    usual = {"name": "清源县清水纺织品商行", "code": "0", "category": "23", "leading_group": "0", "party_build": "4",
             "full_members": "1"}  # fmt: skip
    return written(details, **(usual | values))


@performance("unit.register")
def register(world: World) -> Performance:
    return Performance(world.mill, clerk(world.mill), {"items": unit_items()})


@performance("unit.correct")
def correct(world: World) -> Performance:
    unit = Unit.objects.get(name="清源县织造厂")
    return Performance(unit, clerk(world.mill), {"items": written(details, employees="412"), "version": unit.version})


@performance("unit.entrust")
def entrust(world: World) -> Performance:
    unit = Unit.objects.get(name="清源县织造厂")
    return Performance(unit, clerk(world.county), {"keeper": world.county})


@performance("unit.delete")
def delete(world: World) -> Performance:
    return Performance(new_unit(world), clerk(world.mill), {"reason": "重复登记"})


@performance("unit.undo")
def undo(world: World) -> Performance:
    change = operations.delete(new_unit(world), actor=clerk(world.mill))
    return Performance(change, clerk(world.mill))
