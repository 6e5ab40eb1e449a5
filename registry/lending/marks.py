"""The invisible mark of a copy (暗记, N11): the order of its rows where the list leaves it open, and spaces after masked values.

Both are worked out from a secret of the copy and the text that begins a row. So a part of the file tells as much as the
whole, nobody makes the mark of a copy he does not have, and nothing that was exported has to be kept to find it again.
Sorting a leaked part anew ends the order; the spaces stay with their rows (docs/decisions/lending.md).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from math import sqrt

MASKED = "*"
NUMBER = re.compile(r"JY[0-9]{8}-[A-Z2-7]{8}")
CERTAIN, POSSIBLE = 6.0, 4.0
"""In standard deviations from chance: six come about once in a thousand million copies, four among thousands of them."""
MOST_KEYS = 3
"""Columns that are tried as the one that begins a row: what was pasted may have been put in another order."""
DIFFERENT = 0.6
"""The share of different texts from which on a column tells its rows apart."""

PLACE = 8
"""Bytes of a code that say at which place a row stands; the one after them tells of the space."""
FEW, DOUBTFUL = 80, 2.0
"""A copy that does not look alike in so many rows from the middle is not looked at further: nineteen of twenty others."""

Table = Sequence[Sequence[str]]


def new_secret() -> str:
    """What a new copy is marked with."""
    return secrets.token_hex(32)


@dataclass(frozen=True, slots=True)
class Mark:
    """The mark of one copy, worked out of its secret."""

    secret: bytes

    @classmethod
    def of(cls, secret: str) -> Mark:
        return cls(bytes.fromhex(secret))

    def rank(self, text: str) -> bytes:
        """At which place a row that begins with `text` stands among its equals."""
        return self.code(text)[:PLACE]

    def spaced(self, text: str) -> bool:
        """Whether masked values in the row that begins with `text` are followed by a space."""
        return is_spaced(self.code(text))

    def code(self, text: str) -> bytes:
        """Both at once: tracing asks it of every row for every copy."""
        return blake2b(text.strip().encode(), key=self.secret, digest_size=PLACE + 1).digest()


def is_spaced(code: bytes) -> bool:
    """The part of a code that says so."""
    return bool(code[PLACE] & 1)


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far a table agrees with one mark: signs that agree, of how many, for the order and for the spaces."""

    ordered: tuple[int, int] = (0, 0)
    spaced: tuple[int, int] = (0, 0)

    @property
    def score(self) -> float:
        """Standard deviations from what chance would give; rows put upside down tell as much."""
        return max(abs(_deviation(*self.ordered)), _deviation(*self.spaced))

    @property
    def is_certain(self) -> bool:
        return self.score >= CERTAIN

    @property
    def is_possible(self) -> bool:
        return self.score >= POSSIBLE


def _deviation(hits: int, of: int) -> float:
    return (2 * hits - of) / sqrt(of) if of else 0.0


@dataclass(frozen=True, slots=True)
class Signs:
    """What a table shows when one of its columns is taken for the one that begins the rows."""

    keys: tuple[str, ...]
    spaces: tuple[bool | None, ...]

    def likeness(self, mark: Mark) -> Likeness:
        """How far these signs agree with a mark; nothing where a few of them do not."""
        if len(self.keys) > 2 * FEW and self._few.likeness(mark).score < DOUBTFUL:
            return Likeness()
        codes = {key: mark.code(key) for key in self.keys}
        pairs = [(codes[one], codes[other]) for one, other in pairwise(self.keys) if one != other]
        seen = {key: space for key, space in zip(self.keys, self.spaces, strict=True) if space is not None}
        agreeing = sum(is_spaced(codes[key]) is space for key, space in seen.items())
        return Likeness((sum(one < other for one, other in pairs), len(pairs)), (agreeing, len(seen)))

    @property
    def _few(self) -> Signs:
        middle = len(self.keys) // 2
        around = slice(middle - FEW // 2, middle + FEW // 2)
        return Signs(self.keys[around], self.spaces[around])


def signs_of(table: Table) -> list[Signs]:
    """The signs of a table, for each column that may begin its rows."""
    width = max((len(row) for row in table), default=0)
    return [_signs(table, column) for column in range(width) if _tells_apart(table, column)][:MOST_KEYS]


def _tells_apart(table: Table, column: int) -> bool:
    texts = [row[column].strip() for row in table if len(row) > column and row[column].strip()]
    told = [text for text in texts if MASKED not in text]
    return len(texts) > 1 and len(told) > len(texts) / 2 and len(set(told)) >= DIFFERENT * len(texts)


def _signs(table: Table, column: int) -> Signs:
    rows = [row for row in table if len(row) > column and row[column].strip()]
    return Signs(tuple(row[column].strip() for row in rows), tuple(_space(row) for row in rows))


def _space(row: Sequence[str]) -> bool | None:
    """Whether a masked value of the row is followed by a space; None where it has none."""
    masked = [cell for cell in row if MASKED in cell]
    return any(cell.endswith(" ") for cell in masked) if masked else None


def numbers_in(table: Table) -> list[str]:
    """The numbers of loans that stand in a table for everybody to read."""
    return list(dict.fromkeys(number for row in table for cell in row for number in NUMBER.findall(cell)))
