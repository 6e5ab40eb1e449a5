"""How far the matrix lets somebody reach (权限范围), worked out a second time from its file alone: the oracle of the promises.

Nothing here asks the code that is being tested: a cell is read as it stands in `matrix.csv`, a place is compared by its path.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from registry.security.actors import Actor, Seat, rights_of
from registry.security.matrix import FILE, USUAL, Column, label, profile
from registry.security.models import OFFICES
from tests.world import TODAY

ADMINISTRATORS = ("system", "security", "audit")
BEYOND = "超出本党组织管理范围"


class Side(StrEnum):
    """Where a thing stands, seen from a seat."""

    OWN = "own"
    UNDER = "under"
    ABOVE = "above"
    BESIDE = "beside"

    @classmethod
    def of(cls, seat: str, thing: str) -> Side:
        """By the two paths."""
        if seat == thing:
            return cls.OWN
        if thing.startswith(seat):
            return cls.UNDER
        return cls.ABOVE if seat.startswith(thing) else cls.BESIDE


REACHED = {"": set(), "own": {Side.OWN}, "under": {Side.UNDER}, "below": {Side.OWN, Side.UNDER}}


@cache
def rows() -> dict[str, dict[str, str]]:
    """The matrix as it stands in its file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {row["function"]: row for row in csv.DictReader(file)}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of post: a level or an administrator, and for a level what the post is for."""

    column: Column
    office: str

    def __str__(self) -> str:
        return f"{self.column} {self.office}".strip()

    @property
    def people(self) -> bool:
        """Whether it sees persons: neither who opens accounts nor who grants posts does (R-247)."""
        return self.column not in ("system", "security")

    def reach(self, function: str) -> str:
        """What the matrix says: how far the function reaches by default."""
        row = rows()[function]
        cell = row[self.column.value]
        fits = not self.office or not row["office"] or row["office"] == self.office
        return cell if fits and not cell.startswith("+") else ""

    def may(self, function: str, side: Side) -> bool:
        """Whether it may do that to a thing which stands there."""
        return side in REACHED[self.reach(function)]

    def refusal(self, function: str, side: Side) -> str:
        """What it is told when it may not."""
        if not self.reach(function):
            return f"您的岗位没有“{label(function)}”权限"
        return "本级不能对自己办理" if side is Side.OWN else BEYOND

    def actor(self, path: str) -> Actor:
        """Somebody of this kind at that place."""
        rights = rights_of(self.column, self.office, profile(USUAL), ())
        return Actor(0, "测试岗位", Seat(0, 0, path, str(self), rights, people=self.people), TODAY)


def kinds() -> list[Kind]:
    """Every kind of post."""
    levels = [Kind(column, office) for column in Column if column not in ADMINISTRATORS for office in OFFICES]
    return [*levels, *(Kind(Column(name), "") for name in ADMINISTRATORS)]


def seats_around(thing: str) -> dict[Side, str]:
    """The path of a seat for each side from which a thing can be seen."""
    around = {Side.OWN: thing, Side.ABOVE: f"{thing}zzz", Side.BESIDE: f"{thing[:-3]}zzz"}
    return around | ({Side.UNDER: thing[:-3]} if len(thing) > 3 else {})


def wrong(function: str, thing: str) -> Iterator[tuple[Kind, Side, Actor]]:
    """Every kind of post that may not do it to a thing at that path: wherever it sits, or where it does not reach."""
    around = seats_around(thing)
    for kind in kinds():
        sides = around if kind.reach(function) else [Side.UNDER if Side.UNDER in around else Side.OWN]
        for side in sides:
            if not kind.may(function, side):
                yield kind, side, kind.actor(around[side])
