"""Comments on cells (批注): ours beside those the clerk already has; sent in and returned again, ours are written anew."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from registry.intake.workbook import references
from registry.intake.workbook.markup import attribute, with_attribute

AUTHOR = "导入中心"
MAX_NOTES = 10_000
"""More than this many make an office program crawl; further faults are coloured, and told in the column of results."""

Cell = tuple[int, int]
RowMap = Callable[[int], int | None]
"""Where a row of the original stands in the returned sheet; None when it is left out."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_EMPTY = f'<comments xmlns="{_MAIN}"><authors></authors><commentList></commentList></comments>'.encode()
_COMMENT = re.compile(rb"<((?:[\w.-]+:)?comment)\b([^>]*)>(.*?)</(?:[\w.-]+:)?comment>", re.DOTALL)
_AUTHOR = re.compile(rb"<(?:[\w.-]+:)?author\b[^>]*?(?:/>|>(.*?)</(?:[\w.-]+:)?author>)", re.DOTALL)
_APPENDED = re.compile(
    rb'<(?:[\w.-]+:)?r><(?:[\w.-]+:)?t xml:space="preserve">\s*' + f"【{AUTHOR}】".encode() + rb".*?</(?:[\w.-]+:)?r>",
    re.DOTALL,
)
_SHAPE = re.compile(rb"<v:shape\b.*?</v:shape>", re.DOTALL)
_PLACE = re.compile(rb"<x:Row>\s*([0-9]{1,7})\s*</x:Row>\s*<x:Column>\s*([0-9]{1,5})\s*</x:Column>")
_VML = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>'
    b'<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/>'
    b'<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype></xml>'
)
_IDS = 1024
_FIRST_BLOCK = 64
"""Shapes are numbered in blocks of 1,024; ours begin where no drawing of a clerk has come to."""


def comments(existing: bytes, notes: Mapping[Cell, str], row_map: RowMap) -> bytes:
    """The comments part with ours added; a cell that has a comment already gets ours below it."""
    markup = existing or _EMPTY
    found = re.search(rb"<((?:[\w.-]+:)?)commentList\b[^>]*?(?:/>|>(.*)</(?:[\w.-]+:)?commentList>)", markup, re.DOTALL)
    authors = re.search(rb"<((?:[\w.-]+:)?)authors\b[^>]*?(?:/>|>(.*?)</(?:[\w.-]+:)?authors>)", markup, re.DOTALL)
    if not found or not authors:
        return comments(b"", notes, row_map)
    p = found[1]
    names = [one.group() for one in _AUTHOR.finditer(authors[2] or b"")]
    ours = next((at for at, name in enumerate(names) if AUTHOR.encode() in name), len(names))
    if ours == len(names):
        names.append(b"<%bauthor>%b</%bauthor>" % (p, AUTHOR.encode(), p))
    waiting = dict(notes)
    kept = [_kept(one, ours, waiting, row_map, p) for one in _COMMENT.finditer(found[2] or b"")]
    kept += [_comment(cell, text, ours, p) for cell, text in waiting.items()]
    listed = b"<%bcommentList>%b</%bcommentList>" % (p, b"".join(kept), p)
    named = b"<%bauthors>%b</%bauthors>" % (p, b"".join(names), p)
    return markup[: authors.start()] + named + markup[authors.end() : found.start()] + listed + markup[found.end() :]


def drawing(existing: bytes, shown: Mapping[Cell, str], row_map: RowMap) -> bytes:
    """The drawing with a box for every comment: the clerk's own keep theirs, moved with their rows."""
    # Drawings are read by their usual prefixes; one with others was made by a program that draws only such boxes.
    usual = b'xmlns:v="urn:schemas-microsoft-com:vml"' in existing and b"xmlns:x=" in existing and b"</xml>" in existing
    markup = existing if usual else _VML
    boxed: set[Cell] = set()
    markup = _SHAPE.sub(lambda found: _moved(found.group(), shown, boxed, row_map), markup)
    missing = [cell for cell in shown if cell not in boxed]
    blocks = range(_FIRST_BLOCK, _FIRST_BLOCK + len(missing) // _IDS + 1)
    ids = b",".join(b"%d" % block for block in blocks)
    markup = re.sub(rb'(<o:idmap\b[^>]*data=")([0-9,]*)"', rb"\g<1>\g<2>," + ids + b'"', markup, count=1)
    shapetype = re.search(rb"<v:shapetype\b.*?</v:shapetype>", _VML, re.DOTALL)
    if b'id="_x0000_t202"' not in markup and shapetype:
        markup = markup.replace(b"</xml>", shapetype.group() + b"</xml>")
    boxes = b"".join(_box(at, cell, shown[cell]) for at, cell in enumerate(missing))
    return markup.replace(b"</xml>", boxes + b"</xml>")


def texts(part: bytes) -> dict[Cell, str]:
    """Which cells a comments part speaks of, and about how much it says there."""
    found = {}
    for one in _COMMENT.finditer(part):
        column, row = references.split(attribute(one[2], b"ref").decode("ascii", "replace"))
        found[row, column] = re.sub(rb"<[^>]*>", b"", one[3]).decode("utf-8", "replace")
    return found


def escaped(text: str) -> bytes:
    """Text inside a part: no signs that XML forbids, and none that a spreadsheet would take for a coded one (_x000D_)."""
    legal = re.sub(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
    coded = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", legal)
    return coded.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode("utf-8")


def _kept(found: re.Match[bytes], ours: int, waiting: dict[Cell, str], row_map: RowMap, p: bytes) -> bytes:
    """A comment that was there, at its new place and without what we once added to it; nothing when it was ours."""
    column, row = references.split(attribute(found[2], b"ref").decode("ascii", "replace"))
    there = row_map(row)
    if attribute(found[2], b"authorId") == b"%d" % ours or there is None:
        return b""
    inner = _APPENDED.sub(b"", found[3])
    note = waiting.pop((there, column), "")
    if note:
        ending = re.search(rb"</(?:[\w.-]+:)?text>", inner)
        at = ending.start() if ending else len(inner)
        run = b'<%br><%bt xml:space="preserve">\n%b%b</%bt></%br>' % (
            p,
            p,
            f"【{AUTHOR}】".encode(),
            escaped(note),
            p,
            p,
        )
        inner = inner[:at] + run + inner[at:]
    attributes = with_attribute(found[2], b"ref", references.cell(column, there).encode())
    return b"<%b%b>%b</%b>" % (found[1], attributes, inner, found[1])


def _comment(cell: Cell, text: str, author: int, p: bytes) -> bytes:
    where = references.cell(cell[1], cell[0]).encode()
    inner = b'<%btext><%bt xml:space="preserve">%b</%bt></%btext>' % (p, p, escaped(text), p, p)
    return b'<%bcomment ref="%b" authorId="%d">%b</%bcomment>' % (p, where, author, inner, p)


def _moved(shape: bytes, shown: Mapping[Cell, str], boxed: set[Cell], row_map: RowMap) -> bytes:
    """A box at its row's new place; one whose comment is gone goes too. Shapes that are no notes stay."""
    place = _PLACE.search(shape)
    if not place or b'ObjectType="Note"' not in shape:
        return shape
    row, column = row_map(int(place[1]) + 1), int(place[2]) + 1
    if row is None or (row, column) not in shown or (row, column) in boxed:
        return b""
    boxed.add((row, column))
    if row == int(place[1]) + 1:
        return shape
    shape = re.sub(rb"<x:Anchor>.*?</x:Anchor>", _anchor(row, column, shown[row, column]), shape, flags=re.DOTALL)
    return _PLACE.sub(b"<x:Row>%d</x:Row><x:Column>%d</x:Column>" % (row - 1, column - 1), shape)


def _box(at: int, cell: Cell, text: str) -> bytes:
    row, column = cell
    number = (_FIRST_BLOCK + at // _IDS) * _IDS + at % _IDS
    return (
        b'<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        b'<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
        b'<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note">'
        b"<x:MoveWithCells/><x:SizeWithCells/>%b<x:AutoFill>False</x:AutoFill><x:Row>%d</x:Row><x:Column>%d</x:Column>"
        b"</x:ClientData></v:shape>" % (number, _anchor(row, column, text), row - 1, column - 1)
    )


def _anchor(row: int, column: int, text: str) -> bytes:
    """Right of the cell, three columns wide, as high as the text is long."""
    lines = 2 + len(text) // 14 + text.count("\n")
    corners = (column, 15, max(row - 2, 0), 4, column + 3, 15, max(row - 2, 0) + min(lines, 20), 4)
    return b"<x:Anchor>%b</x:Anchor>" % b", ".join(b"%d" % corner for corner in corners)
