"""How an organisation's file is kept (党组织档案业务), each once."""

from typing import Any

from registry.dossiers.models import Group, Paper
from registry.dossiers.operations import attach, group, ungroup
from registry.dossiers.sets import notices, pairings, rectifications, rewards, work
from registry.kernel.sets import InformationSet
from registry.kernel.uploads import Upload
from tests.performances import Performance, performance
from tests.world import World, clerk, written

PAPER = Upload("批复.pdf", "pdf", b"%PDF-1.7 synthetic")
ROWS: dict[InformationSet, dict[str, str]] = {
    rewards: {
        "kind": "先进基层党组织", "title": "全县先进基层党组织", "decided_on": "20210628", "authority": "中共清源县委员会",
        "level": "4", "document": "清委发〔2021〕17号",
    },
    notices: {
        "kind": "22", "title": "2024年度述职评议考核", "held_on": "20250120", "authority": "中共清源县委员会", "result": "好",
    },
    work: {"year": "2024", "leaders": "3", "workers": "2", "full_time_workers": "1", "secretary_trained": "是"},
    rectifications: {"kind": "04", "found_on": "20250305", "measures": "选派第一书记，恢复组织生活"},
    pairings: {"kind": "11", "partner": "中共临水县第一中学委员会", "content": "联合开展主题党日", "begun_on": "20250301"},
}  # fmt: skip
"""A row of each set that is in order."""


def row_of(information: InformationSet, **changes: str) -> dict[str, Any]:
    """The parsed items of such a row, some of them otherwise."""
    return written(information, **(ROWS[information] | changes))


def _declare(information: InformationSet) -> None:
    @performance(information.function)
    def keep(world: World) -> Performance:
        return Performance(world.weavers, clerk(world.mill), {"items": row_of(information), "paper": PAPER})


for one in ROWS:
    _declare(one)


@performance("organisation.attach")
def attached(world: World) -> Performance:
    return Performance(world.weavers, clerk(world.weavers), {"file": PAPER, "title": "成立批复"})


@performance("organisation.detach")
def detached(world: World) -> Performance:
    attach(world.weavers, actor=clerk(world.weavers), file=PAPER)
    return Performance(world.weavers, clerk(world.mill), {"paper": Paper.objects.get().uid})


def grouped(world: World) -> Group:
    """A group of two of the weavers."""
    members = {"leader": world.members["li"].uid, "members": [world.members["ye"].uid]}
    return group(world.weavers, actor=clerk(world.weavers), name="第一党小组", **members)


@performance("organisation.group")
def group_made(world: World) -> Performance:
    members = {"leader": world.members["li"].uid, "members": [world.members["ye"].uid]}
    return Performance(world.weavers, clerk(world.weavers), {"name": "第一党小组", **members})


@performance("organisation.ungroup")
def given_up(world: World) -> Performance:
    made = grouped(world)
    return Performance(world.weavers, clerk(world.weavers), {"row": made.uid, "version": made.version})


@performance("organisation.regroup")
def back_again(world: World) -> Performance:
    made = grouped(world)
    ungroup(world.weavers, actor=clerk(world.weavers), row=made.uid, version=made.version)
    return Performance(world.weavers, clerk(world.weavers), {"row": made.uid})
