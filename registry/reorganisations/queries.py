"""The tree of another day (截至日期), and what changed between two days (两日之间的变动)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When

from registry.members.models import Placement
from registry.organisations import categories
from registry.organisations.models import UNRANKED, Organisation, OrganisationUnit, Standing

PAGE = 100
MOST = 300
"""Changes shown at once; who wants more asks for a shorter time."""


@dataclass(frozen=True, slots=True)
class Then:
    """An organisation as it was on a day: where it stood, what stood below it, its units; `standing` None if it was not."""

    standing: Standing | None
    above: list[Standing]
    below: list[Standing]
    more: int
    units: list[OrganisationUnit]


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one organisation: the day, what it was called, what happened, by which document."""

    day: date
    standing: Standing
    what: str
    document: str


def on(day: date, organisation: Organisation, top: str) -> Then:
    """The organisation on that day, seen from the organisation that stands at the path `top` today."""
    standing = Standing.as_of(day).filter(organisation=organisation).first()
    if standing is None:
        return Then(None, [], [], 0, [])
    below = list(_counted(_ordered(Standing.as_of(day).filter(parent=organisation)), day)[: PAGE + 1])
    more = Standing.as_of(day).filter(parent=organisation).count() - PAGE if len(below) > PAGE else 0
    units = OrganisationUnit.as_of(day).filter(organisation=organisation).select_related("unit").order_by("-main", "pk")
    return Then(standing, _above(standing, day, top), below[:PAGE], more, list(units))


def _above(standing: Standing, day: date, top: str) -> list[Standing]:
    """Those above it on that day, as far as the viewer's own organisation, the highest first."""
    above = Standing.as_of(day).filter(path__above=standing.path, organisation__path__below=top)
    return list(above.exclude(pk=standing.pk).select_related("organisation").order_by("path"))


def _ordered(standings: QuerySet[Standing]) -> QuerySet[Standing]:
    """As their superior has them in order today; what stands elsewhere by now comes behind, in the order of its path."""
    stays = When(organisation__parent=F("parent"), then=F("organisation__rank"))
    return standings.order_by(Case(stays, default=UNRANKED, output_field=IntegerField()), "path")


def _counted(standings: QuerySet[Standing], day: date) -> QuerySet[Standing]:
    """Each with the members that branches had on that day; for others it would mean counting a province."""
    placed = Placement.as_of(day).filter(organisation=OuterRef("organisation")).order_by().values("organisation")
    counted = Subquery(placed.annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    kinds = When(category__in=categories.BRANCHES, then=counted)
    return standings.annotate(members=Case(kinds, output_field=IntegerField())).select_related("organisation")


def between(first: date, last: date, organisation: Organisation) -> tuple[list[Change], bool]:
    """What changed below an organisation after `first` and until `last`, the latest first; whether there was more."""
    here = Standing.objects.filter(path__below=organisation.path).exclude(started_on=F("ended_on"))
    begun = Q(started_on__gt=first, started_on__lte=last)
    ended = Q(ended_on__gt=first, ended_on__lte=last, ended_by__isnull=False)
    rows = here.filter(begun | ended).select_related("organisation", "begun_by", "ended_by")
    found = list(rows.order_by("-started_on", "path")[: MOST + 1])
    changes = [change for row in found[:MOST] for change in _changes(row, first, last)]
    return sorted(changes, key=lambda one: one.day, reverse=True), len(found) > MOST


def _changes(row: Standing, first: date, last: date) -> list[Change]:
    changes = []
    if row.ended_by and row.ended_on and first < row.ended_on <= last:
        changes.append(Change(row.ended_on, row, f"{row.ended_by.get_act_display()}后终止", row.ended_by.document))
    if first < row.started_on <= last:
        by: Any = row.begun_by
        changes.append(
            Change(row.started_on, row, by.get_act_display() if by else "登记入库", by.document if by else "")
        )
    return changes
