"""What ties units to organisations and members (单位关联业务): linked, replaced, unlinked; a unit becomes another kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Case, CharField, QuerySet, Value, When

from registry.codes.catalogue import code_list
from registry.kernel.refusals import Invalid, Violation
from registry.members.models import Member
from registry.organisations.models import Organisation
from registry.organisations.operations import may_take_effect
from registry.security.actors import Actor
from registry.security.operation import entry_number, note, operation
from registry.unit_register import plans, posts
from registry.units.models import Act, Unit, UnitChange
from registry.units.operations import drafted
from registry.units.sets import details
from registry.units.sets.details import CATEGORIES

POSTS = code_list("dz_post")


@operation("organisation.situate")
def situate(
    organisation: Organisation,
    *,
    actor: Actor,
    situation: str,
    units: Sequence[Unit | Mapping[str, Any]],
    effective_on: date,
    after: str = "",
    reason: str = "",
    agreed: str = "",
) -> Organisation:
    """From a day on an organisation is in other units, the first being the main one (变更所在单位, R-140, R-141)."""
    may_take_effect(effective_on, actor.today)
    known = [unit if isinstance(unit, Unit) else drafted(organisation, unit, actor) for unit in units]
    plan = plans.situating(organisation, situation, known, effective_on, after)
    plan.write(agreed)
    note(ended=len(plan.ended), begun=len(plan.begun), reason=reason.strip())
    return organisation


@operation("organisation.unlink")
def unlink(
    organisation: Organisation,
    *,
    actor: Actor,
    effective_on: date,
    after: str = "",
    reason: str = "",
    agreed: str = "",
) -> Organisation:
    """The ties to all units end; organisation, units and history stay (解除单位关联, S2-55)."""
    may_take_effect(effective_on, actor.today)
    plan = plans.leaving(organisation, effective_on, after)
    plan.write(agreed)
    note(ended=len(plan.ended), reason=reason.strip())
    return organisation


@operation("unit.transform")
def transform(
    unit: Unit,
    *,
    actor: Actor,
    category: str,
    effective_on: date,
    mapping: Mapping[str, str],
    document: str = "",
    reason: str = "",
    correcting: bool = False,
    agreed: str = "",
) -> UnitChange:
    """A unit becomes one of another category, and the posts of its members follow in one act (单位转制, S4-33)."""
    may_take_effect(effective_on, actor.today)
    plan = plans.transforming(unit, category, actor)
    _may_become(category, document, mapping, correcting=correcting)
    plan.agree(agreed)
    act = Act.CORRECTED if correcting else Act.CONVERTED
    moved = {old: new for old, new in mapping.items() if old != new}
    members = plan.place.members.filter(post__in=moved)
    change = UnitChange.of(
        unit, act, effective_on, entry_number(), category=category, document=document.strip(), reason=reason.strip(),
        members=members.count(),
    )  # fmt: skip
    for item in plan.gone:
        item.field.assign(unit, None)
    unit.category = category
    details.enforce(unit, actor.today, {"category"})
    unit.save()
    _move_posts(members, moved)
    note(members=change.members)
    return change


def _may_become(category: str, document: str, mapping: Mapping[str, str], *, correcting: bool) -> None:
    """By a document unless a wrong entry is put right, and with posts that such a unit has."""
    if not document.strip() and not correcting:
        raise Invalid([Violation("", "转制须填写批准文号；登记有误的请选“更正登记错误”。", "document")])
    _known_posts(mapping, category)


def _known_posts(mapping: Mapping[str, str], category: str) -> None:
    """Every post is a finest code, and one that such a unit has."""
    for new in mapping.values():
        code = POSTS.codes.get(new)
        if code is None or not code.leaf:
            raise Invalid([Violation("R-034", "工作岗位须选到最末级代码。", "mapping")])
        if not posts.fits(new, category):
            label = CATEGORIES.label(category)
            raise Invalid([Violation("R-034", f"“{label}”的单位没有“{code.name}”这种岗位，请另选。", "mapping")])


def _move_posts(members: QuerySet[Member], moved: Mapping[str, str]) -> None:
    """All of them in one statement."""
    if not moved:
        return
    new = Case(*(When(post=old, then=Value(post)) for old, post in moved.items()), output_field=CharField())
    members.update(post=new)
