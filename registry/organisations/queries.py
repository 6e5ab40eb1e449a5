"""Finding organisations (查找党组织): by whatever is known of one, the way down to it, and its past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Coalesce, Length, NullIf

from registry.kernel import paths
from registry.organisations import naming
from registry.organisations.models import Organisation, OrganisationUnit, Reorganisation, Standing, State
from registry.organisations.tree import ORDER
from registry.security.actors import Actor

MOST = 20
MOST_MOMENTS = 50


def find(inside: QuerySet[Organisation], text: str, limit: int = MOST) -> list[Organisation]:
    """Those among `inside` by part of the name, code, pinyin initials or unit, the nearest to the top first.

    Those that were dissolved come last.
    """
    names, letters = naming.spellings(text), text.lower()
    exactly = Q(short_name__in=names) | Q(code=text) | Q(short_pinyin=letters)
    nearness = Case(When(exactly, then=0), default=1, output_field=IntegerField())
    parts = [*_meant(inside, text, names, letters), *([] if text.isascii() else _known_by(inside, names))]
    first, *others = (part.values("pk")[:limit] for part in parts)
    found = _with_names_above(Organisation.objects.filter(_one_of(first.union(*others)))).annotate(nearness=nearness)
    rows: list[Organisation] = [*found.order_by("state", "nearness", "path")[:limit]]
    _remember(rows, text)
    return rows


def _meant(
    inside: QuerySet[Organisation], text: str, names: list[str], letters: str
) -> Iterator[QuerySet[Organisation]]:
    """Those that are called or spelt so, meaning by meaning, each on its way down the tree; of one character, beginnings.

    Taken one by one, what is rare is found by its index, and of what most are called the first are met soon; in one
    condition of them all the database would judge 450,000 names.
    """
    meanings = [Q(short_name__in=names), *(Q(short_name__begins=name) for name in names)]
    if len(names[0]) > 1:
        meanings += [Q(name__holds=name) for name in names]
    if text.isascii():
        spelt = (Q(short_pinyin__begins=letters), Q(pinyin__begins=letters))
        meanings += [Q(code__begins=text), Q(short_pinyin=letters), *spelt]
    for meaning in meanings:
        for state in (State.ACTIVE, State.DISSOLVED):
            yield inside.filter(meaning, state=state).order_by("path")


def _known_by(inside: QuerySet[Organisation], names: list[str]) -> Iterator[QuerySet[Organisation]]:
    """Those whose unit is called so, and those that were called so once."""
    if len(names[0]) == 1:
        return
    units = OrganisationUnit.objects.filter(organisation=OuterRef("pk"), ended_on__isnull=True)
    yield inside.filter(Exists(units.filter(unit__name__holds=names[0])), state=State.ACTIVE).order_by("path")
    once = Standing.objects.filter(_named(names), organisation=OuterRef("pk"), ended_on__isnull=False)
    yield inside.filter(Exists(once)).exclude(state=State.REMOVED).order_by("state", "path")


def _named(names: list[str]) -> Q:
    """Whose full name holds one of these."""
    return reduce(or_, (Q(name__holds=name) for name in names))


def _remember(rows: list[Organisation], text: str) -> None:
    """`former_name` of those that are found only by what they were called once."""
    wanted = naming.spellings(text)
    others = {row.pk for row in rows if not any(name in row.name for name in wanted)}
    once = Standing.objects.filter(_named(wanted), organisation__in=others, ended_on__isnull=False) if others else ()
    names = {standing.organisation_id: standing.name for standing in once}
    for row in rows:
        row.former_name = names.get(row.pk, "")  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Match:
    """One that was found, with the way down to it; `telling` are the places of the way that set it apart from its namesakes."""

    organisation: Organisation
    above: list[str]
    telling: set[int]

    @property
    def way(self) -> list[tuple[str, bool]]:
        """The names on the way and at last its own in full, and which of them are to be looked at."""
        names = [*self.above, self.organisation.name]
        return [(name, place in self.telling) for place, name in enumerate(names)]


def with_those_above(actor: Actor, rows: list[Organisation]) -> list[Match]:
    """Each that was found with those above it as far as the actor sees."""
    first = max(len(actor.seat.path) // paths.WIDTH - 1, 0)
    ways = [(*paths.ancestors(row.path)[first:-1], row.name) for row in rows]
    telling = naming.telling([str(row) for row in rows], ways)
    return [Match(row, row.names_above[first:], places) for row, places in zip(rows, telling, strict=True)]  # type: ignore[attr-defined]


def offers(actor: Actor, inside: QuerySet[Organisation], text: str) -> list[Match]:
    """What a box offers for what was typed into it: for nothing, the own organisation and those directly below, in order."""
    own = Q(pk=actor.seat.organisation) | Q(parent=actor.seat.organisation)
    nearby = _with_names_above(inside.filter(own)).order_by(Length("path"), *ORDER)
    return with_those_above(actor, find(inside, text) if text else list(nearby[:MOST]))


def _with_names_above(rows: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Each with `names_above`, the names of those above it from the top down; asked for only of those that are listed."""
    called = Coalesce(NullIf("short_name", Value("")), "name")
    above = Organisation.objects.filter(path__above=OuterRef("path")).exclude(pk=OuterRef("pk")).order_by("path")
    return rows.annotate(names_above=ArraySubquery(above.values(called=called)))


def _one_of(keys: QuerySet[Any]) -> Func:
    """The organisations of those keys, which are made first and then looked up."""
    found = Func(ArraySubquery(keys), function="ANY")
    return Func(F("pk"), found, template="%(expressions)s", arg_joiner=" = ", output_field=BooleanField())


def way(actor: Actor, function: str, uid: UUID | None = None) -> list[Organisation]:
    """From the actor's own organisation down to the one wanted, or to itself; empty if it is out of sight: one query."""
    inside = Organisation.objects.visible_to(actor, function)
    foot = inside.filter(pk=actor.seat.organisation) if uid is None else inside.with_uid(uid)
    return list(_between(actor, foot.values("path")[:1]))


def trail(actor: Actor, organisation: Organisation) -> list[Organisation]:
    """The organisations from the actor's own down to this one."""
    return list(_between(actor, Value(organisation.path)))


def _between(actor: Actor, foot: Any) -> QuerySet[Organisation]:
    """The organisations from the actor's own down to the path `foot`, the highest first."""
    above = Organisation.objects.filter(path__above=foot, path__below=actor.seat.path)
    return above.select_related("parent").order_by("path")


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of an organisation's past (沿革): what it was from a day on, or an act that changed others for its sake."""

    day: date
    standing: Standing | None = None
    act: Reorganisation | None = None
    ended: tuple[str, ...] = ()


def timeline(organisation: Organisation) -> list[Moment]:
    """What it was, and the acts that left it as it was (others taken in, a part split off), the latest first."""
    own = organisation.standings.select_related("parent", "begun_by__organisation", "ended_by__organisation")
    moments = [Moment(one.started_on, standing=one) for one in own.order_by("-started_on")[:MOST_MOMENTS]]
    acts = Reorganisation.objects.filter(organisation=organisation).exclude(standings__organisation=organisation)
    acts = acts.exclude(ended_standings__organisation=organisation).select_related("organisation")
    for act in acts.prefetch_related("ended_standings").order_by("-effective_on", "-pk")[:MOST_MOMENTS]:
        moments.append(Moment(act.effective_on, act=act, ended=tuple(one.name for one in act.ended_standings.all())))
    return sorted(moments, key=lambda one: one.day, reverse=True)
