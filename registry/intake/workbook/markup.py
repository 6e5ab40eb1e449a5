"""The text of a worksheet (工作表标记), cut into what stands before its rows, the rows, and what stands behind.

Rows are nine tenths of a workbook. A parser that calls back for every cell takes 4 to 8 s for 200,000 members, so rows
are cut out by their tags, and only those that somebody asks about are looked into. This is safe because definitions
(DTD) and encodings other than UTF-8 were refused before, and because values are never read this way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from registry.intake.workbook import references
from registry.intake.workbook.container import DAMAGED
from registry.kernel.refusals import Refused

_OPENING = re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)sheetData\b[^>]*>")
_ATTRIBUTE = re.compile(rb"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class RowMarkup:
    """One row: its number, the attributes of its tag, its cells as text, and all of it as it stood."""

    number: int
    attributes: bytes
    cells: bytes
    text: bytes


@dataclass(frozen=True, slots=True)
class CellMarkup:
    """One cell: its column, the attributes of its tag, what it holds as text, and all of it as it stood."""

    column: int
    attributes: bytes
    inner: bytes
    text: bytes


class SheetMarkup:
    """A worksheet read once from front to back: `head`, then `blocks()`, then `tail`."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self.head, self.tail = b"", b""
        self._rest = self._up_to_rows()

    def _up_to_rows(self) -> bytes:
        text = bytearray()
        for piece in self._pieces:
            text += piece
            found = _OPENING.search(text)
            if found:
                break
        else:
            raise Refused(DAMAGED)
        self.prefix = bytes(found[1])
        if found.group().endswith(b"/>"):
            self.head = bytes(text[: found.start()]) + b"<" + self.prefix + b"sheetData>"
            return b"</" + self.prefix + b"sheetData>" + bytes(text[found.end() :])
        self.head = bytes(text[: found.end()])
        return bytes(text[found.end() :])

    def blocks(self) -> Iterator[bytes]:
        """Whole rows, about a megabyte at a time."""
        closing, opening = b"</" + self.prefix + b"sheetData", b"<" + self.prefix + b"row"
        waiting, looked = bytearray(self._rest), 0
        for piece in self._pieces:
            if waiting.find(closing, looked) >= 0:
                break
            if len(waiting) >= _BLOCK:
                cut = waiting.rfind(opening)
                yield bytes(waiting[:cut])
                del waiting[:cut]
            looked = max(len(waiting) - len(closing), 0)
            waiting += piece
        end = waiting.find(closing)
        if end < 0:
            raise Refused(DAMAGED)
        yield bytes(waiting[:end])
        self.tail = bytes(waiting[end:]) + b"".join(self._pieces)

    def skeleton(self) -> bytes:
        """The sheet without its rows, a well-formed document; to be asked when the blocks are through."""
        return self.head + self.tail


def rows(block: bytes, prefix: bytes, before: int) -> Iterator[RowMarkup]:
    """The rows of a block; one without a number follows the row before it."""
    number = before
    for found in _row_pattern(prefix).finditer(block):
        written = attribute(found[1], b"r")
        number = references.whole(written) or number + 1
        yield RowMarkup(number, found[1], found[2] or b"", found.group())


def cells(row: bytes, prefix: bytes) -> Iterator[CellMarkup]:
    """The cells of a row; one without a reference follows the cell before it."""
    column = 0
    for found in _cell_pattern(prefix).finditer(row):
        written = attribute(found[1], b"r").decode("ascii", "replace")
        column = references.split(written)[0] if written else column + 1
        yield CellMarkup(column, found[1], found[2] or b"", found.group())


def attribute(attributes: bytes, name: bytes) -> bytes:
    """The value of one attribute; empty when it is not there."""
    for found in _ATTRIBUTE.finditer(attributes):
        if found[1] == name:
            return bytes(found[2] if found[2] is not None else found[3])
    return b""


def with_attribute(attributes: bytes, name: bytes, value: bytes) -> bytes:
    """The attributes with one set anew; an empty value takes it away."""
    kept = b"".join(b" " + found.group() for found in _ATTRIBUTE.finditer(attributes) if found[1] != name)
    return kept + (b" " + name + b'="' + value + b'"' if value else b"")


@cache
def _row_pattern(prefix: bytes) -> re.Pattern[bytes]:
    name = re.escape(prefix) + rb"row"
    return re.compile(rb"<" + name + rb"\b([^>]*?)(?:/>|>(.*?)</" + name + rb"\s*>)", re.DOTALL)


@cache
def _cell_pattern(prefix: bytes) -> re.Pattern[bytes]:
    name = re.escape(prefix) + rb"c"
    return re.compile(rb"<" + name + rb"\b([^>]*?)(?:/>|>(.*?)</" + name + rb"\s*>)", re.DOTALL)
