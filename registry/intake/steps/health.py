"""The health check of a batch's workbook (体检): what kind of sheet it is, where its data are, what is odd about them."""

from __future__ import annotations

from collections.abc import Generator

from registry.intake import workbook
from registry.intake.models import Batch
from registry.intake.sheets import SHEETS, Kind
from registry.intake.steps import columns
from registry.intake.workbook import Examination, Row
from registry.kernel.refusals import Refused

NEITHER = (
    "看不出这是哪一种汇总表：表头“{labels}”与《党组织和所在单位信息汇总表》《党员基本信息汇总表》都对不上；"
    "请下载模板对照，或换一张工作表。"
)
PLACES = 20
LARGE = 1 << 20
"""Bytes from which on a workbook may have so many rows that reading them will be shared (a row takes about 90)."""


def open_workbook(batch: Batch) -> tuple[Examination, Generator[Row, None, None]]:
    """What is found in the workbook, and its rows, which the reader still holds; Refused if it cannot be taken in."""
    known = (
        SHEETS[Kind(batch.kind)].labels()
        if batch.kind
        else set[str]().union(*(one.labels() for one in SHEETS.values()))
    )
    return workbook.examine_and_read(batch.file.read(), batch.file.name, sheet=batch.sheet or None, known=known)


def is_large(batch: Batch) -> bool:
    """Whether its rows may well be many."""
    return batch.file.size >= LARGE


def note(batch: Batch, found: Examination) -> None:
    """Recognise the sheet and propose what its columns mean; Refused if it is neither of those we know."""
    labels = [column.label for column in found.columns]
    batch.kind = batch.kind or columns.kind_of(labels) or ""
    if not batch.kind:
        raise Refused(NEITHER.format(labels="、".join(labels[:6])))
    batch.sheet, batch.header_row, batch.row_count = found.sheet, found.header_row, found.data_rows
    batch.labels = [[column.number, column.label] for column in found.columns]
    batch.health = [
        {
            "kind": one.kind,
            "message": one.message,
            "fix": str(one.fix),
            "count": one.count,
            "places": one.places[:PLACES],
        }
        for one in found.findings
    ]
    columns.propose(batch)
