"""How many members an organisation has as a rule (党组织规模), R-146 to R-149: remarked on, as members come and go."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from registry.kernel.refusals import Level
from registry.kernel.rules import Rule, rule
from registry.organisations.categories import BRANCHES
from registry.units.sets.build_rules import ENOUGH

MOST_IN_A_BRANCH, ENOUGH_FOR_A_GENERAL_BRANCH, ENOUGH_FOR_A_COMMITTEE = 50, 50, 100
BRANCH, GENERAL_BRANCH, COMMITTEE = "631", "621", "611"


def _full(row: Any) -> int:
    return int(getattr(row, "full_members", None) or 0)


def _all(row: Any) -> int:
    return int(getattr(row, "all_members", None) or 0)


@rule(
    "R-146", "正式党员不足3人，不能单独成立党支部，应成立联合党支部。", "category", "full_members",
    broken=Q(category=BRANCH) & (Q(full_members__lt=ENOUGH) | Q(full_members__isnull=True)),
    good=[{"category": "631", "full_members": 3}, {"category": "632", "full_members": 1}],
    bad=[{"category": "631", "full_members": 2}],
    wording=lambda row, today: f"正式党员{_full(row)}人，不足3人，不能单独成立党支部，应成立联合党支部。",
    level=Level.WARN, source="党章第三十条；支部条例第四、五条",
)  # fmt: skip
def has_enough_full_members(row: Any, today: date) -> bool:
    return getattr(row, "category", "") != BRANCH or _full(row) >= ENOUGH


@rule(
    "R-147", "党支部党员一般不超过50人。", "category", "all_members",
    broken=Q(category__in=BRANCHES, all_members__gt=MOST_IN_A_BRANCH),
    good=[{"category": "631", "all_members": 50}, {"category": "611", "all_members": 900}],
    bad=[{"category": "631", "all_members": 51}],
    wording=lambda row, today: f"党支部党员{_all(row)}人，一般不超过50人。",
    level=Level.WARN, source="支部条例第四条",
)  # fmt: skip
def is_no_crowd(row: Any, today: date) -> bool:
    return getattr(row, "category", "") not in BRANCHES or _all(row) <= MOST_IN_A_BRANCH


def _large_enough(code: str, category: str, kind: str, enough: int, source: str) -> Rule:
    """An organisation of that category has so many members as a rule; founding a smaller one wants a reason."""

    def holds(row: Any, today: date) -> bool:
        return getattr(row, "category", "") != category or _all(row) >= enough

    declare = rule(
        code, f"党员不足{enough}人，设立{kind}须说明工作需要。", "category", "all_members",
        broken=Q(category=category) & (Q(all_members__lt=enough) | Q(all_members__isnull=True)),
        good=[{"category": category, "all_members": enough}, {"category": BRANCH, "all_members": 9}],
        bad=[{"category": category, "all_members": enough - 1}],
        wording=lambda row, today: f"党员{_all(row)}人，设立{kind}须说明工作需要。", level=Level.WARN, source=source,
    )  # fmt: skip
    return declare(holds)


general_branch_is_large_enough = _large_enough(
    "R-148", GENERAL_BRANCH, "党总支", ENOUGH_FOR_A_GENERAL_BRANCH, "机关系统手册；农村条例"
)
committee_is_large_enough = _large_enough(
    "R-149", COMMITTEE, "基层党委", ENOUGH_FOR_A_COMMITTEE, "国企条例第四条；农村条例第五条"
)
ALL = (has_enough_full_members, is_no_crowd, general_branch_is_large_enough, committee_is_large_enough)
