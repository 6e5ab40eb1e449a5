"""The rules of how a unit has set up the party (建立党组织情况校核规则), R-028, R-145, R-163."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q

from registry.kernel.refusals import Level
from registry.kernel.rules import rule
from registry.kernel.sets import Heads

BUILT, UNBUILT = Heads("1", "2"), Heads("3", "4")
OWING, FEW = Heads("3"), Heads("4")
ENOUGH = 3
"""So many full members are to have an organisation of their own (党章第三十条)."""


OWED, NONE = "3", "4"
"""The codes of having none yet: three full members and more, or fewer."""


def left_with(full_members: int | None) -> str:
    """What a unit has set up without an organisation, by its own number of full members; nothing where nobody knows."""
    if full_members is None:
        return ""
    return OWED if full_members >= ENOUGH else NONE


@rule(
    "R-145", "已关联党组织的单位，应填已建立党组织的代码。", "party_build", "linked",
    broken=Q(linked=True) & UNBUILT.condition("party_build"),
    good=[{"party_build": "13", "linked": True}, {"party_build": "4", "linked": False}],
    bad=[{"party_build": "3", "linked": True}],
    wording="该单位已关联党组织，不能填“应建未建”或“未建立”；确已撤销的，请先在党组织的“所在单位”里解除关联。",
    source="种子3 §5.7",
)  # fmt: skip
def linked_is_built(unit: Any, today: date) -> bool:
    return not getattr(unit, "linked", False) or not UNBUILT.fit(getattr(unit, "party_build", ""))


@rule(
    "R-145", "填写为已建立党组织，但还没有关联党组织；请在党组织的“所在单位”里关联。", "party_build", "linked",
    broken=Q(linked=False) & BUILT.condition("party_build"),
    good=[{"party_build": "13", "linked": True}, {"party_build": "4", "linked": False}, {"party_build": "21"}],
    bad=[{"party_build": "13", "linked": False}],
    level=Level.WARN, source="种子3 §5.7",
)  # fmt: skip
def built_is_linked(unit: Any, today: date) -> bool:
    return getattr(unit, "linked", None) is not False or not BUILT.fit(getattr(unit, "party_build", ""))


@rule(
    "R-145", "单位有3名及以上正式党员的，应填“应建未建”；不足3名的，应填“未建立”。", "full_members", "party_build",
    broken=(OWING.condition("party_build") & Q(full_members__lt=ENOUGH))
    | (FEW.condition("party_build") & Q(full_members__gte=ENOUGH)),
    good=[{"party_build": "31", "full_members": 3}, {"party_build": "4", "full_members": 2}, {"party_build": "4"}],
    bad=[{"party_build": "3", "full_members": 2}, {"party_build": "41", "full_members": 3}],
    source="种子3 §5.7；党章第三十条",
)  # fmt: skip
def owing_has_three_members(unit: Any, today: date) -> bool:
    number, build = getattr(unit, "full_members", None), getattr(unit, "party_build", "")
    if number is None or not UNBUILT.fit(build):
        return True
    return bool((number >= ENOUGH) == OWING.fit(build))


@rule(
    "R-163", "请选择是否成立党组！", "leading_group",
    broken=Q(leading_group__isnull=True) | Q(leading_group=""),
    good=[{"leading_group": "0"}], bad=[{"leading_group": ""}],
    source="种子3 §5.7", presence=True,
)  # fmt: skip
def says_whether_it_has_a_leading_group(unit: Any, today: date) -> bool:
    return bool(getattr(unit, "leading_group", ""))


@rule(
    "R-028", "第一书记任期止不能早于任期起。", "first_secretary_ended_on", "first_secretary_started_on",
    broken=Q(first_secretary_ended_on__lt=F("first_secretary_started_on")),
    good=[
        {"first_secretary_started_on": date(2023, 7, 1), "first_secretary_ended_on": date(2025, 7, 1)},
        {"first_secretary_started_on": date(2023, 7, 1)},
    ],
    bad=[{"first_secretary_started_on": date(2023, 7, 1), "first_secretary_ended_on": date(2021, 7, 1)}],
    source="种子3 §6.2.1",
)  # fmt: skip
def term_ends_after_it_starts(unit: Any, today: date) -> bool:
    started = getattr(unit, "first_secretary_started_on", None)
    ended = getattr(unit, "first_secretary_ended_on", None)
    return not (started and ended) or started <= ended


ALL = (
    linked_is_built, built_is_linked, owing_has_three_members, says_whether_it_has_a_leading_group, term_ends_after_it_starts,
)  # fmt: skip
