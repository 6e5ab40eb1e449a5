"""Defects outside the single cell (结构体检): of the workbook, its sheets, the header, merged and hidden parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from registry.intake.workbook import layout, parts
from registry.intake.workbook.container import Package
from registry.intake.workbook.findings import PLACES, Finding, Tally, finding
from registry.intake.workbook.layout import Column, Header
from registry.intake.workbook.reading import OpenSheet
from registry.intake.workbook.references import letters, spans
from registry.intake.workbook.scan import Facts

_SPOKEN = 5
_ROWS_SPOKEN = 200


def of_package(package: Package, book: parts.Book, filename: str) -> Iterator[Finding]:
    """What is odd about the file as a whole."""
    if filename and not filename.lower().endswith((".xlsx", ".xlsm")):
        yield finding("extension", filename, f"“{filename}”：")
    if any(name.lower().endswith("vbaproject.bin") for name in package.entries):
        yield finding("macro", filename, "工作簿")
    if any(name.startswith("xl/externalLinks/") for name in package.entries):
        yield finding("external-link", filename, "工作簿")
    if book.date_1904:
        yield finding("date-1904", filename, "工作簿")


def of_sheets(opened: Sequence[OpenSheet], headers: Sequence[Header | None], chosen: int) -> Iterator[Finding]:
    """What is odd about the sheets beside the chosen one, and its protection."""
    others = [at for at, one in enumerate(opened) if at != chosen and one.height]
    width = _labelled(headers[chosen])
    rivals = [at for at in others if not opened[at].part.hidden and _labelled(headers[at]) * 2 > width]
    here = opened[chosen].part.name
    if rivals:
        names = "、".join(f"“{opened[at].part.name}”" for at in [chosen, *rivals])
        yield finding("several-sheets", here, f"{names}：", len(rivals) + 1)
    for at in others:
        if opened[at].part.hidden:
            yield finding("hidden-sheet", opened[at].part.name, f"“{opened[at].part.name}”")
    if opened[chosen].facts.protected:
        yield finding("protected", here, f"“{here}”")
    if opened[chosen].facts.filtered:
        yield finding("filtered", here, f"“{here}”")


def of_header(header: Header, columns: Sequence[Column]) -> Iterator[Finding]:
    """What is odd about the header and the columns under it."""
    if header.top > 1:
        yield finding("title-rows", "第1行", f"第{spans(range(1, header.top))}行")
    if header.bottom > header.top:
        yield finding("two-line-header", f"第{header.top}行", f"第{header.top}、{header.bottom}行")
    for label in dict.fromkeys(one.label for one in columns if one.label):
        same = tuple(one.letters for one in columns if one.label == label)
        if len(same) > 1:
            where = f"“{label}”（{'、'.join(same)}列）："
            yield finding("duplicate-header", f"{same[0]}{header.bottom}", where, len(same), same)
    for one in columns:
        where = f"{one.letters}{header.bottom}"
        if one.filled and not one.label:
            yield finding("missing-header", where, f"{one.letters}列")
        elif one.label and not one.filled:
            yield finding("empty-column", where, one.shown)
        if one.label == layout.RESULT_LABEL:
            yield finding("result-column", where, f"{one.letters}列")


def of_data(facts: Facts, columns: Sequence[Column], first: int, last: int) -> Iterator[Finding]:
    """What is odd about the rows of data, from the first to the last: merged, hidden, calculated."""
    merged = tuple(str(area) for area in facts.merged if area.bottom >= first and area.top <= last)
    if merged:
        spoken = "、".join(merged[:_SPOKEN]) + " 等" * (len(merged) > _SPOKEN)
        yield finding("merged-cell", merged[0], f"{spoken}：", len(merged), merged[:PLACES])
    rows = [number for number in facts.hidden_rows if first <= number <= last]
    if rows:
        spoken = spans(rows[:_ROWS_SPOKEN]) + " 等" * (len(rows) > _ROWS_SPOKEN)
        places = tuple(f"第{number}行" for number in rows[:PLACES])
        yield finding("hidden-row", places[0], f"第{spoken}行（共{len(rows)}行）", len(rows), places)
    for left, right in facts.hidden_columns:
        filled = [one.letters for one in columns[left - 1 : right] if one.filled]
        if filled:
            yield finding("hidden-column", f"{filled[0]}列", f"{'、'.join(filled)}列", len(filled))
    tally = Tally()
    for row, column in sorted(facts.formulas):
        if facts.formulas[row, column] and first <= row <= last:
            tally.add("formula", column, f"{letters(column)}{row}")
    yield from tally.findings({one.number: f"{one.shown} " for one in columns})


def _labelled(header: Header | None) -> int:
    return sum(map(bool, header.labels)) if header else 0
