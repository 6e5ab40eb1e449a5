"""The values of a sheet (取数), row by row, with errors kept as errors."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import python_calamine as calamine

from registry.intake.workbook import layout, limits, parts, scan
from registry.intake.workbook.container import DAMAGED, Package
from registry.intake.workbook.guard import guarded, guarded_stream
from registry.intake.workbook.parts import SheetPart
from registry.intake.workbook.scan import Facts
from registry.kernel.refusals import Refused

MOST_TEXTS = 20_000


class Row(NamedTuple):
    """One row of data: its number in the sheet, and its values from column A on.

    A value is text, a number (always float), a bool, a date or datetime, a time or duration, or "" for nothing.
    The type tells a numeric cell from text that looks like a number.
    """

    excel_row: int
    values: list[object]


def rows(content: bytes, sheet: str, header_row: int) -> Iterator[Row]:
    """The rows below the header, without blank rows, footers and repeated headers.

    They are read in a child process and streamed: the reader holds a whole sheet (measured: 200,000 rows of nineteen
    columns take 360 MB and 4 s) and ends the process where it runs out of memory, which must not be ours.
    """
    return guarded_stream(read, content, sheet, header_row)


def table(content: bytes, filename: str, most: int) -> list[list[str]]:
    """The first sheet that is not hidden, as the texts of its cells: the first `most` rows that are not empty."""
    return guarded(read_table, content, filename, most)


def read_table(content: bytes, filename: str, most: int) -> list[list[str]]:
    """`table`, in this process."""
    package = Package(content, filename)
    package.verify()
    sheets = parts.book(package).sheets
    part = next((one for one in sheets if not one.hidden), sheets[0])
    parts.check_form(package.stream(part.path))
    rows = open_sheet(content, part, scan.scan(package, part.path)).rows()
    return list(islice((texts for _, values in rows if any(texts := [str(value) for value in values])), most))


def read(content: bytes, sheet: str, header_row: int) -> Iterator[Row]:
    """`rows`, in this process."""
    package = Package(content, "")
    package.verify()
    part = next((one for one in parts.book(package).sheets if one.name == sheet), None)
    if part is None:
        raise Refused(f"工作簿里没有名为“{sheet}”的工作表；请重新上传。")
    yield from open_sheet(content, part, scan.scan(package, part.path)).data(header_row)


class OpenSheet:
    """A sheet with its values at hand, and what was seen of its cells beside them."""

    def __init__(self, values: calamine.CalamineSheet | None, facts: Facts, part: SheetPart) -> None:
        self._values, self.facts, self.part = values, facts, part
        start, end = (values.start, values.end) if values is not None else (None, None)
        self._left = start[1] if start else 0
        self.width = end[1] + 1 if end else 0
        self.height = end[0] + 1 if end else 0

    def rows(self) -> Iterator[tuple[int, list[object]]]:
        """Every row from the first, with its number; errors stand where the reader leaves nothing."""
        if self._values is None:
            return
        padding: list[object] = [""] * self._left
        for number, values in enumerate(self._values.iter_rows(), 1):
            row = padding + list(values)
            for column, error in self.facts.errors.get(number, {}).items():
                if 0 < column <= len(row):
                    row[column - 1] = error
            yield number, row

    def data(self, header_row: int) -> Iterator[Row]:
        """The rows of data below that header. Equal texts are one object: handing it over again costs nearly nothing."""
        header: frozenset[object] = frozenset()
        texts: dict[str, str] = {}
        for number, values in self.rows():
            if number == header_row:
                header = layout.written(values)
            elif number > header_row and layout.is_data(values, header):
                if len(texts) > MOST_TEXTS:
                    texts.clear()
                yield Row(number, [texts.setdefault(value, value) if type(value) is str else value for value in values])

    def head(self) -> list[list[object]]:
        """The first rows, where a header may stand."""
        first = []
        for number, values in self.rows():
            first.append(values)
            if number == layout.HEAD_ROWS + 1:
                break
        return first


def open_sheet(content: bytes, part: SheetPart, facts: Facts) -> OpenSheet:
    """The values of one sheet; refuses one too wide or too empty to be read."""
    if not facts.last_row:
        return OpenSheet(None, facts, part)
    scan.check_grid(facts)
    try:
        values = calamine.load_workbook(io.BytesIO(content)).get_sheet_by_name(part.name)
    except calamine.CalamineError as broken:
        raise Refused(DAMAGED) from broken
    opened = OpenSheet(values, facts, part)
    if opened.width > limits.MAX_COLUMNS:
        raise Refused(
            f"工作表“{part.name}”有 {opened.width} 列，超过 {limits.MAX_COLUMNS} 列的上限；请删除多余的列，另存后再上传。"
        )
    return opened
