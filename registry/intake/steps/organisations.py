"""A sheet of organisations into the staging tables (党组织表暂存), and where each of its rows stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from registry.intake.models import Batch, Outcome, Source, StagedOrganisation, Weight
from registry.intake.sheets import UNIT_COLUMNS
from registry.intake.steps import findings, units
from registry.intake.steps.cells import Reader, Reading, Remark
from registry.intake.steps.copying import NULL, chunks, copied, copy_lines
from registry.intake.steps.members import mends_of
from registry.intake.steps.tree import Node, Tree
from registry.intake.steps.units import UnitCells
from registry.jobs.progress import Progress
from registry.kernel.sealed_fields import SealedField
from registry.kernel.uids import uid
from registry.kernel.values import text
from registry.organisations import naming
from registry.organisations.models import Organisation
from registry.organisations.sets import basic
from registry.organisations.sets.basic_rules import SAME_AS_SUPERIOR
from registry.security.actors import Actor

PHASE = "读取和归属"
CHUNK = 2_000
WRITTEN = ("superior", *UNIT_COLUMNS)
NO_UNITS = "所在单位情况为“与上级党组织相同”，单位各栏不登记；如单位与上级不同，请改为“法人单位”。"
_OWN = ("batch_id", "row", "round", "uid", "outcome", "said", "refused", "changed", "depth", "parent_category",
        "parent_has_unit", "unit_count", *WRITTEN)  # fmt: skip


class OrganisationStage:
    """Stages the rows of one batch."""

    def __init__(self, batch: Batch, actor: Actor) -> None:
        self._batch, self._actor, self._mends = batch, actor, mends_of(batch)
        declared = {rule.code for rule in basic.rules}
        self._readers = {
            name: Reader(
                column, meanings=batch.values.get(name), declared=declared,
                derived=_initials if name == "name" else None,
            )
            for name, column in batch.form.columns.items()
        }  # fmt: skip
        self._cells = UnitCells(batch)

    def run(self, rows: Iterable[tuple[int, Sequence[object]]], progress: Progress) -> None:
        """Stage every row; `rows` are sheet rows with their values from column A on."""
        places = {name: int(number) - 1 for number, name in self._batch.columns.items()}
        done = 0
        for chunk in chunks(rows, CHUNK):
            self._stage({number: self._written(number, values, places) for number, values in chunk})
            done += len(chunk)
            progress.at(PHASE, done, self._batch.row_count)

    def again(self, number: int, written: Mapping[str, object]) -> None:
        """Stage one row as it is written now, column by column."""
        self._stage({number: written})

    def _written(self, number: int, values: Sequence[object], places: Mapping[str, int]) -> dict[str, object]:
        found = {name: values[place] for name, place in places.items() if place < len(values) and values[place] != ""}
        return found | self._mends.get(number, {})

    def _stage(self, rows: Mapping[int, Mapping[str, object]]) -> None:
        lines, remarks, listed = [], [], {}
        for number, written in rows.items():
            readings = {name: reader.read(written.get(name, "")) for name, reader in self._readers.items()}
            parsed = self._units(readings, {name: text.written_as(written.get(name))[0] for name in UNIT_COLUMNS})
            listed[number] = parsed.units
            lines.append(self._line(number, readings, parsed))
            found = [remark for name, reading in readings.items() for remark in reading.remarks]
            remarks += [(number, remark) for remark in (*found, *parsed.remarks)]
        copy_lines(StagedOrganisation._meta.db_table, (*_OWN, *self._item_columns()), lines)
        units.stage(self._batch, listed)
        findings.write(self._batch, remarks)

    def _units(self, readings: Mapping[str, Reading], written: Mapping[str, str]) -> units.Parsed:
        parsed = self._cells.parse(written)
        if parsed.units and readings["situation"].value == SAME_AS_SUPERIOR:
            remark = Remark("unit_name", "R-140", Weight.WARN, Source.CELL, NO_UNITS, written["unit_name"][:80])
            return units.Parsed([], 0, [remark])
        return parsed

    def _line(self, number: int, readings: Mapping[str, Reading], parsed: units.Parsed) -> str:
        identity = uid()
        said = sum(reading.said for reading in readings.values())
        refused = sum(reading.refused for reading in readings.values()) | parsed.refused
        own: list[Any] = [self._batch.pk, number, self._batch.round, identity, str(Outcome.NEW), said, refused, 0, 0, "",
                          False, len(parsed.units)]  # fmt: skip
        own += [readings[name].value or "" for name in WRITTEN]
        parts = [copied(value) for value in own]
        for name in basic.items:
            field, reading = self._readers[name].column.field, readings[name]
            if isinstance(field, SealedField):
                parts.append(copied(field.seal(reading.value, identity)) if reading.value else NULL)
            parts.append(reading.fragment)
        return "\t".join(parts)

    def _item_columns(self) -> list[str]:
        found: list[str] = []
        for name in basic.items:
            reader = self._readers[name]
            found += [reader.column.field.attname] if isinstance(reader.column.field, SealedField) else []
            found += reader.columns
        return found


def place(batch: Batch) -> None:
    """Where the rows stand and which of them the register knows; the facts their rules ask for."""
    findings.clear(batch, Source.PLACE)
    rows = list(StagedOrganisation.objects.filter(batch=batch).order_by("row"))
    tree = Tree(
        batch, (Node(row.row, row.name or "", row.superior, row.category or "", row.unit_count) for row in rows)
    )
    tree.place()
    findings.write(batch, ((node.row, node.remark) for node in tree.nodes.values() if node.remark))
    matched = [node.matched.pk for node in tree.nodes.values() if node.matched]
    known = Organisation.objects.only("uid", "phone", "version").in_bulk(matched)
    with connection.cursor() as cursor:
        unplaced = batch.form.columns["superior"].bit
        cursor.executemany(_WRITE_BACK, [_placed(row, tree.nodes[row.row], known, unplaced) for row in rows])


_WRITE_BACK = """
update intake_stagedorganisation set above = %s, above_row = %s, depth = %s, parent_category = %s, parent_has_unit = %s,
  short_name = %s, short_pinyin = %s, unit_count = %s, matched = %s, matched_version = %s, uid = %s, phone = %s, refused = %s where id = %s
"""


def _placed(row: StagedOrganisation, node: Node, known: Mapping[int, Organisation], unplaced: int) -> list[Any]:
    """The row with what the tree told about it; sealed anew where it speaks of a registered organisation."""
    found = known[node.matched.pk] if node.matched else None
    short_name, units = row.short_name, row.unit_count
    lost = node.remark is not None and node.remark.item == "superior"  # then no rule may speak of the superior
    if node.matched:
        units = units or node.matched.own_units
    elif not short_name and row.name and row.category:
        short_name = naming.short_name(row.name, _parent_name(node), row.category)
    return [
        node.above.pk if node.above else None, node.above_row.row if node.above_row else None, node.depth,
        node.parent_category, node.parent_has_unit, short_name, naming.initials(short_name or ""), units, found.pk if found else None,
        found.version if found else None, found.uid if found else row.uid, _phone(row, found),
        row.refused & ~unplaced | (unplaced if lost else 0), row.pk,
    ]  # fmt: skip


def _phone(row: StagedOrganisation, found: Organisation | None) -> bytes | None:
    """The sealed telephone; one that is on the register keeps its seal, so that equal columns mean no change."""
    sealed = row.__dict__["phone"]
    if found is None or sealed is None or row.uid == found.uid:
        return sealed
    if found.phone == row.phone:
        return found.__dict__["phone"]
    field = basic.items["phone"].field
    assert isinstance(field, SealedField)
    return field.seal(row.phone, found.uid)


def _parent_name(node: Node) -> str:
    return node.above_row.name if node.above_row else node.above.name if node.above else ""


def _initials(name: str | None) -> dict[str, str]:
    return {"pinyin": naming.initials(name) if name else ""}
