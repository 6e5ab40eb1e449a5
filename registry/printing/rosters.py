"""Any list as a workbook (导出名册): text cells only, so that nothing in it can run and no digit is lost (R-251, S50)."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Any

import xlsxwriter

from registry.web.lists import List

MOST = 100_000
BLOCK = 2000
"""Rows that may stand in any order before they are written: what is held in memory at once."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What one copy of a list bears: words for everybody to read, and how rows and masked values tell it from others.

    `rank` says in which order rows stand that the list leaves in any; `spaced`, whether masked values of a row are
    followed by a space; both know the row by the text in its first cell. `full`: the columns that are not masked.
    """

    number: str
    heading: str
    rank: Callable[[str], Any]
    spaced: Callable[[str], bool]
    full: Collection[str] = ()


def workbook(rows: List, copy: Copy) -> bytes:
    """The list with its chosen columns; above the header, and on every printed page, whose copy it is and what for."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("名册")
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "bg_color": "#F2F3F5", "border": 1, "border_color": "#C9CDD4"})
    _bear(sheet, copy, len(rows.columns))
    sheet.write_string(0, 0, copy.heading)
    _line(sheet, 1, (column.label for column in rows.columns), head)
    for number, texts in enumerate(_texts(rows, copy), 2):
        _line(sheet, number, texts, text)
    book.close()
    return out.getvalue()


def _bear(sheet: xlsxwriter.workbook.Worksheet, copy: Copy, columns: int) -> None:
    """The marks of the pages, once they are printed, and how the sheet is shown."""
    sheet.set_column(0, columns - 1, 16)
    sheet.freeze_panes(2, 1)
    sheet.repeat_rows(0, 1)
    sheet.set_landscape()
    sheet.set_header(f"&L{f'借阅编号 {copy.number}' if copy.number else ''}&R不得外传")
    sheet.set_footer(f"&L{copy.number}&C第 &P 页　共 &N 页&R打印于 &D &T")


def _texts(rows: List, copy: Copy) -> Iterator[list[str]]:
    """The rows as texts. Those that are equal in the first of the columns that order the list stand as the copy has them."""
    found = rows.filtered.order_by(*rows.order()).iterator(chunk_size=BLOCK)
    for _, equal in groupby(found, key=lambda row: getattr(row, rows.key[0])):
        while block := [_text(row, rows, copy) for row in islice(equal, BLOCK)]:
            yield from sorted(block, key=lambda texts: copy.rank(texts[0]))


def _text(row: Any, rows: List, copy: Copy) -> list[str]:
    texts = [column.text(row, full=column.key in copy.full) for column in rows.columns]
    if copy.spaced(texts[0]):
        masked = [column.clear is not None and column.key not in copy.full for column in rows.columns]
        texts = [f"{text} " if one and text else text for text, one in zip(texts, masked, strict=True)]
    return texts


def _line(
    sheet: xlsxwriter.workbook.Worksheet, number: int, texts: Iterable[str], style: xlsxwriter.format.Format
) -> None:
    for column, text in enumerate(texts):
        sheet.write_string(number, column, text, style)
