"""The units in a row of organisations (所在单位): several in one cell, paired by position."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.intake.models import Batch, Source, StagedUnit, Weight
from registry.intake.sheets import UNIT_COLUMNS, Column
from registry.intake.steps.cells import Reader, Remark
from registry.intake.steps.copying import copy_lines, line
from registry.kernel.uids import uid
from registry.units.sets import information as unit_set

_CLEAR = re.compile(r"[；;\n]+")
_ANY = re.compile(r"[；;、，,\n]+")
_ITEMS = ("refused", "name", "category", "party_build", "code")
UNPAIRED = "单位名称有{names}个，{label}有{others}个，请用“；”隔开并一一对应。"


@dataclass(slots=True)
class Parsed:
    """The units of one row: their items, and what is to be said."""

    units: list[dict[str, Any]]
    refused: int
    remarks: list[Remark]


class UnitCells:
    """Reads the four columns that speak of units."""

    def __init__(self, batch: Batch) -> None:
        self._columns = {name: batch.form.columns[name] for name in UNIT_COLUMNS}
        declared = {rule.code for rule in unit_set.rules}
        self._readers = {
            name: Reader(
                Column(name, column.label, unit_set.items[UNIT_COLUMNS[name]].field, column.bit, column.need, ()),
                meanings=batch.values.get(name), declared=declared,
            )
            for name, column in self._columns.items()
        }  # fmt: skip

    def parse(self, written: Mapping[str, str]) -> Parsed:
        """The units that the cells list, in their order."""
        parts = _split(written)
        names = parts["unit_name"]
        if not names and not any(parts.values()):
            return Parsed([], 0, [])
        parsed = Parsed([{"refused": 0} for _ in names or [""]], 0, [])
        for column, reader in self._readers.items():
            cells = _spread(parts[column], len(parsed.units))
            if cells is None:
                parsed.remarks.append(self._unpaired(column, parts))
            unpaired = self._columns[column].bit if cells is None else 0
            for unit, cell in zip(parsed.units, cells or [""] * len(parsed.units), strict=True):
                reading = reader.read(cell)
                unit[UNIT_COLUMNS[column]] = reading.value or ""
                unit["refused"] |= reading.refused | unpaired
                parsed.refused |= unit["refused"]
                parsed.remarks += reading.remarks
        return parsed

    def _unpaired(self, column: str, parts: Mapping[str, list[str]]) -> Remark:
        label = self._columns[column].label
        message = UNPAIRED.format(names=len(parts["unit_name"]), label=label, others=len(parts[column]))
        return Remark(column, "R-144", Weight.REFUSE, Source.CELL, message, "；".join(parts[column])[:80])


def stage(batch: Batch, parsed: Mapping[int, list[dict[str, Any]]]) -> None:
    """Keep the units of the rows, each as if it were new: which are known is asked once all of them are there."""
    lines = [
        line((batch.pk, row, position, uid(), *(unit[name] for name in _ITEMS)))
        for row, units in sorted(parsed.items())
        for position, unit in enumerate(units)
    ]
    copy_lines(StagedUnit._meta.db_table, ("batch_id", "row", "position", "uid", *_ITEMS), lines)


def _split(written: Mapping[str, str]) -> dict[str, list[str]]:
    """The cells cut into parts; 、 divides names only where the codes show that there are several."""
    parts = {
        name: [part.strip() for part in _ANY.split(written.get(name, "")) if part.strip()] for name in UNIT_COLUMNS
    }
    whole = written.get("unit_name", "")
    clear = [part.strip() for part in _CLEAR.split(whole) if part.strip()]
    if len(parts["unit_name"]) != len(parts["unit_code"]):
        parts["unit_name"] = clear
    return parts


def _spread(cells: list[str], units: int) -> list[str] | None:
    """One cell for each unit; one word may serve all of them. None when they cannot be paired."""
    if len(cells) == units:
        return cells
    if not cells:
        return [""] * units
    return cells * units if len(cells) == 1 else None
