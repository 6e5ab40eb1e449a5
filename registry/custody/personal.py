"""What is kept of persons (个人信息清单, S64): every column has a purpose, a basis, a level and a time it is kept."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from registry.custody.places import tables
from registry.jobs.retention import kinds

LEVELS = {
    "L1": "一般：不涉及个人",
    "L2": "内部：按权限显示，导出留痕",
    "L3": "敏感：加密保存，列表只显示掩码，查看完整内容留痕",
    "L4": "高度敏感：加密保存，从不成批显示，查看完整内容逐条留痕、限量",
}
NONE = "不含个人信息"


@dataclass(frozen=True, slots=True)
class Holding:
    """Columns that belong together, and why they are kept."""

    tables: tuple[str, ...]
    columns: tuple[str, ...]
    holds: str
    purpose: str
    basis: str
    level: str
    kind: str

    @property
    def personal(self) -> bool:
        """Whether it says anything of a person."""
        return self.basis != NONE

    @property
    def lasting(self) -> str:
        """How long it is kept."""
        return kinds()[self.kind].lasting

    @property
    def labels(self) -> str:
        """The tables as people call them."""
        named = {model._meta.db_table: str(model._meta.verbose_name) for model in tables()}
        return "、".join(named.get(table, table) for table in self.tables)


@lru_cache(maxsize=1)
def holdings() -> list[Holding]:
    """The register, in its order."""
    with (Path(__file__).parent / "personal.csv").open(encoding="utf-8", newline="") as file:
        return [
            Holding(
                tuple(row["tables"].split()), tuple(row["columns"].split()), row["holds"], row["purpose"], row["basis"],
                row["level"], row["kind"],
            )
            for row in csv.DictReader(file)
        ]  # fmt: skip


def of(table: str, column: str) -> list[Holding]:
    """The entries that speak of a column; there has to be exactly one."""
    return [one for one in holdings() if table in one.tables and (column in one.columns or "*" in one.columns)]
