"""What the bulletin counted (党内统计公报): the members of the country at the end of 2024, in units of ten thousand.

Source of `bulletin.csv`: 中央组织部, 中国共产党党内统计公报, published on 2025-06-30; figures only.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "bulletin.csv"
WHOLE = "all"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: of which dimension, what it counts, and its share of all members."""

    dimension: str
    key: str
    label: str
    share: float


@lru_cache(maxsize=1)
def figures() -> tuple[Figure, ...]:
    """Every line but the whole, as a share of it."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    [whole] = [float(row["count"]) for row in rows if row["dimension"] == WHOLE]
    return tuple(
        Figure(row["dimension"], row["key"], row["label"], float(row["count"]) / whole)
        for row in rows
        if row["dimension"] != WHOLE
    )


def shares(dimension: str) -> dict[str, float]:
    """The shares of one dimension by key; where the bulletin gives one line of two, the other is the rest."""
    found = {one.key: one.share for one in figures() if one.dimension == dimension}
    rest = 1 - sum(found.values())
    return found if abs(rest) < 0.001 else found | {"": rest}
