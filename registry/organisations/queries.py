"""Reading the tree (组织树): children page by page with what a node shows, the way to an organisation, finding one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import attrgetter, or_
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)  # fmt: skip
from django.db.models.functions import Coalesce, Length, NullIf

from registry.kernel import keysets, paths
from registry.organisations import categories, naming
from registry.organisations.models import Headcount, Organisation, OrganisationUnit, Reorganisation, Standing, State
from registry.security.actors import Actor

PAGE = 100
ORDER = ("rank", "path")
"""How siblings stand: as their superior put them, then by their paths."""


@dataclass(slots=True)
class Node:
    """One organisation in the tree, with its children as far as they are open."""

    organisation: Organisation
    level: int
    position: int
    siblings: int
    opened: bool = False
    selected: bool = False
    children: list[Node] = field(default_factory=list)
    more: int = 0

    @property
    def expandable(self) -> bool:
        return bool(self.organisation.has_children)  # type: ignore[attr-defined]

    @property
    def takes(self) -> str:
        """What can be put below it; nothing below one that has ended."""
        one = self.organisation
        return categories.takes(one.category) if one.state == State.ACTIVE else ""

    @property
    def total(self) -> int:
        """Members in it and everywhere below."""
        return int(self.organisation.total)  # type: ignore[attr-defined]

    @property
    def cursor(self) -> str:
        """Where the next children begin."""
        return keysets.cursor_of(self.children[-1].organisation, ORDER) if self.children else ""

    @property
    def last_position(self) -> int:
        return self.children[-1].position if self.children else 0

    @property
    def brothers(self) -> int:
        """How many children there are in all."""
        return self.children[0].siblings if self.children else 0


def with_totals(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Each organisation with `total` members below it, and whether it has children."""
    counted = Headcount.objects.filter(organisation__path__below=OuterRef("path")).order_by()
    total = counted.values(one=Value(1)).annotate(sum=Sum(F("full") + F("probationary"))).values("sum")
    children = Organisation.objects.filter(parent=OuterRef("pk"), state=State.ACTIVE)
    siblings = Organisation.objects.filter(parent=OuterRef("parent"), state=State.ACTIVE).order_by().values("parent")
    return organisations.annotate(
        total=Coalesce(Subquery(total, output_field=IntegerField()), 0),
        has_children=Exists(children),
        siblings=Coalesce(Subquery(siblings.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 1),
    )


def children(parent: Organisation, after: str = "", start: int = 0) -> Node:
    """The parent's node opened, with the hundred children after the cursor `after`: one query."""
    below = Organisation.objects.children_of(parent).filter(state=State.ACTIVE)
    if last := keysets.read(after, Organisation, ORDER):
        below = below.filter(keysets.beyond(ORDER, last))
    rows = list(with_totals(below)[: PAGE + 1])
    node = Node(parent, depth_of(parent), 1, 1, opened=True)
    _hang(node, rows[:PAGE], start, more=len(rows) > PAGE)
    return node


def depth_of(organisation: Organisation) -> int:
    return len(organisation.path) // paths.WIDTH


def tree(actor: Actor, chosen: Organisation) -> Node:
    """The tree from the actor's organisation down to `chosen`, every level on the way open: one query.

    Of dissolved organisations only the one looked at is in it, and those on the way to it.
    """
    way = [path for path in paths.ancestors(chosen.path) if paths.is_below(path, actor.seat.path)]
    parts = [with_totals(Organisation.objects.filter(path__in=way)).order_by("path")]
    for path in way:
        below = Organisation.objects.filter(Q(state=State.ACTIVE) | Q(path__in=way), parent__path=path)
        parts.append(with_totals(below).order_by(*ORDER)[: PAGE + 1])
    rows = {row.pk: row for row in parts[0].union(*parts[1:], all=True)}
    return _grow(rows, way, chosen)


def _grow(rows: dict[int, Organisation], way: list[str], chosen: Organisation) -> Node:
    """Rows of several levels as one tree."""
    nodes: dict[int, Node] = {}
    by_parent: dict[int | None, list[Organisation]] = {}
    for row in sorted(rows.values(), key=attrgetter(*ORDER)):
        by_parent.setdefault(row.parent_id, []).append(row)
    root = next(row for row in rows.values() if row.path == way[0])
    base = len(way[0]) // paths.WIDTH - 1
    nodes[root.pk] = Node(root, 1, 1, 1)
    for path in way:
        parent = next(node for node in nodes.values() if node.organisation.path == path)
        found = by_parent.get(parent.organisation.pk, [])
        shown = [row for place, row in enumerate(found) if place < PAGE or row.path in way]
        _hang(parent, shown, 0, more=len(found) > PAGE)
        parent.opened = bool(shown)
        nodes |= {child.organisation.pk: child for child in parent.children}
    for node in nodes.values():
        node.level = len(node.organisation.path) // paths.WIDTH - base
        node.selected = node.organisation.pk == chosen.pk
    return nodes[root.pk]


def _hang(node: Node, rows: list[Organisation], start: int, *, more: bool) -> None:
    """Give the node its children, numbered among all their siblings."""
    siblings = rows[0].siblings if rows else 0  # type: ignore[attr-defined]
    node.children = [Node(row, node.level + 1, start + place, siblings) for place, row in enumerate(rows, 1)]
    node.more = siblings - start - len(rows) if more else 0


MOST = 20
MOST_MOMENTS = 50


def find(inside: QuerySet[Organisation], text: str, limit: int = MOST) -> list[Organisation]:
    """Those among `inside` by part of the name, code, pinyin initials or unit, the nearest to the top first.

    Those that were dissolved come last.
    """
    nearness = Case(
        When(short_name__in=naming.spellings(text), then=0),
        When(code=text, then=0),
        default=1,
        output_field=IntegerField(),
    )
    found = (
        _with_names_above(inside.filter(_wanted(text)))
        .exclude(state=State.REMOVED)
        .annotate(nearness=nearness)
        .order_by("state", "nearness", "path")[:limit]
    )
    rows: list[Organisation] = [*found]
    _remember(rows, text)
    return rows


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


def _wanted(text: str) -> Q:
    names = naming.spellings(text)
    wanted = _named(names)
    if text.isascii():
        wanted |= Q(code__begins=text) | Q(pinyin__begins=text.lower())
    else:
        wanted |= _any_of("short_name__begins", names) | Q(_of_units(names[0]))
        if len(names[0]) > 1:
            wanted |= Q(_once_called(names))
    return wanted


def _named(names: list[str]) -> Q:
    """Whose full name holds one of these, whose short name begins with it if it is a single character."""
    return _any_of("name__holds" if len(names[0]) > 1 else "short_name__begins", names)


def _any_of(lookup: str, values: Iterable[str]) -> Q:
    return reduce(or_, (Q((lookup, value)) for value in values))


def _of_units(text: str) -> Func:
    """The organisations of units named so."""
    return _one_of(OrganisationUnit.objects.filter(unit__name__holds=text, ended_on__isnull=True))


def _once_called(names: list[str]) -> Func:
    """The organisations that were named so once (曾用名)."""
    return _one_of(Standing.objects.filter(_named(names), ended_on__isnull=False))


def _one_of(rows: QuerySet[Any]) -> Func:
    """The organisations of those rows, made first and then looked up: none comes twice, each part keeps its index."""
    found = Func(ArraySubquery(rows.values("organisation")), function="ANY")
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
