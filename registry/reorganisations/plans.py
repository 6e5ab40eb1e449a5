"""What a reorganisation will do, said before it is done (办理预演): from the same steps that then do it.

Each step counts what it will change. When it is done, the ledger is counted in the same way, and where the two differ
nothing is kept: what was shown is what happens (C-C21).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import ClassVar, Protocol

from django.db import connection

from registry.kernel import plans
from registry.kernel.plans import CHANGED, Line
from registry.kernel.refusals import Refused
from registry.organisations.models import Reorganisation

Tally = Counter[str]
"""How many rows of which kind are changed: the names of `WORDS`."""

WORDS = {
    "founded": "新建党组织{}个", "moved": "改变隶属关系的党组织{}个", "recast": "改变名称或类别的党组织{}个",
    "dissolved": "撤销党组织{}个", "carried": "随所在党组织调整的党员{}名", "gathered": "编入其他党支部的党员{}名",
    "unlinked": "解除所在单位关联{}个", "settled": "改填建立党组织情况的单位{}个",
    "cleared": "清空党建工作信息{}条", "vacated": "随之结束的岗位{}个", "withdrawn": "随之结束的功能授权{}项",
    "lapsed": "随之终止的开通申请{}件",
}  # fmt: skip

_ORGANISATION = "table_name = 'organisations_organisation' and"
_MEMBER = "table_name = 'members_member' and after is not null and"
_SEEN = {
    "founded": f"{_ORGANISATION} before is null",
    "moved": f"{_ORGANISATION} before ? 'path'",
    "recast": f"{_ORGANISATION} (before ? 'name' or before ? 'category')",
    "dissolved": f"{_ORGANISATION} after ->> 'state' = 'dissolved' and before is not null",
    "carried": f"{_MEMBER} before ? 'path' and not before ? 'organisation_id'",
    "gathered": f"{_MEMBER} before ? 'organisation_id'",
    "unlinked": "table_name = 'organisations_organisationunit' and before ? 'ended_on'",
    "settled": "table_name = 'units_unit' and before ? 'party_build'",
    "cleared": "table_name = 'dossiers_work' and after is null",
    "vacated": "table_name = 'security_post' and before ? 'ended_on'",
    "withdrawn": "table_name = 'security_grant' and before ? 'ended_on'",
    "lapsed": "table_name = 'rights_request' and before ? 'answer'",
}


class Step(Protocol):
    """One thing to be done."""

    def says(self) -> str:
        """What it does, in one line."""

    def tally(self) -> Tally:
        """What it will change."""

    def carry_out(self, day: date, by: Reorganisation) -> None:
        """Do it, from `day` on."""


class Plan(plans.Plan):
    """The steps in their order, and what the person should know before they are done."""

    undoable: ClassVar[bool] = True

    def __init__(self, steps: Sequence[Step], warnings: Sequence[str] = ()) -> None:
        self._steps = steps
        self._warnings = list(warnings)
        self._lines = [Line(step.says()) for step in steps]
        self.tally: Tally = sum((step.tally() for step in steps), Counter())

    @property
    def lines(self) -> list[Line]:
        return self._lines

    @property
    def warnings(self) -> list[str]:
        return self._warnings

    @property
    def sums(self) -> list[str]:
        """The tally in words."""
        return [words.format(f"{self.tally[name]:,}") for name, words in WORDS.items() if self.tally[name]]

    def carry_out(self, day: date, by: Reorganisation, agreed: str = "") -> None:
        """Do what was agreed to, and make sure that it was that."""
        self.agree(agreed)
        for step in self._steps:
            step.carry_out(day, by)
        if self.tally != observed(by.entry or 0):
            raise Refused(CHANGED)


def observed(entry: int) -> Tally:
    """What the ledger says was changed under that audit entry."""
    counts = ", ".join(f"count(distinct row_id) filter (where {seen})" for seen in _SEEN.values())
    with connection.cursor() as cursor:
        cursor.execute(f"select {counts} from security_change where entry_id = %s", [entry])
        return +Counter(dict(zip(_SEEN, cursor.fetchone(), strict=True)))
