"""How long each kind of data is kept (保存期限, R-252, S68): one table; what deletes stands beside the data it deletes."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

Sweep = Callable[[datetime], int]
"""Deletes what is older than that moment, and says how much it was."""

SWEEPS: dict[str, Sweep] = {}
"""What deletes, by the kind of data."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data: how long it is kept, since when, what becomes of it, and by which rule."""

    key: str
    label: str
    days: int | None
    since: str
    way: str
    basis: str

    @property
    def lasting(self) -> str:
        """How long, in words."""
        if self.days is None:
            return "长期"
        if self.days and self.days % 1096 == 0:
            return "三年"
        return f"{self.days}天" if self.days else "不另保存"

    @property
    def swept(self) -> bool:
        """Whether the node deletes it by itself."""
        return self.key in SWEEPS


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Every kind of data, in the order of the table."""
    with (Path(__file__).parent / "retention.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["kind"]: Kind(
            row["kind"], row["label"], int(row["days"]) if row["days"] else None, row["since"], row["way"], row["basis"]
        )
        for row in rows
    }


def sweep(key: str) -> Callable[[Sweep], Sweep]:
    """Declare what deletes a kind of data that the table knows, and gives an end."""
    assert kinds()[key].days is not None, key

    def declare(act: Sweep) -> Sweep:
        SWEEPS[key] = act
        return act

    return declare


def swept(key: str, now: datetime) -> int:
    """Delete what of that kind has been kept long enough."""
    days = kinds()[key].days
    assert days is not None
    return SWEEPS[key](now - timedelta(days=days))
