"""The function matrix (功能权限矩阵): what each level of organisation and each administrator may do by default.

A cell says how far a function reaches; with a + before it, a superior has to open it first (开通). A profile (权限口径) is
another set of defaults: the rows that differ, in a file of their own.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
FILE = FOLDER / "matrix.csv"


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
class Cell:
    """What one column has of one function: `reach` once it is open, and whether it is open without anybody's doing."""

    reach: Reach = Reach.NONE
    open: bool = True

    @classmethod
    def read(cls, text: str) -> Cell:
        """`below` or `+below`."""
        return cls(Reach(text.removeprefix("+")), not text.startswith("+"))

    @property
    def default(self) -> Reach:
        """How far it reaches as long as nobody opened or closed it."""
        return self.reach if self.open else Reach.NONE


@dataclass(frozen=True, slots=True)
class Function:
    """One row: the name that is operation, permission, audit verb, URL name and label at once.

    `office` is the kind of business post that has it, if not both; a `fixed` function is closed to nobody.
    `proof`: it wants a proof of who acts that is not older than five minutes; `factor`: whoever holds it has to have a
    second factor as well (security.md S08, S15).
    """

    name: str
    label: str
    trace: bool
    proof: bool
    factor: bool
    apart: frozenset[str]
    office: str
    fixed: bool
    cells: Mapping[Column, Cell]

    @property
    def reach(self) -> dict[Column, Reach]:
        """The defaults of every column."""
        return {column: cell.default for column, cell in self.cells.items()}

    def granting(self) -> list[Column]:
        """The levels that have this function by default, the lowest first."""
        return [column for column in reversed(LEVELS) if self.cells[column].default]


@dataclass(frozen=True, slots=True)
class Profile:
    """A set of defaults under a name (权限口径): the cells that differ from the matrix."""

    key: str
    label: str
    cells: Mapping[str, Mapping[Column, Cell]]

    def cell(self, name: str, column: Column) -> Cell:
        """What this profile gives `column` of the function `name`."""
        return self.cells.get(name, {}).get(column) or function(name).cells[column]


USUAL = "usual"
PROFILES = {USUAL: "初始权限（2018年）", "regulation": "条例口径（2019年）：基层党委可在全国范围互相转接"}
"""The shipped sets: 种子1 附件2, and what the regulation of 2019 widened (mission.md 6.5). Others than the usual have a file."""


@lru_cache(maxsize=1)
def functions() -> dict[str, Function]:
    """All functions by name, in the order of the matrix."""
    return {row["function"]: _function(row) for row in _rows(FILE)}


@lru_cache
def profile(key: str) -> Profile:
    """The profile of that name; KeyError if none is shipped."""
    label = PROFILES[key]
    rows = [] if key == USUAL else _rows(FOLDER / "profiles" / f"{key}.csv")
    return Profile(
        key, label, {row["function"]: {level: Cell.read(row[level.value]) for level in LEVELS} for row in rows}
    )


def function(name: str) -> Function:
    """The function of that name; KeyError if the matrix has none."""
    return functions()[name]


def label(name: str) -> str:
    """What the function is called on screen."""
    return functions()[name].label


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _function(row: dict[str, str]) -> Function:
    cells = {column: Cell.read(row[column.value]) for column in Column}
    proof, apart = row["proof"], frozenset(row["apart"].split())
    return Function(
        row["function"], row["label"], row["trace"] == "x", bool(proof), proof == "factor", apart, row["office"],
        row["fixed"] == "x", cells,
    )  # fmt: skip
