"""What rights do for themselves at night (授权夜间维护): a hand-over that was said beforehand takes its open work along."""

from __future__ import annotations

from datetime import datetime, timedelta

from registry.jobs.nightly import nightly
from registry.rights import operations
from registry.rights.models import Handover

LOOKED_BACK = timedelta(days=14)
"""A node that was off for some nights does it when it is on again."""


@nightly("rights.hand", "移交当日生效的岗位")
def hand(now: datetime) -> str:
    """Tasks, drafts and settings follow posts whose day of hand-over has come (N16)."""
    today = now.date()
    due = Handover.objects.filter(handed_on__lte=today, handed_on__gt=today - LOOKED_BACK, successor__ended_on=None)
    made = list(due.select_related("post", "successor"))
    for one in made:
        operations.carry_along(one)
    return f"移交岗位 {len(made)} 个"
