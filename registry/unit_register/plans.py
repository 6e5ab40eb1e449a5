"""What a change of units will write (单位变更预演): worked out once, shown before it is done, and then written as shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import ClassVar

from registry.kernel.plans import Line, Plan
from registry.kernel.refusals import Invalid, Refused, Violation
from registry.kernel.sets import Item
from registry.organisations import builds
from registry.organisations.categories import NEEDS_UNIT
from registry.organisations.models import Organisation, OrganisationUnit
from registry.organisations.sets import basic
from registry.organisations.sets.basic_rules import JOINT_UNITS, SAME_AS_SUPERIOR
from registry.security.actors import Actor
from registry.unit_register import queries
from registry.units.models import Unit
from registry.units.queries import refuse_twin
from registry.units.sets import details
from registry.units.sets.build_rules import UNBUILT, left_with
from registry.units.sets.details import FOR

NAMED = 8
"""Organisations that a line of a plan names; of more it says how many."""


@dataclass(slots=True)
class Situating(Plan):
    """In which units an organisation is from a day on, and what follows from that (变更所在单位)."""

    organisation: Organisation
    situation: str
    day: date
    ended: list[OrganisationUnit] = field(default_factory=list)
    begun: list[tuple[Unit, bool]] = field(default_factory=list)
    kept: list[OrganisationUnit] = field(default_factory=list)
    builds: list[tuple[Unit, str]] = field(default_factory=list)
    sharing: list[Organisation] = field(default_factory=list)
    superior_units: list[OrganisationUnit] = field(default_factory=list)
    misfits: int = 0

    @property
    def lines(self) -> list[Line]:
        """Which ties begin, end and stay; what that makes of the units, of those below and of the members."""
        return [*self._ties(), *self._consequences()]

    @property
    def sums(self) -> list[str]:
        counted: dict[str, Sequence[object]] = {
            "新关联单位": self.begun,
            "结束关联": self.ended,
            "改填建立党组织情况": self.builds,
        }
        return [f"{what}{len(rows)}个" for what, rows in counted.items() if rows]

    @property
    def facts(self) -> object:
        return ([link.pk for link in self.ended], [link.pk for link in self.kept], [one.pk for one in self.sharing])

    def _ties(self) -> Iterable[Line]:
        for unit, main in self.begun:
            yield Line(f"{unit.name}{_main(main)}{'' if unit.pk else '，新登记'}", "关联", "ok")
        for link in self.ended:
            yield Line(
                f"{link.unit.name}{_main(link.main)}，自{link.started_on:%Y-%m-%d}起的关联留在沿革里", "结束", "stop"
            )
        for link in self.kept:
            yield Line(f"{link.unit.name}{_main(link.main)}", "不变")
        if self.situation == SAME_AS_SUPERIOR:
            yield Line("、".join(link.unit.name for link in self.superior_units), "与上级相同", "info")
        if not self.situation:
            yield Line("“所在单位情况”清空；党组织和单位都不删除，以后可以重新关联", "清空", "stop")

    def _consequences(self) -> Iterable[Line]:
        for unit, build in self.builds:
            yield Line(builds.told(unit, build), "建立情况", "info")
        if self.stranded:
            text = (
                f"下级{len(self.stranded)}个党组织“与上级相同”，之后将没有所在单位，须另行关联：{named(self.stranded)}"
            )
            yield Line(text, "失效", "stop")
        elif self.sharing and self.ended:
            text = f"下级{len(self.sharing)}个党组织“与上级相同”，所在单位随之改变：{named(self.sharing)}"
            yield Line(text, "随之改变", "wait")
        if self.misfits:
            text = f"{self.misfits}名党员的工作岗位与新单位的类别不符；岗位不会自动改，请在变更后维护"
            yield Line(text, "请核对", "wait")

    @property
    def changes(self) -> bool:
        """Whether anything would be written."""
        return bool(self.ended or self.begun) or self.situation != self.organisation.situation

    @property
    def stranded(self) -> list[Organisation]:
        """The organisations below that would have no unit any more."""
        left = self.begun or self.kept or self.superior_units
        return [] if left else self.sharing

    def write(self, agreed: str = "") -> None:
        """End, begin and correct exactly what is listed and was agreed to."""
        self.agree(agreed)
        for link in self.ended:
            link.end(self.day)
        for unit, main in self.begun:
            if not unit.pk:
                refuse_twin(unit)  # of two new ones, one may be the other under another name
                unit.save()
            OrganisationUnit.link(self.organisation, unit, self.day, main=main)
        self.organisation.situation = self.situation
        self.organisation.save()
        builds.settle(self.builds, self.day)


def situating(organisation: Organisation, situation: str, units: Sequence[Unit], day: date, after: str) -> Situating:
    """The plan; `units` begin with the main one, `after` is what units that lose their last organisation become."""
    _allowed(organisation, situation, units)
    plan = _links(organisation, situation, units, day)
    if not plan.changes:
        raise Refused("所填的单位与现在的相同，没有需要变更的。")
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
    plan.builds = [(unit, builds.built_by(plan.organisation)) for unit in gained if UNBUILT.fit(unit.party_build)]
    ending = {link.unit_id for link in plan.ended}
    lost = [unit for unit in builds.left_alone([plan.organisation], gained) if unit.pk in ending]
    settled = [(unit, after or left_with(unit.full_members)) for unit in lost]
    plan.builds += [one for one in settled if one[1]]
    unsettled = [unit for unit, build in settled if not build]
    if unsettled:
        units = "、".join(f"“{unit}”" for unit in unsettled)
        raise Invalid([
            Violation("R-145", f"{units}不再关联党组织，请选择它建立党组织情况：有3名及以上正式党员的为应建未建。", "after")
        ])  # fmt: skip


def _posts(plan: Situating, units: Sequence[Unit]) -> None:
    """Members whose posts speak of another kind of employer than the new unit; nobody can tell in a joint branch."""
    if plan.situation == JOINT_UNITS or not plan.begun:
        return
    branches = [one for one in (plan.organisation, *plan.sharing) if one.is_branch]
    plan.misfits = queries.misfits(branches, units[0].category)


@dataclass(slots=True)
class Transforming(Plan):
    """What a unit of another category has no more, and whose posts follow (单位转制)."""

    unit: Unit
    category: str
    gone: list[Item]
    place: queries.Workplace
    posts: list[queries.PostCount]
    staying: int

    undoable: ClassVar[bool] = True

    @property
    def lines(self) -> list[Line]:
        category = details.items["category"]
        before, after = category.text(self.unit) or "未填", category.text(Unit(category=self.category))
        cleared = [
            Line(f"{item.label}：{item.text(self.unit)}（原值留在变更记录里）", "清空", "stop") for item in self.gone
        ]
        unchanged = Line("没有因类别变更而失效的单位信息", "不变")
        return [Line(f"{before} → {after}", "单位类别", "info"), *(cleared or [unchanged]), *self._people()]

    @property
    def sums(self) -> list[str]:
        moved = sum(one.number for one in self.posts)
        return [f"清空信息{len(self.gone)}项"] * bool(self.gone) + [f"核定工作岗位的党员{moved}名"] * bool(moved)

    @property
    def facts(self) -> object:
        return ([(one.post, one.number) for one in self.posts], [one.pk for one in self.place.branches])

    def _people(self) -> Iterable[Line]:
        branches = self.place.branches
        text = f"{len(branches)}个党支部：{named(branches)}" if branches else "没有党支部以它为唯一的所在单位"
        yield Line(text, "党员", "info")
        if self.staying:
            yield Line(f"{self.staying}名党员不是在岗职工（离退休、学生、农牧渔民等），工作岗位不变", "不变")
        if self.place.joint:
            text = f"联合党支部的党员分属几个单位，工作岗位不自动变更：{named(self.place.joint)}"
            yield Line(text, "请核对", "wait")
        if self.place.elsewhere:
            text = f"不在本级管理范围的党支部，由其上级变更：{named(self.place.elsewhere)}"
            yield Line(text, "请告知", "wait")


def transforming(unit: Unit, category: str, actor: Actor) -> Transforming:
    """The plan of giving a unit another category; only what the actor answers for is changed with it."""
    if category == unit.category:
        raise Invalid([Violation("", "新的单位类别与现在的相同，请选择转制以后的类别。", "category")])
    place = queries.workplace(unit, actor)
    posts = queries.post_counts(place.members, category)
    staying = place.members.count() - sum(one.number for one in posts)
    return Transforming(unit, category, emptied(unit, category), place, posts, staying)


def named(organisations: Sequence[Organisation]) -> str:
    """The first of them by name."""
    return "、".join(map(str, organisations[:NAMED])) + ("等" if len(organisations) > NAMED else "")


def _main(main: bool) -> str:
    return "（主要单位）" if main else ""


def emptied(unit: Unit, category: str) -> list[Item]:
    """The items that are filled in and that a unit of that category does not have (U-11)."""
    planned = Unit(category=category)
    return [
        item
        for item in details.items.values()
        if item.name in FOR and item.filled_in(unit) and not item.applies_to(planned)
    ]
