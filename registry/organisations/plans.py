"""What founding an organisation will write (新建预演): worked out once, shown before it is done, and then written as shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.kernel import workdays
from registry.kernel.plans import Line, Plan
from registry.kernel.refusals import Invalid, Violation
from registry.kernel.rules import violations
from registry.organisations import builds, planting
from registry.organisations.models import Organisation
from registry.organisations.sets import details, size_rules
from registry.security.actors import Actor
from registry.units.models import Unit
from registry.units.sets.build_rules import UNBUILT

IN_TIME = 15
"""Working days from the document within which a change of organisations is entered (R-156)."""


@dataclass(frozen=True, slots=True)
class Size:
    """With how many members an organisation begins (成立时党员数)."""

    full: int
    probationary: int


class Founding(Plan):
    """One more organisation below `parent`; Invalid where the rules do not allow it (R-139, R-146, R-155)."""

    def __init__(
        self,
        parent: Organisation,
        items: Mapping[str, Any],
        units: Sequence[Unit | Mapping[str, Any]],
        size: Size | None,
        actor: Actor,
    ) -> None:
        if not items.get("founding_document"):
            raise Invalid([Violation("R-155", "成立党组织须有上级批准文件，请填写批准文号。", "founding_document")])
        self._parent, self._items, self._units, self._today = parent, items, list(units), actor.today
        self.draft = planting.drafted(parent, items, len(self._units), actor.today)
        self._remarks = remarks(self.draft.category, size, actor.today) if size else []
        self._late = late(self.draft.founded_on, actor.today) if self.draft.founded_on else ""

    @property
    def lines(self) -> list[Line]:
        draft = self.draft
        kind = details.items["category"].text(draft)
        made = Line(
            f"在“{self._parent}”下新建{kind}“{draft.name}”，简称“{draft.short_name}”，代码由系统生成", "新建", "ok"
        )
        return [made, *(self._tie(unit, main=place == 0) for place, unit in enumerate(self._units))]

    @property
    def warnings(self) -> list[str]:
        return [*self._remarks, *([self._late] if self._late else [])]

    def write(self) -> Organisation:
        """Found it; units that were said to have no party organisation have one now."""
        made = planting.plant(self._parent, self._items, self._units, self._today)
        builds.settle(builds.gained(made), self._today)
        return made

    def _tie(self, unit: Unit | Mapping[str, Any], *, main: bool) -> Line:
        role = "（主要单位）" if main and len(self._units) > 1 else ""
        if not isinstance(unit, Unit):
            return Line(f"登记新单位“{unit['name']}”并关联{role}", "登记", "info")
        if UNBUILT.fit(unit.party_build):
            return Line(f"{builds.told(unit, builds.built_by(self.draft))}{role}", "关联", "info")
        return Line(f"{unit.name}{role}", "关联", "info")


def remarks(category: str, size: Size, today: date) -> list[str]:
    """What the rules remark on an organisation of that category and size; Invalid for a branch of too few (R-146)."""
    planned = Organisation(category=category)
    planned.full_members, planned.all_members = size.full, size.full + size.probationary
    found = violations(size_rules.ALL, planned, today)
    too_few = [one for one in found if one.rule == size_rules.has_enough_full_members.code]
    if too_few:
        raise Invalid([Violation(one.rule, one.message, "full") for one in too_few])
    return [f"{one.message}（{one.rule}）" for one in found]


def late(document: date, today: date) -> str:
    """That a change is entered later than it should be after its document; empty in time (R-156)."""
    due = workdays.after(document, IN_TIME)
    if today <= due.day:
        return ""
    return f"党组织变动应于{due.day:%Y-%m-%d}前完成系统维护，现已超过（R-156）。{due.warning}"
