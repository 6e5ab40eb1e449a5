"""Changing the tree (组织树变动): the set-based steps that reorganisations are made of, for one subtree at a time."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Max, QuerySet
from django.db.models.functions import Length

from registry.kernel import paths
from registry.kernel.refusals import Invalid, Refused, Violation
from registry.organisations import ranks
from registry.organisations.models import Organisation, OrganisationUnit, Reorganisation, Standing, State
from registry.organisations.planting import call, next_path, unlike_siblings
from registry.organisations.sets import basic, details

_HOLD = "select pg_advisory_xact_lock(hashtext('organisations.structure'))"
_MOVE = """
update organisations_organisation
set path = %(new)s || substr(path, length(%(old)s) + 1), version = version + 1,
  parent_id = case when id = %(moved)s then %(parent)s else parent_id end,
  rank = case when id = %(moved)s then %(rank)s else rank end
where path >= %(old)s and path < %(old)s || '~'
"""
_FOLLOW = """
update {table} f set path = o.path from organisations_organisation o
where o.id = f.{key} and o.path >= %(top)s and o.path < %(top)s || '~' and f.path <> o.path
"""
_LATER = """
select o.short_name, s.started_on from organisations_standing s join organisations_organisation o on o.id = s.organisation_id
where s.ended_on is null and o.path >= %(top)s and o.path < %(top)s || '~' and s.started_on > %(day)s
order by s.started_on desc limit 1
"""
_FACTS = ", ".join(Standing.FACTS)
_AMEND = f"""
update organisations_standing s set ({_FACTS}) = (select {", ".join(f"o.{name}" for name in Standing.FACTS)}),
  begun_by_id = coalesce(%(by)s, s.begun_by_id), version = s.version + 1
from organisations_organisation o
where o.id = s.organisation_id and o.path >= %(top)s and o.path < %(top)s || '~' and s.ended_on is null
  and s.started_on = %(day)s
"""
_GO_ON = """
with ended as (
  update organisations_standing s set ended_on = %(day)s, version = s.version + 1
  from organisations_organisation o
  where o.id = s.organisation_id and o.path >= %(top)s and o.path < %(top)s || '~' and s.ended_on is null
    and s.started_on < %(day)s
  returning s.organisation_id
)
select array_agg(organisation_id) from ended
"""
_BEGIN = f"""
insert into organisations_standing (organisation_id, {_FACTS}, started_on, begun_by_id, version)
select id, {_FACTS}, %(day)s, %(by)s, 1 from organisations_organisation where id = any(%(concerned)s) order by id
"""


def hold() -> None:
    """One change of the tree at a time: two that would make a ring of each other's outcome never meet."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD)


def subtree(organisation: Organisation) -> int:
    """How many organisations move with it, itself included."""
    return Organisation.objects.below(organisation.path).count()


def below(organisation: Organisation) -> QuerySet[Organisation]:
    """What stands directly below it and works, in its order."""
    return Organisation.objects.children_of(organisation).filter(state=State.ACTIVE)


def may_move(organisation: Organisation, parent: Organisation, today: date) -> None:
    """Refused below itself or where the levels end, Invalid where its category may not stand (R-139, R-159)."""
    if paths.is_below(parent.path, organisation.path):
        raise Refused(f"不能把党组织调整到其自身的下级：“{parent}”就在“{organisation}”之下，请另选上级党组织。")
    if parent.pk == organisation.parent_id:
        raise Refused(f"“{organisation}”已经在“{parent}”之下，请另选上级党组织。")
    if parent.closed:
        raise Refused(parent.closed)
    deepest = Organisation.objects.below(organisation.path).aggregate(most=Max(Length("path")))["most"]
    levels = (len(parent.path) + deepest - len(organisation.path)) // paths.WIDTH + 1
    if levels > paths.DEPTH:
        raise Refused(f"党组织层级最多{paths.DEPTH}级，调整后最低一级会是第{levels}级；请先减少层级。")
    _suits(organisation, parent, today)


def _suits(organisation: Organisation, parent: Organisation, today: date) -> None:
    """The rules that look at the superior hold below the new one; no sibling there is called the same."""
    there = copy(organisation)
    there.parent = parent
    basic.enforce(there, today, {"parent_category", "parent_has_unit"})
    twins = Organisation.objects.filter(parent=parent, name=organisation.name, state=State.ACTIVE)
    twin = twins.exclude(pk=organisation.pk).first()
    if twin:
        raise Invalid([Violation("R-143", f"“{parent}”下已有同名党组织“{twin.name}”，请先给其中一个改名。", "parent")])


def shift(organisation: Organisation, parent: Organisation, day: date, by: Reorganisation) -> None:
    """The organisation and everything below it stands under `parent` from `day` on (R-159); may_move was asked before."""
    parent = parent.reloaded()
    path = next_path(parent)
    named = {"old": organisation.path, "new": path, "moved": organisation.pk, "parent": parent.pk}
    named["rank"] = ranks.behind(parent, path)
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, named)
    organisation.refresh_from_db()
    follow(organisation.path)
    stand(organisation.path, day, by)


def follow(top: str) -> None:
    """Whatever carries a copy of a path below `top` carries the present one; that is nobody's edit, so versions stay."""
    with connection.cursor() as cursor:
        for model, field in paths.followers():
            key = model._meta.get_field(field.follows).column  # type: ignore[union-attr]
            cursor.execute(_FOLLOW.format(table=model._meta.db_table, key=key), {"top": top})


def stand(top: str, day: date, by: Reorganisation | None) -> None:
    """From `day` on every organisation below `top` is what its row says now; Refused where one changed later than that."""
    named: dict[str, Any] = {"top": top, "day": day, "by": by.pk if by else None}
    with connection.cursor() as cursor:
        cursor.execute(_LATER, named)
        if found := cursor.fetchone():
            raise Refused(f"“{found[0]}”在{found[1]:%Y-%m-%d}已有变动，生效日期不能早于这一天；请核对批准文件的日期。")
        cursor.execute(_AMEND, named)
        cursor.execute(_GO_ON, named)
        cursor.execute(_BEGIN, named | {"concerned": cursor.fetchone()[0] or []})


def recast(organisation: Organisation, items: Mapping[str, Any], day: date, by: Reorganisation) -> None:
    """The organisation has another name or category from `day` on, under all rules; nobody beside it is called so."""
    for name, value in items.items():
        details.items[name].field.assign(organisation, value)
    for item in details.unfit(organisation):
        item.field.assign(organisation, None)
    call(organisation, {"name": organisation.name, "short_name": organisation.short_name})
    details.enforce(organisation, by.effective_on, items)
    unlike_siblings(organisation)
    organisation.save()
    Standing.change(organisation, day, by)


def dissolve(organisation: Organisation, day: date, by: Reorganisation) -> None:
    """It is kept for its history alone: its standing and its ties to units end on `day`."""
    unlink(organisation, day)
    standing = Standing.objects.get(organisation=organisation, ended_on__isnull=True)
    if day < standing.started_on:
        raise Refused(
            f"“{organisation}”在{standing.started_on:%Y-%m-%d}已有变动，撤销日期不能早于这一天；请核对批准文件的日期。"
        )
    standing.ended_on, standing.ended_by = day, by
    standing.save()
    organisation.state = State.DISSOLVED
    organisation.save(update_fields=["state"])


def unlink(organisation: Organisation, day: date) -> None:
    """Its ties to units end; that it had them stays in the history."""
    for link in OrganisationUnit.objects.filter(organisation=organisation, ended_on__isnull=True):
        link.end(day)


def remove(organisation: Organisation) -> None:
    """It was made by mistake: it is nowhere to be seen, and never was at any day, until it is brought back."""
    for standing in Standing.objects.filter(organisation=organisation, ended_on__isnull=True):
        standing.end(standing.started_on)
    organisation.state = State.REMOVED
    organisation.save(update_fields=["state"])


def restore(organisation: Organisation) -> None:
    """What was removed is there again, from the day on which it began, behind the others."""
    unlike_siblings(organisation)
    standing = Standing.objects.filter(organisation=organisation).order_by("-started_on", "-pk")[0]
    standing.ended_on = None
    standing.save(update_fields=["ended_on"])
    organisation.state, organisation.rank = State.ACTIVE, ranks.behind(organisation.parent, organisation.path)
    organisation.save(update_fields=["state", "rank"])
