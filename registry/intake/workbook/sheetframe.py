"""What stands around the rows of a returned sheet (工作表框架): column widths above, merged cells and comments below."""

from __future__ import annotations

import re
from xml.parsers import expat

from registry.intake.workbook import references
from registry.intake.workbook.manifest import OFFICE
from registry.intake.workbook.markup import attribute, with_attribute
from registry.intake.workbook.notes import RowMap

RESULT_WIDTH = 48
# The order of a worksheet's elements is fixed; these come after the link to the comments' drawing.
_AFTER_DRAWING = frozenset(
    (
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
    )
)


def head(markup: bytes, prefix: bytes, result_column: int, moved: bool) -> bytes:
    """The part above the rows, with room for the column of results; `moved`: rows have been left out."""
    p = re.escape(prefix)
    markup = re.sub(rb"<" + p + rb"dimension\b[^>]*?(?:/>|>\s*</" + p + rb"dimension>)", b"", markup)
    if moved:  # or the window opens on rows that are no longer there
        markup = re.sub(rb"\s+topLeftCell=(\"[^\"]*\"|'[^']*')", b"", markup)
    widths = re.search(rb"<" + p + rb"cols\b[^>]*>(.*?)</" + p + rb"cols>", markup, re.DOTALL)
    ours = b'<%bcol min="%d" max="%d" width="%d" customWidth="1"/>' % (
        prefix,
        result_column,
        result_column,
        RESULT_WIDTH,
    )
    if not widths:
        rows = markup.rindex(b"<" + prefix + b"sheetData")
        return markup[:rows] + b"<%bcols>%b</%bcols>" % (prefix, ours, prefix) + markup[rows:]
    columns = _columns(widths[1], prefix, result_column, ours)
    return markup[: widths.start()] + b"<%bcols>%b</%bcols>" % (prefix, columns, prefix) + markup[widths.end() :]


def tail(markup: bytes, skeleton_head: bytes, prefix: bytes, drawing_key: str, row_map: RowMap | None) -> bytes:
    """The part below the rows; `drawing_key` links the comments' drawing, `row_map` moves what names single rows."""
    if drawing_key:
        at = _drawing_place(skeleton_head + markup) - len(skeleton_head)
        link = b'<%blegacyDrawing xmlns:r="%b" r:id="%b"/>' % (prefix, OFFICE.encode(), drawing_key.encode())
        markup = markup[:at] + link + markup[at:]
    if row_map is not None:
        markup = _moved(markup, prefix, b"mergeCells", b"mergeCell", row_map)
        markup = _moved(markup, prefix, b"hyperlinks", b"hyperlink", row_map)
    return markup


def _columns(markup: bytes, prefix: bytes, result_column: int, ours: bytes) -> bytes:
    """The widths with ours in its place; a range that reaches across it is cut in two."""
    pieces: list[tuple[int, bytes]] = [(result_column, ours)]
    for found in re.finditer(rb"<" + re.escape(prefix) + rb"col\b([^>]*?)/?>", markup):
        first, last = (references.whole(attribute(found[1], end)) for end in (b"min", b"max"))
        for low, high in ((first, min(last, result_column - 1)), (max(first, result_column + 1), last)):
            if 0 < low <= high:
                attributes = with_attribute(with_attribute(found[1], b"min", b"%d" % low), b"max", b"%d" % high)
                pieces.append((low, b"<%bcol%b/>" % (prefix, attributes)))
    return b"".join(piece for _, piece in sorted(pieces))


def _drawing_place(document: bytes) -> int:
    """Where the link to the comments' drawing has to stand."""
    depth, place = 0, -1
    parser = expat.ParserCreate()

    def opened(name: str, _: dict[str, str]) -> None:
        nonlocal depth, place
        depth += 1
        if place < 0 and depth == 2 and name.rpartition(":")[2] in _AFTER_DRAWING:
            place = parser.CurrentByteIndex

    def closed(_: str) -> None:
        nonlocal depth, place
        depth -= 1
        if place < 0 and depth == 0:
            place = parser.CurrentByteIndex

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.Parse(document, True)
    return place


def _moved(markup: bytes, prefix: bytes, group: bytes, element: bytes, row_map: RowMap) -> bytes:
    """A group of elements that name cells, moved with their rows; without those whose rows are gone."""
    p = re.escape(prefix)
    found = re.search(rb"<" + p + group + rb"\b[^>]*>(.*?)</" + p + group + rb">", markup, re.DOTALL)
    if not found:
        return markup
    kept = []
    for one in re.finditer(rb"<" + p + element + rb"\b([^>]*?)(/>|>.*?</" + p + element + rb">)", found[1], re.DOTALL):
        area = references.area(attribute(one[1], b"ref").decode("ascii", "replace"))
        top, bottom = row_map(area.top), row_map(area.bottom)
        if top is not None and bottom is not None and bottom - top == area.bottom - area.top:
            there = (
                str(references.Area(top, area.left, bottom, area.right)) if b":" in attribute(one[1], b"ref") else ""
            )
            there = there or references.cell(area.left, top)
            kept.append(b"<" + prefix + element + with_attribute(one[1], b"ref", there.encode()) + one[2])
    inner = b"<" + prefix + group + b">" + b"".join(kept) + b"</" + prefix + group + b">" if kept else b""
    return markup[: found.start()] + inner + markup[found.end() :]
