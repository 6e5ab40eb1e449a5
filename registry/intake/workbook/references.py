"""Cell references (单元格引用): E5, A1:S20 and their numbers, both counted from 1 as people do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_CELL = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells (区域), corners included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{cell(self.left, self.top)}:{cell(self.right, self.bottom)}"


def letters(column: int) -> str:
    """The column's letters: 1 is A, 28 is AB."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def number(column: str) -> int:
    """The column's number: A is 1, AB is 28."""
    total = 0
    for letter in column.upper():
        total = total * 26 + ord(letter) - 64
    return total


def cell(column: int, row: int) -> str:
    return f"{letters(column)}{row}"


def split(reference: str) -> tuple[int, int]:
    """Column and row of one cell; (0, 0) for anything else."""
    found = _CELL.fullmatch(reference)
    return (number(found[1]), int(found[2])) if found else (0, 0)


def area(reference: str) -> Area:
    """The rectangle that `A1:S20` or `A1` names."""
    first, _, last = reference.partition(":")
    (left, top), (right, bottom) = split(first), split(last or first)
    return Area(top, left, bottom, right)


def whole(written: str | bytes) -> int:
    """A number as an attribute writes it; 0 for anything that is none, or too long to be one."""
    return int(written) if len(written) < 10 and written.isascii() and written.isdigit() else 0


def spans(numbers: Iterable[int]) -> str:
    """Row numbers for people: 3–7、12."""
    runs: list[list[int]] = []
    for one in sorted(numbers):
        if runs and one == runs[-1][1] + 1:
            runs[-1][1] = one
        else:
            runs.append([one, one])
    return "、".join(f"{first}" if first == last else f"{first}–{last}" for first, last in runs)
