"""Under whom the organisations of a sheet stand (上级归属): rows of the sheet and the register seen as one tree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q

from registry.intake.models import Batch, Source, Weight
from registry.intake.steps.cells import Remark
from registry.intake.steps.nearest import MOST, Nearest, hint
from registry.kernel import paths
from registry.organisations.models import Organisation, OrganisationUnit, State

HEADS = ("中国共产党", "中共")
LOOP = "上级党组织绕成了圈，请核对上级党组织。"
TOO_DEEP = f"党组织层级最多{paths.DEPTH}级，不能再往下新建。"
DISSOLVED = "上级党组织已撤销，请填写现在的上级党组织。"
NAME_DISSOLVED = "同一上级下的同名党组织已撤销，不能再用这个名称。"


@dataclass(slots=True)
class Standing:
    """An organisation on the register, as far as the tree needs it."""

    pk: int
    uid: UUID
    version: int
    name: str
    code: str
    parent: int | None
    category: str
    path: str
    active: bool
    has_unit: bool = False
    own_units: int = 0


@dataclass(slots=True)
class Node:
    """A row of the sheet and where it stands: below a registered organisation, or below another row."""

    row: int
    name: str
    superior: str
    category: str
    units: int
    matched: Standing | None = None
    above: Standing | None = None
    above_row: Node | None = None
    remark: Remark | None = None
    placed: bool = field(default=False)

    @property
    def depth(self) -> int:
        """How many rows that are not yet registered stand above."""
        return self.above_row.depth + 1 if self.above_row else 0

    @property
    def parent_category(self) -> str:
        return self.above_row.own_category if self.above_row else self.above.category if self.above else ""

    @property
    def own_category(self) -> str:
        return self.matched.category if self.matched else self.category

    @property
    def parent_has_unit(self) -> bool:
        return self.above_row.has_unit if self.above_row else bool(self.above and self.above.has_unit)

    @property
    def has_unit(self) -> bool:
        """Whether it, or somebody above it, has a unit."""
        own = self.units or (self.matched.own_units if self.matched else 0)
        return bool(own) or self.parent_has_unit


def plain(name: str) -> str:
    """A name by which both ways of writing the party in front are the same."""
    return "中共" + name.removeprefix(HEADS[0]) if name.startswith(HEADS[0]) else name


class Tree:
    """Places the rows of a sheet below one organisation."""

    def __init__(self, batch: Batch, nodes: Iterable[Node]) -> None:
        self._top = batch.organisation
        self.nodes = {node.row: node for node in nodes}
        self._rows: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            self._rows.setdefault(plain(node.name), []).append(node)
        self._standing = self._registered()
        self._by_name: dict[str, list[Standing]] = {}
        for one in self._standing.values():
            self._by_name.setdefault(plain(one.name), []).append(one)
            self._by_name[one.code] = [one]
        self._children = {(one.parent, plain(one.name)): one for one in self._standing.values()}

    def place(self) -> None:
        """Find the superior of every row, and the registered organisation that the row speaks of."""
        for node in self.nodes.values():
            self._place(node, ())

    def _place(self, node: Node, below: tuple[int, ...]) -> None:
        if node.placed:
            return
        if node.row in below or len(below) >= paths.DEPTH:
            node.remark, node.placed = self._wrong(node, LOOP if node.row in below else TOO_DEEP), True
            return
        if not node.superior and plain(node.name) == plain(self._top.name):
            node.matched = self._standing[self._top.pk]
            node.above = self._standing.get(node.matched.parent or 0)
        else:
            self._find_superior(node, (*below, node.row))
        parent = node.above.pk if node.above else 0
        if node.matched is None and node.above_row is None and parent:
            node.matched = self._children.get((parent, plain(node.name)))
            if node.matched and not node.matched.active:
                node.remark = Remark("name", "R-143", Weight.REFUSE, Source.PLACE, NAME_DISSOLVED, node.name)
        if node.matched is None and not node.remark and self._level(node) > paths.DEPTH:
            node.remark = self._wrong(node, TOO_DEEP)
        node.placed = True

    def _level(self, node: Node) -> int:
        """How deep in the tree the row would stand."""
        above: Node = node
        while above.above_row:
            above = above.above_row
        return node.depth + 1 + (len(above.above.path) // paths.WIDTH if above.above else 0)

    def _find_superior(self, node: Node, below: tuple[int, ...]) -> None:
        """The superior by name: a row of this sheet, or an organisation on the register."""
        if not node.superior:
            node.above = self._standing[self._top.pk]
            return
        rows = self._distinct(node)
        for row in rows:
            self._place(row, below)
        if node.placed:  # it was found to stand below itself
            return
        registered = {row.matched.pk for row in rows if row.matched}
        others = [one for one in self._by_name.get(plain(node.superior), []) if one.pk not in registered]
        if len(rows) + len(others) > 1:
            message = f"有{len(rows) + len(others)}个同名的上级党组织，请点“对应”指定是哪一个。"
            node.remark = self._wrong(node, message, Weight.DECIDE)
        elif rows:
            node.above, node.above_row = rows[0].matched, None if rows[0].matched else rows[0]
        elif others:
            self._stand_below(node, others[0])
        else:
            guess = self._nearest.find(node.superior) if self._nearest else None
            node.remark = self._wrong(node, f"没有这个上级党组织{hint(guess)}")

    def _stand_below(self, node: Node, superior: Standing) -> None:
        if superior.active:
            node.above = superior
        else:
            node.remark = self._wrong(node, DISSOLVED)

    def _distinct(self, node: Node) -> list[Node]:
        """The rows of the superior's name; of rows that repeat each other the first."""
        found: dict[str, Node] = {}
        for row in self._rows.get(plain(node.superior), []):
            if row is not node:
                found.setdefault(plain(row.superior), row)
        return list(found.values())

    def _wrong(self, node: Node, message: str, weight: Weight = Weight.REFUSE) -> Remark:
        return Remark(
            "superior", "" if weight is Weight.REFUSE else "R-139", weight, Source.PLACE, message, node.superior[:80]
        )

    def _registered(self) -> dict[int, Standing]:
        """The organisations that may be meant: those of the names and codes in the sheet, and those around the top."""
        names = {name for node in self.nodes.values() for name in (node.name, node.superior) if name}
        variants = names | {other + name.removeprefix(head) for head, other in (HEADS, HEADS[::-1]) for name in names
                            if name.startswith(head)}  # fmt: skip
        here = Organisation.objects.below(self._top.path).filter(
            Q(name__in=variants) | Q(code__in=names) | Q(pk=self._top.pk or 0)
        )
        around = here | Organisation.objects.filter(pk=self._top.parent_id or 0)
        columns = ("pk", "uid", "version", "name", "code", "parent_id", "category", "path", "state")
        standing: Any = Standing
        found = [standing(*row[:8], row[8] == State.ACTIVE) for row in around.values_list(*columns)]
        _with_units(found)
        return {one.pk: one for one in found}

    @cached_property
    def _nearest(self) -> Nearest | None:
        here = Organisation.objects.below(self._top.path).filter(state=State.ACTIVE)
        names = set(here.values_list("name", flat=True)[: MOST + 1]) | {node.name for node in self.nodes.values()}
        return Nearest(names - {""}) if len(names) <= MOST else None


def _with_units(found: list[Standing]) -> None:
    """Which of them have a unit, of their own or through those above them (R-140)."""
    above = {path for one in found for path in paths.ancestors(one.path)}
    links = OrganisationUnit.objects.filter(ended_on__isnull=True, organisation__path__in=above)
    count: dict[str, int] = {}
    for path in links.values_list("organisation__path", flat=True):
        count[path] = count.get(path, 0) + 1
    for one in found:
        one.own_units = count.get(one.path, 0)
        one.has_unit = any(path in count for path in paths.ancestors(one.path))


def by_row(nodes: Mapping[int, Node]) -> list[Node]:
    """The rows from the top down."""
    return sorted(nodes.values(), key=lambda node: (node.depth, node.row))
