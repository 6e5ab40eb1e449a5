"""What a change of units will write (变更预演): worked out once, shown before it is done, and then written as shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from types import SimpleNamespace

from registry.kernel.refusals import Invalid, Refused, Violation
from registry.kernel.sets import Item
from registry.organisations.categories import BRANCHES, GENERAL_BRANCHES, JOINT, NEEDS_UNIT
from registry.organisations.models import Organisation, OrganisationUnit
from registry.organisations.sets import basic
from registry.organisations.sets.basic_rules import JOINT_UNITS, SAME_AS_SUPERIOR
from registry.unit_register import queries
from registry.units.models import Unit
from registry.units.sets import details
from registry.units.sets.build_rules import ENOUGH, UNBUILT
from registry.units.sets.details import FOR

OWED, NONE = "3", "4"


@dataclass(slots=True)
class Situating:
    """In which units an organisation is from a day on, and what follows from that (变更所在单位)."""

    organisation: Organisation
    situation: str
    day: date
    ended: list[OrganisationUnit] = field(default_factory=list)
    begun: list[tuple[Unit, bool]] = field(default_factory=list)
    kept: list[OrganisationUnit] = field(default_factory=list)
    builds: list[tuple[Unit, str]] = field(default_factory=list)
    unsettled: list[Unit] = field(default_factory=list)
    sharing: list[Organisation] = field(default_factory=list)
    superior_units: list[OrganisationUnit] = field(default_factory=list)
    misfits: int = 0

    @property
    def changes(self) -> bool:
        """Whether anything would be written."""
        return bool(self.ended or self.begun) or self.situation != self.organisation.situation

    @property
    def stranded(self) -> list[Organisation]:
        """The organisations below that would have no unit any more."""
        left = self.begun or self.kept or self.superior_units
        return [] if left else self.sharing

    @property
    def digest(self) -> str:
        """What is listed, as one short word: whoever confirms a preview confirms exactly this."""
        listed = (
            self.situation, [link.pk for link in self.ended], [link.pk for link in self.kept],
            [(unit.name, main) for unit, main in self.begun], [one.pk for one in self.sharing],
        )  # fmt: skip
        return sha256(repr(listed).encode()).hexdigest()[:16]

    def write(self, seen: str = "") -> None:
        """End, begin and correct exactly what is listed, and what was `seen` in the preview, if there was one."""
        if seen and seen != self.digest:
            raise Refused("预览之后，相关的党组织或单位又有变动；请重新预览，看清以后再确定。")
        if self.unsettled:
            named = "、".join(f"“{unit}”" for unit in self.unsettled)
            raise Invalid([
                Violation("R-145", f"{named}不再关联党组织，请选择它建立党组织情况：有3名及以上正式党员的为应建未建。", "after")
            ])  # fmt: skip
        for link in self.ended:
            link.end(self.day)
        for unit, main in self.begun:
            OrganisationUnit.link(self.organisation, unit, self.day, main=main)
        self.organisation.situation = self.situation
        self.organisation.save()
        for unit, build in sorted(self.builds, key=lambda one: one[0].pk):  # all lock in one order
            now = unit.reloaded()
            now.party_build = build
            details.enforce(now, self.day, {"party_build"})
            now.save(update_fields=["party_build"])


def situating(organisation: Organisation, situation: str, units: Sequence[Unit], day: date, after: str) -> Situating:
    """The plan; `units` begin with the main one, `after` is what units that lose their last organisation become."""
    _allowed(organisation, situation, units)
    plan = _links(organisation, situation, units, day)
    plan.superior_units = _above(organisation)
    _builds(plan, after)
    plan.sharing = queries.sharing(organisation)
    _posts(plan, units)
    return plan


def leaving(organisation: Organisation, day: date, after: str) -> Situating:
    """The plan of ending every tie: the organisation and its units stay, its situation is emptied (S2-55)."""
    plan = _links(organisation, "", (), day)
    plan.superior_units = _above(organisation)
    if not plan.changes:
        raise Refused("该党组织没有关联单位，不需要解除。")
    _builds(plan, after)
    plan.sharing = queries.sharing(organisation)
    return plan


def _allowed(organisation: Organisation, situation: str, units: Sequence[Unit]) -> None:
    """R-140, R-141 of what is to be, not of the steps that lead there."""
    if not organisation.category.startswith(NEEDS_UNIT):
        raise Refused("该类党组织不需要关联单位（R-140）。")
    if situation == SAME_AS_SUPERIOR and units:
        raise Invalid(
            [Violation("R-140", "选“与上级党组织相同”的，不再另填单位；请去掉单位，或改选“法人单位”。", "situation")]
        )
    if len({unit.name for unit in units}) < len(units):
        raise Invalid([Violation("R-141", "同一个单位填了两次，请去掉一个。", "situation")])
    planned = SimpleNamespace(
        category=organisation.category, situation=situation, unit_count=len(units),
        parent_has_unit=bool(_above(organisation)),
    )  # fmt: skip
    basic.enforce(planned, date.min, {"situation", "unit_count"})


def _above(organisation: Organisation) -> list[OrganisationUnit]:
    return organisation.parent.own_units() if organisation.parent else []


def _links(organisation: Organisation, situation: str, units: Sequence[Unit], day: date) -> Situating:
    """Which ties end and which begin; a tie whose unit becomes or ceases to be the main one ends and begins anew."""
    plan = Situating(organisation, situation, day)
    wanted = {unit.pk or -place: (unit, place == 1) for place, unit in enumerate(units, 1)}
    now = list(organisation.unit_links.filter(ended_on__isnull=True).select_related("unit").order_by("-main", "pk"))
    for link in now:
        stays = link.unit_id in wanted and wanted[link.unit_id][1] == link.main
        (plan.kept if stays else plan.ended).append(link)
    staying = {link.unit_id for link in plan.kept}
    plan.begun = [pair for key, pair in wanted.items() if key not in staying]
    latest = max(
        (d for link in organisation.unit_links.all() for d in (link.started_on, link.ended_on) if d), default=day
    )
    if day < latest and (plan.ended or plan.begun):
        raise Refused(f"“{organisation}”的所在单位在{latest:%Y-%m-%d}已有变动，生效日期不能早于这一天；请核对日期。")
    return plan


def _builds(plan: Situating, after: str) -> None:
    """What the units have set up of the party, now that they gain or lose an organisation (R-145, S2-67)."""
    gained = [unit for unit, _ in plan.begun]
    plan.builds = [(unit, built_by(plan.organisation)) for unit in gained if UNBUILT.fit(unit.party_build)]
    lost = [link.unit for link in plan.ended if link.unit_id not in {unit.pk for unit in gained}]
    for unit in lost:
        if unit.links.exclude(organisation=plan.organisation).exists() or UNBUILT.fit(unit.party_build):
            continue
        build = after or _left_with(unit)
        if build:
            plan.builds.append((unit, build))
        else:
            plan.unsettled.append(unit)


def built_by(organisation: Organisation) -> str:
    """What a unit has set up that this organisation belongs to."""
    if organisation.category in JOINT:
        return "2"
    if organisation.category in BRANCHES:
        return "13"
    return "12" if organisation.category in GENERAL_BRANCHES else "11"


def _left_with(unit: Unit) -> str:
    """By its own number of full members, where that is known."""
    if unit.full_members is None:
        return ""
    return OWED if unit.full_members >= ENOUGH else NONE


def _posts(plan: Situating, units: Sequence[Unit]) -> None:
    """Members whose posts speak of another kind of employer than the new unit; nobody can tell in a joint branch."""
    if plan.situation == JOINT_UNITS or not plan.begun:
        return
    branches = [one for one in (plan.organisation, *plan.sharing) if one.is_branch]
    plan.misfits = queries.misfits(branches, units[0].category)


def emptied(unit: Unit, category: str) -> list[Item]:
    """The items that are filled in and that a unit of that category does not have (U-11)."""
    planned = Unit(category=category)
    return [
        item
        for item in details.items.values()
        if item.name in FOR and item.filled_in(unit) and not item.applies_to(planned)
    ]
