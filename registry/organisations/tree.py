"""Reading the tree (组织树): children a hundred at a time with what a node shows, each at its place among its siblings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from registry.kernel import keysets, paths
from registry.organisations import categories
from registry.organisations.models import Headcount, Organisation, State
from registry.security.actors import Actor

PAGE = 100
ORDER = ("rank", "path")
"""How siblings stand: as their superior put them, then by their paths."""


@dataclass(slots=True)
class Node:
    """One organisation in the tree, with its children as far as they are open."""

    organisation: Organisation
    level: int
    position: int = 1
    siblings: int = 1
    opened: bool = False
    selected: bool = False
    children: list[Node] = field(default_factory=list)
    hidden: int = 0
    """How many siblings stand behind it before the next that is shown, or before the end."""
    until: str = ""
    """Where that next one stands, if there is one."""

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

    def add_up(self) -> None:
        """Those below make its total, unless some of them are hidden; then it was asked for."""
        one: Any = self.organisation
        if one.number <= PAGE:
            one.total += sum(child.total for child in self.children)

    @property
    def cursor(self) -> str:
        """Where it stands itself: those hidden begin behind it."""
        return keysets.cursor_of(self.organisation, ORDER)

    @property
    def counted(self) -> int:
        """How many siblings that work there are as far as itself."""
        return self.position - (self.organisation.state != State.ACTIVE)


def with_totals(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Each organisation with `total` members in it and everywhere below."""
    return organisations.annotate(total=_members(path__below=OuterRef("path")))


def _members(**where: Any) -> Coalesce:
    """How many members are counted there, as a value beside other rows."""
    counted = Headcount.objects.filter(**where).order_by().values(one=Value(1))
    summed = counted.annotate(sum=Sum(F("full") + F("probationary"))).values("sum")
    return Coalesce(Subquery(summed, output_field=IntegerField()), 0)


def _as_nodes(organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """Each with what a node shows of it."""
    return with_totals(organisations).annotate(has_children=Exists(_working(parent=OuterRef("pk"))))


def _on_the_way(way: list[str]) -> QuerySet[Organisation]:
    """Those that are open, each with how many stand below and before it.

    Where all that stand below are shown, their totals make its own, and a province is summed up once and not by level.
    """
    before = keysets.beyond(ORDER, [OuterRef(name) for name in ORDER], descending=True)
    rows = Organisation.objects.filter(path__in=way).annotate(number=_number_of(_working(parent=OuterRef("pk"))))
    everywhere, own = _members(path__below=OuterRef("path")), _members(path=OuterRef("path"))
    return rows.annotate(
        before=_number_of(_working(parent=OuterRef("parent")).filter(before)),
        total=Case(When(number__gt=PAGE, then=everywhere), default=own),
        has_children=Q(number__gt=0),
    )


def _working(**conditions: Any) -> QuerySet[Organisation]:
    return Organisation.objects.filter(state=State.ACTIVE, **conditions)


def _number_of(organisations: QuerySet[Organisation]) -> Coalesce:
    """How many there are, as a value beside other rows."""
    counted = organisations.order_by().values("state").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def children(parent: Organisation, after: str = "", until: str = "", start: int = 0) -> Node:
    """The parent's node opened, with the hundred children between the cursors `after` and `until`: one query."""
    every = _working(parent=parent)
    below = every
    for cursor, descending in ((after, False), (until, True)):
        if values := keysets.read(cursor, Organisation, ORDER):
            below = below.filter(keysets.beyond(ORDER, values, descending=descending))
    rows = list(_as_nodes(below.order_by(*ORDER)).annotate(number=_number_of(every), rest=_number_of(below))[:PAGE])
    node = Node(parent, depth_of(parent), opened=True)
    for place, row in enumerate(rows, start + 1):
        node.children.append(Node(row, node.level + 1, place, row.number))
    if rows:
        node.children[-1].hidden, node.children[-1].until = rows[0].rest - len(rows), until
    return node


def depth_of(organisation: Organisation) -> int:
    return len(organisation.path) // paths.WIDTH


def tree(actor: Actor, chosen: Organisation) -> Node:
    """The tree from the actor's organisation down to `chosen`, every level on the way open: one query.

    Of dissolved organisations only the one looked at is in it, and those on the way to it.
    """
    way = [path for path in paths.ancestors(chosen.path) if paths.is_below(path, actor.seat.path)]
    parts = [_on_the_way(way)]
    for path in way:
        below = _working(parent__path=path).exclude(path__in=way).annotate(number=Value(0), before=Value(0))
        parts.append(_as_nodes(below).order_by(*ORDER)[:PAGE])
    return _grow(parts[0].union(*parts[1:], all=True), way)


def _grow(rows: Iterable[Organisation], way: list[str]) -> Node:
    """Rows of several levels as one tree, opened along the way, the last on it chosen."""
    by_parent: dict[int | None, list[Organisation]] = {}
    for row in sorted(rows, key=attrgetter(*ORDER)):
        by_parent.setdefault(row.parent_id, []).append(row)
    [top] = [row for found in by_parent.values() for row in found if row.path == way[0]]
    opened = [Node(top, 1)]
    for path in [*way[1:], ""]:
        found = by_parent.get(opened[-1].organisation.pk, [])
        _hang(opened[-1], [row for place, row in enumerate(found) if place < PAGE or row.path == path])
        opened += [child for child in opened[-1].children if child.organisation.path == path]
    opened[-1].selected = True
    for node in reversed(opened):
        node.add_up()
    return opened[0]


def _hang(node: Node, rows: list[Organisation]) -> None:
    """Give the node its children; whoever stands on the way knows how many stand before it, the others follow one another."""
    number, counted, last = int(node.organisation.number), 0, None  # type: ignore[attr-defined]
    for row in rows:
        before = max(counted, row.before)  # type: ignore[attr-defined]
        child = Node(row, node.level + 1, before + 1, number)
        if last:
            last.hidden, last.until = before - counted, child.cursor
        node.children.append(child)
        last, counted = child, child.counted
    if last:
        last.hidden, last.until = number - counted, ""
    node.opened = bool(rows)
