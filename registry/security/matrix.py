"""The function matrix (功能权限矩阵): what each level of organisation and each administrator may do by default."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "matrix.csv"


class Column(StrEnum):
    """Who the matrix speaks of: six levels of organisation (层级) and the three administrators (三员)."""

    NATION = "nation"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    COMMITTEE = "committee"
    BRANCH = "branch"
    SYSTEM = "system"
    SECURITY = "security"
    AUDIT = "audit"

    @property
    def label(self) -> str:
        return {
            "nation": "中央", "province": "省级", "city": "市级", "county": "县级", "committee": "基层党委",
            "branch": "党支部（总支）", "system": "系统管理员", "security": "安全保密管理员", "audit": "审计管理员",
        }[self.value]  # fmt: skip


LEVELS = (Column.NATION, Column.PROVINCE, Column.CITY, Column.COUNTY, Column.COMMITTEE, Column.BRANCH)


class Reach(StrEnum):
    """How far a function reaches: nowhere, the organisation of the post, it and everything under it, or only the latter.

    What only a superior may do to an organisation, such as giving it a name, reaches under it (R-139, R-143).
    """

    NONE = ""
    OWN = "own"
    BELOW = "below"
    UNDER = "under"


@dataclass(frozen=True, slots=True)
class Function:
    """One row: the name that is operation, permission, audit verb, URL name and label at once.

    `proof`: it wants a proof of who acts that is not older than five minutes; `factor`: whoever holds it has to have a
    second factor as well (security.md S08, S15).
    """

    name: str
    label: str
    trace: bool
    proof: bool
    factor: bool
    apart: frozenset[str]
    reach: dict[Column, Reach]

    def granting(self) -> list[Column]:
        """The levels that have this function by default, the lowest first."""
        return [column for column in reversed(LEVELS) if self.reach[column]]


@lru_cache(maxsize=1)
def functions() -> dict[str, Function]:
    """All functions by name, in the order of the matrix."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["function"]: _function(row) for row in rows}


def function(name: str) -> Function:
    """The function of that name; KeyError if the matrix has none."""
    return functions()[name]


def label(name: str) -> str:
    """What the function is called on screen."""
    return functions()[name].label


def _function(row: dict[str, str]) -> Function:
    reach = {column: Reach(row[column.value]) for column in Column}
    proof, apart = row["proof"], frozenset(row["apart"].split())
    return Function(row["function"], row["label"], row["trace"] == "x", bool(proof), proof == "factor", apart, reach)
