"""Any list as a workbook (导出名册): text cells only, so that nothing in it can run and no digit is lost (R-251, S50)."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import datetime

import xlsxwriter

from registry.web.lists import List

MOST = 20_000


def workbook(rows: List, purpose: str, who: str, at: datetime) -> bytes:
    """The list with its chosen columns; above the header who exported it, when and what for."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("名册")
    text = book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "bg_color": "#F2F3F5", "border": 1, "border_color": "#C9CDD4"})
    sheet.write_string(0, 0, f"导出：{who}　{at:%Y-%m-%d %H:%M}　用途：{purpose}　不得外传")
    _line(sheet, 1, (column.label for column in rows.columns), head)
    for number, row in enumerate(rows.filtered.order_by(*rows.order()).iterator(chunk_size=2000), 2):
        _line(sheet, number, (column.text(row) for column in rows.columns), text)
    sheet.set_column(0, len(rows.columns) - 1, 16)
    sheet.freeze_panes(2, 1)
    book.close()
    return out.getvalue()


def _line(
    sheet: xlsxwriter.workbook.Worksheet, number: int, texts: Iterable[str], style: xlsxwriter.format.Format
) -> None:
    for column, text in enumerate(texts):
        sheet.write_string(number, column, text, style)
