"""How a batch goes in (导入业务), each step once: a small sheet of members with one row that stays out."""

from __future__ import annotations

from collections.abc import Callable

from registry.intake import operations
from registry.intake.models import Batch
from tests.intake.county import MEMBER_HEAD, member, workbook
from tests.performances import Performance, performance
from tests.world import World, console

ACTOR = console()
FAULTY = 3
"""The row of the sheet whose schooling nobody understands."""


def sheet(world: World) -> bytes:
    """Two people for one branch of the mill."""
    rows = [member(number, world.weavers.name) for number in (901, 902)]
    rows[1][6] = "没有这种学历"
    return workbook(MEMBER_HEAD, rows)


def uploaded(world: World) -> Batch:
    return operations.upload(world.county, actor=ACTOR, name="党员.xlsx", content=sheet(world))


def examined(world: World) -> Batch:
    return operations.examine(uploaded(world), actor=ACTOR)


def rehearsed(world: World) -> Batch:
    return operations.rehearse(examined(world), actor=ACTOR)


def started(world: World) -> Batch:
    return operations.start(rehearsed(world), actor=ACTOR)


def loaded(world: World) -> Batch:
    return operations.load(started(world), actor=ACTOR)


@performance("intake.upload")
def upload(world: World) -> Performance:
    return Performance(world.county, ACTOR, {"name": "党员.xlsx", "content": sheet(world)})


@performance("intake.match")
def match(world: World) -> Performance:
    batch = examined(world)
    return Performance(batch, ACTOR, {"kind": batch.kind, "chosen": batch.columns, "values": {}})


@performance("intake.mend")
def mend(world: World) -> Performance:
    return Performance(rehearsed(world), ACTOR, {"row": FAULTY, "item": "education", "value": "大学"})


@performance("intake.decide")
def decide(world: World) -> Performance:
    return Performance(rehearsed(world), ACTOR, {"row": 2, "choice": "skip"})


@performance("intake.quarantine")
def quarantine(world: World) -> Performance:
    return Performance(examined(world), ACTOR, {"reason": "表中第2行的密级不是“非密”。"})


@performance("intake.fail")
def fail(world: World) -> Performance:
    return Performance(started(world), ACTOR, {"reason": "程序出错，没有完成。"})


STANDS: dict[str, Callable[[World], Batch]] = {
    "intake.examine": uploaded,
    "intake.rehearse": examined,
    "intake.start": rehearsed,
    "intake.load": started,
    "intake.undo": loaded,
    "intake.discard": rehearsed,
}
"""Where a batch stands when an operation is done to it that wants nothing else."""

for name, prepare in STANDS.items():
    performance(name)(lambda world, prepare=prepare: Performance(prepare(world), ACTOR))
