"""What may be done to an organisation (党组织业务): made below a superior, its information corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from registry.kernel import paths
from registry.kernel.refusals import Invalid, Refused, Violation
from registry.kernel.rules import violations
from registry.organisations import builds, foundings, naming, ranks
from registry.organisations.models import Act, Organisation, OrganisationUnit, Reorganisation, Standing, State
from registry.organisations.sets import basic, details, size_rules
from registry.reporting import queries as reporting
from registry.security.actors import Actor, Top
from registry.security.operation import entry_number, note, operation
from registry.units import naming as unit_names
from registry.units.models import Unit


@operation("node.prepare")
def found(top: Top, *, actor: Actor, items: Mapping[str, Any]) -> Organisation:
    """The topmost organisation of a node is entered when the node is set up (安装)."""
    return plant(None, items, [], actor.today)


@operation("organisation.create")
def create(
    parent: Organisation,
    *,
    actor: Actor,
    items: Mapping[str, Any],
    units: list[Unit | Mapping[str, Any]] | None = None,
    size: Size | None = None,
) -> Organisation:
    """A superior makes an organisation below itself, never beside itself (新建下级党组织, R-139, R-140, R-146, R-155).

    `size`: how many members it begins with, where that is known; they are entered or transferred afterwards.
    """
    if not items.get("founding_document"):
        raise Invalid([Violation("R-155", "成立党组织须有上级批准文件，请填写批准文号。", "founding_document")])
    if size is not None:
        founding(items, size, actor.today)
        note(full=size.full, probationary=size.probationary)
    made = plant(parent, items, units or [], actor.today)
    builds.settle(builds.gained(made), actor.today)
    return made


@dataclass(frozen=True, slots=True)
class Size:
    """With how many members an organisation begins (成立时党员数)."""

    full: int
    probationary: int


def founding(items: Mapping[str, Any], size: Size, today: date) -> list[Violation]:
    """What the rules remark on an organisation of that category and size; Invalid for a branch of too few (R-146)."""
    planned = Organisation(category=items["category"])
    planned.full_members, planned.all_members = size.full, size.full + size.probationary
    remarks = violations(size_rules.ALL, planned, today)
    too_few = [one for one in remarks if one.rule == size_rules.has_enough_full_members.code]
    if too_few:
        raise Invalid([Violation(one.rule, one.message, "full") for one in too_few])
    return remarks


@operation("organisation.correct")
def correct(organisation: Organisation, *, actor: Actor, items: Mapping[str, Any], version: int) -> Organisation:
    """The superior keeps an organisation's information right (维护党组织信息)."""
    return _change(organisation, items, version, actor, "organisation.correct")


@operation("organisation.rename")
def rename(
    organisation: Organisation,
    *,
    actor: Actor,
    items: Mapping[str, Any],
    effective_on: date,
    document: str,
    reason: str = "",
) -> Organisation:
    """The superior gives an organisation another name; the former one stays in its history (党组织更名, R-143)."""
    may_take_effect(effective_on, actor.today)
    if not basic.items["name"].field.differs(organisation, items["name"]):
        raise Invalid([Violation("R-143", "新名称与现在的名称相同，请填写批准的新名称。", "name")])
    former = organisation.name
    call(organisation, items)
    basic.enforce(organisation, actor.today, {"name", "short_name"})
    unlike_siblings(organisation)
    organisation.save()
    act = Reorganisation.objects.create(
        act=Act.RENAMED,
        organisation=organisation,
        effective_on=effective_on,
        document=document.strip(),
        reason=reason.strip(),
        former_name=former,
        entry=entry_number(),
    )
    Standing.change(organisation, effective_on, act)
    return organisation


@operation("organisation.maintain")
def maintain(organisation: Organisation, *, actor: Actor, items: Mapping[str, Any], version: int) -> Organisation:
    """A branch keeps its own leader and contact right (维护党组织部分信息)."""
    return _change(organisation, items, version, actor, "organisation.maintain")


@operation("organisation.arrange")
def arrange(superior: Organisation, *, actor: Actor, ordered: Sequence[Organisation], seen: str = "") -> Organisation:
    """A superior puts in order what stands below it; what is not named follows as it stood (党组织排序, S0-57).

    `seen`: the digest of the order that was seen.
    """
    present, wanted = ranks.below(superior), [one.pk for one in ordered]
    if (seen and seen != ranks.digest(present)) or set(wanted) - set(present):
        raise Refused(
            f"“{superior}”的下级党组织刚刚有变化（新建、撤销、调整或他人排序），没有保存；请核对现在的次序再排。"
        )
    if len(set(wanted)) < len(wanted):
        raise Refused("同一个党组织排了两次，没有保存；请去掉一个再排。")
    note(arranged=ranks.write(superior, wanted))
    return superior


def plant(
    parent: Organisation | None,
    items: Mapping[str, Any],
    units: list[Unit | Mapping[str, Any]],
    day: date,
    by: Reorganisation | None = None,
) -> Organisation:
    """A new organisation at its place in the tree, with its units: the step every way of making one shares."""
    organisation = Organisation(parent=parent)
    for name, value in items.items():
        details.items[name].field.assign(organisation, value)
    above = parent.name if parent else ""
    organisation.short_name = organisation.short_name or naming.short_name(
        organisation.name, above, organisation.category
    )
    _spell(organisation)
    _enforce(organisation, day, len(units))
    organisation.path = next_path(parent)
    organisation.rank = ranks.behind(parent, organisation.path)
    organisation.code = next_code()
    organisation.save()
    if by:
        Standing.begin(organisation, day, by)
    else:
        foundings.begin([organisation.pk], day)
    for place, unit in enumerate(units):
        OrganisationUnit.link(organisation, _unit(organisation, unit), day, main=place == 0)
    return organisation


def _unit(organisation: Organisation, unit: Unit | Mapping[str, Any]) -> Unit:
    """The unit itself, or a new one registered by the organisation."""
    if isinstance(unit, Unit):
        return unit
    spelt = unit_names.initials(str(unit.get("name", "")))
    return Unit.objects.create(keeper=organisation, path=organisation.path, pinyin=spelt, **unit)


def _enforce(organisation: Organisation, day: date, units: int) -> None:
    """All rules, the number of units being what it will be."""
    facts = _Planned(organisation, units)
    details.enforce(facts, day, details.items)
    unlike_siblings(organisation)


def call(organisation: Organisation, items: Mapping[str, Any]) -> None:
    """Another name, with the short name that follows from it where none of its own was given, and its initials."""
    shortened = basic.items["short_name"].field.differs(organisation, items.get("short_name", ""))
    for name in ("name", "short_name"):
        basic.items[name].field.assign(organisation, items.get(name, ""))
    above = organisation.parent.name if organisation.parent else ""
    if not shortened or not organisation.short_name:
        organisation.short_name = naming.short_name(organisation.name, above, organisation.category)
    _spell(organisation)


def _spell(organisation: Organisation) -> None:
    """What it is found by follows from its names."""
    organisation.pinyin = naming.initials(organisation.name)
    organisation.short_pinyin = naming.initials(organisation.short_name)


def unlike_siblings(organisation: Organisation) -> None:
    siblings = Organisation.objects.filter(parent=organisation.parent, name=organisation.name, state=State.ACTIVE)
    if siblings.exclude(pk=organisation.pk).exists():
        raise Invalid([Violation("R-143", "同一上级下已有同名党组织，请核对名称。", "name")])


class _Planned:
    """An organisation that is about to have so many units."""

    def __init__(self, organisation: Organisation, unit_count: int) -> None:
        self._organisation, self.unit_count = organisation, unit_count

    def __getattr__(self, name: str) -> Any:
        return getattr(self._organisation, name)


def next_path(parent: Organisation | None) -> str:
    """A place below `parent` that no organisation ever had; the parent's row is locked by its operation."""
    if parent is None:
        with connection.cursor() as cursor:
            cursor.execute("select nextval('organisation_root')")
            number = int(cursor.fetchone()[0])
        if number > paths.LAST_LABEL:
            raise Refused(
                f"本节点先后建立的最上级党组织已有{paths.LAST_LABEL:,}个，编号已经用完；请建在已有的党组织之下。"
            )
        return paths.label(number)
    path = parent.next_child()
    parent.keep("children_made")
    return path


def next_code() -> str:
    """A code made by the system and never used again: 0, two digits of the province, nine digits (R-142)."""
    return next_codes(1)[0]


def next_codes(count: int) -> list[str]:
    """So many codes at once, for organisations that come in by a sheet."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('organisation_code') from generate_series(1, %s)", [count])
        return [f"0{settings.PROVINCE}{int(number):09d}" for (number,) in cursor.fetchall()]


def may_take_effect(day: date, today: date) -> None:
    """What is to hold from a later day on is done on that day; what was reported to an earlier one stays as it was."""
    if day > today:
        raise Invalid([Violation("", f"生效日期{day:%Y-%m-%d}还没有到，请到当天再办理。", "effective_on")])
    reporting.refuse_closed(day)


def _change(
    organisation: Organisation, items: Mapping[str, Any], version: int, actor: Actor, function: str
) -> Organisation:
    """Change items that this function may change, unless somebody else was quicker."""
    if organisation.version != version:
        raise Refused("该党组织的信息刚刚被其他人修改过，请刷新后核对再保存。")
    allowed = details.editable(function)
    changed = {name for name, value in items.items() if details.items[name].field.differs(organisation, value)}
    if changed - allowed:
        labels = "、".join(details.items[name].label for name in sorted(changed - allowed))
        raise Refused(f"“{labels}”不能在这里修改，请通过相应业务或报上级党组织办理。")
    for name in changed:
        details.items[name].field.assign(organisation, items[name])
    details.enforce(organisation, actor.today, changed)
    if changed:
        _spell(organisation)
        organisation.save()
    if changed & set(Standing.FACTS):
        Standing.objects.get(organisation=organisation, ended_on__isnull=True).amend(organisation)
    if "founded_on" in changed:
        foundings.follow([organisation.pk])
    return organisation
