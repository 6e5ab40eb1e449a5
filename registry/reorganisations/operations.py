"""Reorganisations (组织变动业务): each one operation, one document, one entry in the trail, and a way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NotRequired, TypedDict, Unpack

from django.db import connection

from registry.kernel.refusals import Invalid, Refused, Violation
from registry.organisations import structure
from registry.organisations.models import Act, Organisation, Reorganisation, State
from registry.organisations.operations import may_take_effect
from registry.organisations.sets.basic_rules import SAME_AS_SUPERIOR
from registry.reorganisations import planning
from registry.reorganisations.plans import Plan
from registry.reorganisations.steps import Found
from registry.reporting import queries as reporting
from registry.security.actors import Actor
from registry.security.operation import entry_number, note, operation
from registry.security.reversal import reverse

_PUT_BACK = """
select o.path from security_change c join organisations_organisation o on o.id = c.row_id
where c.entry_id = %s and c.table_name = 'organisations_organisation' and c.before ? 'path'
"""


class Paper(TypedDict):
    """What every reorganisation rests on: its day, its document, why; `agreed` is the digest of the plan that was seen."""

    effective_on: date
    document: str
    reason: NotRequired[str]
    agreed: NotRequired[str]


@operation("organisation.move")
def move(
    organisation: Organisation,
    *,
    actor: Actor,
    parent: Organisation,
    **paper: Unpack[Paper],
) -> Organisation:
    """A whole subtree stands under another superior (改变隶属关系, R-159)."""
    structure.hold()
    _own(actor, "organisation.create", parent, "parent")
    plan = planning.moved(organisation, parent.reloaded(), actor.today)
    return _done(organisation, Act.MOVED, plan, actor, **paper)


@operation("organisation.recategorise")
def recategorise(
    organisation: Organisation,
    *,
    actor: Actor,
    items: Mapping[str, Any],
    **paper: Unpack[Paper],
) -> Organisation:
    """An organisation gets another category, by which it may rise or fall (更改组织类别, R-139, R-161)."""
    structure.hold()
    plan = planning.recategorised(organisation, items, actor.today)
    return _done(organisation, Act.RECATEGORISED, plan, actor, **paper)


@operation("organisation.merge")
def merge(
    organisation: Organisation,
    *,
    actor: Actor,
    others: Sequence[Organisation],
    **paper: Unpack[Paper],
) -> Organisation:
    """Any number of organisations are taken into this one and dissolved (合并：吸收, R-160)."""
    structure.hold()
    for other in others:
        _own(actor, "organisation.merge", other, "others")
    plan = planning.merged([one.reloaded() for one in others], organisation, actor.today)
    return _done(organisation, Act.MERGED, plan, actor, **paper)


@operation("organisation.unite")
def unite(
    parent: Organisation,
    *,
    actor: Actor,
    others: Sequence[Organisation],
    items: Mapping[str, Any],
    **paper: Unpack[Paper],
) -> Organisation:
    """Several organisations become a new one below `parent` and are dissolved (合并：新设, R-160)."""
    structure.hold()
    if len(others) < 2:
        raise Refused("新设合并至少要选两个党组织；只有一个的，请用“更名”。")
    for other in others:
        _own(actor, "organisation.merge", other, "others")
    new = Found(parent, items)
    plan = planning.merged([one.reloaded() for one in others], new, actor.today)
    _done(parent, Act.MERGED, plan, actor, **paper)
    assert new.made
    return new.made


@operation("organisation.split")
def split(
    organisation: Organisation,
    *,
    actor: Actor,
    parts: Sequence[Mapping[str, Any]],
    deal: Mapping[str, int],
    goes: bool,
    **paper: Unpack[Paper],
) -> Organisation:
    """Members and subordinates are dealt out to new organisations beside it (分设, R-160)."""
    structure.hold()
    plan = planning.divided(organisation, founded(organisation, parts), deal, actor.today, goes=goes)
    return _done(organisation, Act.SPLIT, plan, actor, **paper)


@operation("organisation.dissolve")
def dissolve(organisation: Organisation, *, actor: Actor, **paper: Unpack[Paper]) -> Organisation:
    """An organisation that is empty is kept for its history alone (撤销党组织, R-158)."""
    structure.hold()
    if not paper.get("reason", "").strip():
        raise Invalid([Violation("R-158", "撤销党组织须填写变动原因。", "reason")])
    plan = planning.dissolved(organisation, actor.today)
    return _done(organisation, Act.DISSOLVED, plan, actor, **paper)


@operation("organisation.undo", on_closed=True)
def undo(act: Reorganisation, *, actor: Actor) -> Organisation:
    """While nothing was built on it, a reorganisation is taken back and everything is as it was (撤回组织变动)."""
    structure.hold()
    if act.entry is None:
        raise Refused("这次变动是在能够撤回之前登记的，不能撤回；请按批准文件办理相应的变动。")
    reporting.refuse_undoing(act.effective_on)
    organisation = act.organisation
    note(rows=reverse([act.entry]), document=act.document)
    with connection.cursor() as cursor:
        cursor.execute(_PUT_BACK, [act.entry])
        tops = sorted(path for (path,) in cursor.fetchall())
    for top in _highest(tops):
        structure.follow(top)
    return Organisation.objects.get(pk=organisation.pk)


@operation("organisation.remove")
def remove(organisation: Organisation, *, actor: Actor, reason: str) -> Organisation:
    """An organisation made by mistake, on which nothing was built, goes; it can be brought back (删除党组织, R-157)."""
    structure.hold()
    if left := planning.hindrances(organisation, actor.today):
        raise Refused(f"删除前请先处理：{'、'.join(left)}。已办理过业务的，请改用“撤销党组织”。")
    structure.remove(organisation)
    note(reason=reason.strip())
    return organisation


@operation("organisation.restore", on_closed=True)
def restore(organisation: Organisation, *, actor: Actor) -> Organisation:
    """An organisation that was removed is there again (恢复党组织)."""
    structure.hold()
    if organisation.state != State.REMOVED:
        raise Refused(f"“{organisation}”没有被删除，不用恢复；已撤销的，请在沿革中撤回那次变动。")
    if organisation.parent and organisation.parent.closed:
        raise Refused(f"上级党组织{organisation.parent.closed}请先恢复上级。")
    structure.restore(organisation)
    return organisation


def founded(organisation: Organisation, parts: Sequence[Mapping[str, Any]]) -> list[Found]:
    """The new organisations of a split, below the same superior; they keep the old one's units until they have their own."""
    if organisation.parent is None:
        raise Refused(f"“{organisation}”没有上级党组织，不能分设；分设由上级党组织办理。")
    units = [] if parts[0:1] and parts[0].get("situation") == SAME_AS_SUPERIOR else organisation.own_units()
    return [Found(organisation.parent, items, [link.unit for link in units]) for items in parts]


def _highest(paths: Sequence[str]) -> list[str]:
    """Of sorted paths, those that stand below no other."""
    kept: list[str] = []
    for path in paths:
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return kept


def _own(actor: Actor, function: str, organisation: Organisation, field: str) -> None:
    """The other organisations concerned are the actor's to decide on too."""
    if not actor.may(function, organisation):
        raise Invalid([Violation("", f"“{organisation}”不在本党组织管理范围内，请由共同的上级党组织办理。", field)])


def _done(organisation: Organisation, act: Act, plan: Plan, actor: Actor, **paper: Unpack[Paper]) -> Organisation:
    """Carry the plan out under its document, from its day on."""
    may_take_effect(paper["effective_on"], actor.today)
    by = Reorganisation.objects.create(
        act=act, organisation=organisation, effective_on=paper["effective_on"], document=paper["document"].strip(),
        reason=paper.get("reason", "").strip(), entry=entry_number(),
    )  # fmt: skip
    former = organisation.name
    plan.carry_out(paper["effective_on"], by, paper.get("agreed", ""))
    changed = Organisation.objects.get(pk=organisation.pk)
    if changed.name != former:
        by.former_name = former
        by.save(update_fields=["former_name"])
    return changed
