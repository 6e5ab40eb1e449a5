"""Single rows of a returned sheet (退回行): the outcome appended, marked cells given another format, the rest kept."""

from __future__ import annotations

import re
from collections.abc import Mapping

from registry.intake.workbook import layout, markup, references
from registry.intake.workbook.markup import RowMarkup, attribute, with_attribute
from registry.intake.workbook.notes import escaped
from registry.intake.workbook.styles import StyleSheet
from registry.intake.workbook.verdicts import Verdict

_LONGEST_TEXT = 32_000
_SPANS = re.compile(rb"(?<=row )([^>]*?)spans=(?:\"[^\"]*\"|'[^']*')")


class RowEditor:
    """Edits the rows of one sheet."""

    def __init__(
        self,
        prefix: bytes,
        styles: StyleSheet,
        result_column: int,
        header_row: int,
        verdicts: Mapping[int, Verdict],
        moving: bool,
        appending: bool,
    ) -> None:
        self._prefix, self._styles, self._column = prefix, styles, result_column
        self._header_row, self._verdicts, self._moving = header_row, verdicts, moving
        self._stale = styles.has_marks
        self._plain = not self._stale and not moving and appending
        p = re.escape(prefix)
        self._formula = re.compile(rb"<" + p + rb"f\b[^>]*?(?:/>|>.*?</" + p + rb"f>)", re.DOTALL)

    def edited(self, row: RowMarkup, number: int) -> bytes:
        """The row as it stands in the returned sheet, under its number there."""
        verdict = self._verdicts.get(row.number)
        is_header = row.number == self._header_row
        if verdict is None and not is_header and not self._stale and number == row.number:
            return row.text
        if self._plain and verdict is not None and not verdict.cells and row.cells:
            return self._appended(row, self._result(verdict, number))
        cells = dict(self._cells(row, number, verdict))
        if is_header:
            cells[self._column] = self._heading(row, number)
        elif verdict is not None:
            cells[self._column] = self._result(verdict, number)
        attributes = with_attribute(with_attribute(row.attributes, b"spans", b""), b"r", b"%d" % number)
        if self._moving:
            attributes = with_attribute(attributes, b"hidden", b"")
        inner = b"".join(cells[column] for column in sorted(cells))
        return b"<%brow%b>%b</%brow>" % (self._prefix, attributes, inner, self._prefix)

    def _appended(self, row: RowMarkup, result: bytes) -> bytes:
        """The row as it is and the result behind it, which is what becomes of nearly all rows."""
        end = row.text.rindex(b"</")
        return _SPANS.sub(rb"\1", row.text[:end], count=1) + result + row.text[end:]

    def _cells(self, row: RowMarkup, number: int, verdict: Verdict | None) -> list[tuple[int, bytes]]:
        """The row's own cells, and empty ones where something missing is marked."""
        marks = {column + 1: mark for column, (mark, _) in verdict.cells.items()} if verdict else {}
        edited = []
        for cell in markup.cells(row.cells, self._prefix):
            style = references.whole(attribute(cell.attributes, b"s"))
            mark = marks.pop(cell.column, None)
            wanted = self._styles.marked(style, mark) if mark or self._stale else style
            if wanted == style and number == row.number:
                edited.append((cell.column, cell.text))
            else:
                edited.append((cell.column, self._cell(cell.attributes, cell.inner, cell.column, number, wanted)))
        for column, mark in marks.items():
            edited.append((column, self._cell(b"", b"", column, number, self._styles.marked(0, mark))))
        return edited

    def _cell(self, attributes: bytes, inner: bytes, column: int, row: int, style: int) -> bytes:
        attributes = with_attribute(attributes, b"r", references.cell(column, row).encode())
        attributes = with_attribute(attributes, b"s", b"%d" % style)
        if self._moving:  # a formula would look at other rows there; its result stays
            attributes, inner = with_attribute(attributes, b"cm", b""), self._formula.sub(b"", inner)
        return b"<%bc%b>%b</%bc>" % (self._prefix, attributes, inner, self._prefix)

    def _result(self, verdict: Verdict, number: int) -> bytes:
        where = f"原第{verdict.excel_row}行 " if number != verdict.excel_row else ""
        return self._text(where + verdict.text, number, self._styles.wrapped(verdict.outcome.mark))

    def _heading(self, row: RowMarkup, number: int) -> bytes:
        """The column's label, looking like the label beside it."""
        beside = [cell for cell in markup.cells(row.cells, self._prefix) if cell.column < self._column]
        style = references.whole(attribute(beside[-1].attributes, b"s")) if beside else 0
        return self._text(layout.RESULT_LABEL, number, self._styles.marked(style, None))

    def _text(self, text: str, number: int, style: int) -> bytes:
        p, where = self._prefix, references.cell(self._column, number).encode()
        inner = b'<%bis><%bt xml:space="preserve">%b</%bt></%bis>' % (
            p,
            p,
            escaped(text[:_LONGEST_TEXT]),
            p,
            p,
        )
        return b'<%bc r="%b" s="%d" t="inlineStr">%b</%bc>' % (p, where, style, inner, p)
