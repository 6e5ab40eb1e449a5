"""What may be done to an organisation (党组织业务): made below a superior, its information corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from registry.kernel.refusals import Invalid, Refused, Violation
from registry.organisations import foundings, plans, planting, ranks
from registry.organisations.models import Act, Organisation, Reorganisation, Standing
from registry.organisations.sets import basic, details
from registry.reporting import queries as reporting
from registry.security.actors import Actor, Top
from registry.security.operation import entry_number, note, operation
from registry.units.models import Unit


@operation("node.prepare")
def found(top: Top, *, actor: Actor, items: Mapping[str, Any]) -> Organisation:
    """The topmost organisation of a node is entered when the node is set up (安装)."""
    return planting.plant(None, items, [], actor.today)


@operation("organisation.create")
def create(
    parent: Organisation,
    *,
    actor: Actor,
    items: Mapping[str, Any],
    units: list[Unit | Mapping[str, Any]] | None = None,
    size: plans.Size | None = None,
    agreed: str = "",
) -> Organisation:
    """A superior makes an organisation below itself, never beside itself (新建下级党组织, R-139, R-140, R-146, R-155).

    `size`: how many members it begins with, where that is known; they are entered or transferred afterwards.
    """
    plan = plans.Founding(parent, items, units or [], size, actor)
    plan.agree(agreed)
    if size is not None:
        note(full=size.full, probationary=size.probationary)
    return plan.write()


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
    planting.call(organisation, items)
    basic.enforce(organisation, actor.today, {"name", "short_name"})
    planting.unlike_siblings(organisation)
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
    allowed = details.editable(function, actor.items(function))
    changed = {name for name, value in items.items() if details.items[name].field.differs(organisation, value)}
    if changed - allowed:
        labels = "、".join(details.items[name].label for name in sorted(changed - allowed))
        raise Refused(f"“{labels}”不能在这里修改，请通过相应业务或报上级党组织办理。")
    for name in changed:
        details.items[name].field.assign(organisation, items[name])
    details.enforce(organisation, actor.today, changed)
    if changed:
        planting.spell(organisation)
        organisation.save()
    if changed & set(Standing.FACTS):
        Standing.objects.get(organisation=organisation, ended_on__isnull=True).amend(organisation)
    if "founded_on" in changed:
        foundings.follow([organisation.pk])
    return organisation
