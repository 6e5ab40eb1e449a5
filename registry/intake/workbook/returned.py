"""The clerk's own workbook handed back (退回的工作簿): faults coloured and explained, everything else as it was.

The sheet is not loaded and saved again but edited as text: cells nobody speaks of keep every byte, so formulas stay
formulas, text stays text (also where it begins with = + - @), formats and validations stay, and what no library knows
is not lost. Memory stays the same for 200,000 rows, where openpyxl would need more than 2 GB.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator

from registry.intake.workbook import layout, manifest, markup, notes, parts, scan, sheetframe
from registry.intake.workbook.container import Package
from registry.intake.workbook.markup import SheetMarkup, attribute
from registry.intake.workbook.parts import WORKBOOK, SheetPart
from registry.intake.workbook.rowedit import RowEditor
from registry.intake.workbook.styles import EMPTY, StyleSheet
from registry.intake.workbook.verdicts import Outcome, Verdict
from registry.kernel.refusals import Refused

FAULTY = frozenset({Outcome.REJECTED})
_STYLES = "xl/styles.xml"
_SHARED = "xl/sharedStrings.xml"
_LEVEL = 4


def returned(
    content: bytes,
    sheet: str,
    header_row: int,
    verdicts: Iterable[Verdict],
    *,
    only: Collection[Outcome] | None = None,
) -> bytes:
    """The workbook with each row's outcome in a last column, and marks and comments on single cells.

    With `only` (such as `FAULTY`), a copy in the original look that holds the header and the rows of these outcomes.
    """
    package = Package(content, "")
    part = next((one for one in parts.book(package).sheets if one.name == sheet), None)
    if part is None:
        raise Refused(f"工作簿里没有名为“{sheet}”的工作表，不能退回结果；请重新上传。")
    return _Return(package, part, header_row, {one.excel_row: one for one in verdicts}, only).build()


class _Return:
    """One workbook on its way back."""

    def __init__(
        self,
        package: Package,
        part: SheetPart,
        header_row: int,
        verdicts: dict[int, Verdict],
        only: Collection[Outcome] | None,
    ) -> None:
        self._package, self._part, self._header_row, self._verdicts = package, part, header_row, verdicts
        self._moved = None if only is None else _moved(verdicts, header_row, only)
        self._facts = scan.scan(package, part.path)
        self._styles = StyleSheet(package.read(_STYLES) or EMPTY)
        self._links = parts.relations(package, part.path)
        self._new_drawing_key = ""
        self._added: dict[str, str] = {} if _STYLES in package else {_STYLES: manifest.TYPES["styles"]}
        self._dropped = {name for name in package.entries if self._moved is not None and _names_rows(name)}

    def build(self) -> bytes:
        """Write the package anew; the styles come last, because the rows decide what is needed of them."""
        changed = self._comments()
        changed[manifest.CONTENT_TYPES] = manifest.content_types(self._package, self._added, self._dropped)
        changed |= self._relations()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
            archive.writestr(manifest.CONTENT_TYPES, changed.pop(manifest.CONTENT_TYPES))
            _write(archive, self._part.path, self._sheet())
            changed[_STYLES] = self._styles.markup()
            for name, text in changed.items():
                archive.writestr(name, text)
            done = {manifest.CONTENT_TYPES, self._part.path, *changed, *self._dropped}
            for name in self._package.entries:
                if name not in done:
                    _write(archive, name, self._package.stream(name))
        return buffer.getvalue()

    def _row_map(self, row: int) -> int | None:
        """Where a row goes: it stays, or moves up when others are left out, or is left out."""
        if self._moved is None or row <= self._header_row:
            return row
        return self._moved.get(row)

    def _comments(self) -> dict[str, bytes]:
        """The comments and their boxes, where there are any."""
        ours: dict[notes.Cell, str] = {}
        for row in sorted(self._verdicts):
            there = self._row_map(row)
            for column, (_, words) in sorted(self._verdicts[row].cells.items()):
                if words and there is not None and len(ours) < notes.MAX_NOTES:
                    ours[there, column + 1] = words
        existing = next((one.target for one in self._links if one.kind == "comments"), "")
        if not ours and not existing:
            return {}
        path = existing or manifest.unused(self._package, "xl/comments{}.xml")
        drawn = next((one.target for one in self._links if one.key == self._facts.drawing_key), "")
        drawing = drawn or manifest.unused(self._package, "xl/drawings/vmlDrawing{}.vml")
        manifest.linked(self._links, "comments", path)
        self._new_drawing_key = "" if drawn else manifest.linked(self._links, "vmlDrawing", drawing).key
        self._added |= {path: manifest.TYPES["comments"], drawing: manifest.TYPES["vml"]}
        text = notes.comments(self._package.read(existing), ours, self._row_map)
        return {
            path: text,
            drawing: notes.drawing(self._package.read(drawn), notes.texts(text), self._row_map),
        }

    def _relations(self) -> dict[str, bytes]:
        links = [one for one in self._links if one.target not in self._dropped]
        book = [one for one in parts.relations(self._package, WORKBOOK) if one.target not in self._dropped]
        manifest.linked(book, "styles", _STYLES)
        return {
            parts.rels_path(self._part.path): manifest.relations(self._part.path, links),
            parts.rels_path(WORKBOOK): manifest.relations(WORKBOOK, book),
        }

    def _sheet(self) -> Iterator[bytes]:
        """The sheet's text, piece by piece."""
        sheet = SheetMarkup(self._package.stream(self._part.path))
        column, moving = self._result_column(), self._moved is not None
        appending = column > self._facts.width
        editor = RowEditor(sheet.prefix, self._styles, column, self._header_row, self._verdicts, moving, appending)
        yield sheetframe.head(sheet.head, sheet.prefix, column, moving)
        number = 0
        for block in sheet.blocks():
            edited = []
            for row in markup.rows(block, sheet.prefix, number):
                number = row.number
                there = self._row_map(number)
                if there is not None:
                    edited.append(editor.edited(row, there))
            yield b"".join(edited)
        yield sheetframe.tail(
            sheet.tail, sheet.head, sheet.prefix, self._new_drawing_key, self._row_map if moving else None
        )

    def _result_column(self) -> int:
        """Behind the last column, or the column of results of an earlier return."""
        sheet = SheetMarkup(self._package.stream(self._part.path))
        block = next(sheet.blocks(), b"")
        header = next((row for row in markup.rows(block, sheet.prefix, 0) if row.number == self._header_row), None)
        label, shared = layout.RESULT_LABEL.encode(), _shared_index(self._package, layout.RESULT_LABEL)
        for cell in markup.cells(header.cells, sheet.prefix) if header else ():
            text = re.sub(rb"<[^>]*>", b"", cell.inner).strip()
            if text == label or (shared and text == shared and attribute(cell.attributes, b"t") == b"s"):
                return cell.column
        return self._facts.width + 1


def _moved(verdicts: dict[int, Verdict], header_row: int, only: Collection[Outcome]) -> dict[int, int]:
    """The rows that are kept, moved up behind the header."""
    kept = [row for row in sorted(verdicts) if verdicts[row].outcome in only]
    return {row: there for there, row in enumerate(kept, header_row + 1)}


def _names_rows(part: str) -> bool:
    """Parts that speak of cells by their rows and are of no use when rows move: the chain of formulas, threads of comments."""
    return part == "xl/calcChain.xml" or part.startswith("xl/threadedComments/")


def _shared_index(package: Package, label: str) -> bytes:
    """The number by which cells call a shared string; empty when there is no such string."""
    if _SHARED not in package:
        return b""
    wanted, waiting, number = f">{label}<".encode(), b"", 0
    for piece in package.stream(_SHARED):
        *whole, waiting = re.split(rb"</(?:[\w.-]+:)?si>", waiting + piece)
        for one in whole:
            if wanted in one:
                return b"%d" % number
            number += 1
    return b""


def _write(archive: zipfile.ZipFile, name: str, pieces: Iterator[bytes]) -> None:
    with archive.open(name, "w") as part:
        for piece in pieces:
            part.write(piece)
