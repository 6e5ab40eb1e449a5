"""How reporting periods are registered, closed and opened again (报告期业务), each once."""

from datetime import date

from registry.reporting import operations
from registry.reporting.models import ReportingPeriod
from tests.performances import Performance, performance
from tests.world import TODAY, World, clerk

LAST = date(2025, 8, 31)
"""The last day of the half year that is closed; the day before the one on which the clerks act."""


def registered(world: World) -> ReportingPeriod:
    """A period that ended the day before."""
    return operations.register(
        world.nation, actor=clerk(world.nation), label="2025年党内统计半年报", first_on=date(2025, 3, 1), last_on=LAST
    )


def closed(world: World) -> ReportingPeriod:
    """The same, closed."""
    return operations.close(registered(world), actor=clerk(world.nation))


@performance("period.open")
def register(world: World) -> Performance:
    inputs = {"label": "2025年党内统计年报", "first_on": date(2025, 1, 1), "last_on": date(2025, 12, 31)}
    return Performance(world.nation, clerk(world.nation, today=TODAY), inputs)


@performance("period.close")
def close(world: World) -> Performance:
    return Performance(registered(world), clerk(world.nation), {})


@performance("period.reopen")
def reopen(world: World) -> Performance:
    return Performance(closed(world), clerk(world.nation), {"reason": "上级要求更正"})
