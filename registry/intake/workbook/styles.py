"""The cell formats of a workbook (单元格样式), each with marked twins that differ in nothing but the background."""

from __future__ import annotations

import re

from registry.intake.workbook import references
from registry.intake.workbook.markup import attribute, with_attribute
from registry.intake.workbook.verdicts import Mark

EMPTY = (
    b'<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b'<fonts count="1"><font><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    b'<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    b'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="1"><xf/></cellXfs>'
    b'<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""What a workbook without formats is given; the second fill is reserved by every reader."""

_SECTION = rb"(<((?:[\w.-]+:)?){name}\b[^>]*>)(.*?)(</(?:[\w.-]+:)?{name}>)"
_FILL = re.compile(rb"<(?:[\w.-]+:)?fill\b[^>]*?(?:/>|>.*?</(?:[\w.-]+:)?fill>)", re.DOTALL)
_XF = re.compile(rb"<((?:[\w.-]+:)?xf)\b([^>]*?)(/>|>.*?</(?:[\w.-]+:)?xf>)", re.DOTALL)


class StyleSheet:
    """The style part: formats are only ever added, so that the numbers in untouched cells stay right."""

    def __init__(self, markup: bytes) -> None:
        found = _section(b"fills", markup), _section(b"cellXfs", markup)
        self._markup = markup if all(found) else EMPTY
        self._fills = [one.group() for one in _FILL.finditer(_inner(b"fills", self._markup))]
        self._formats = [one.group() for one in _XF.finditer(_inner(b"cellXfs", self._markup))]
        self._prefix = _section(b"fills", self._markup)[2]  # type: ignore[index]
        self._made: dict[tuple[int, Mark | None], int] = {}
        self._wrapped: dict[Mark | None, int] = {}
        self._ours = {at for at, fill in enumerate(self._fills) if any(mark.colour.encode() in fill for mark in Mark)}

    @property
    def has_marks(self) -> bool:
        """Whether some format has a background of ours: the workbook was returned before."""
        return any(self._fill_of(one) in self._ours for one in self._formats)

    def marked(self, style: int, mark: Mark | None) -> int:
        """The twin of a format with the mark's background; with None, the one that has lost it."""
        style = style if style < len(self._formats) else 0
        if mark is None and self._fill_of(self._formats[style]) not in self._ours:
            return style
        if (style, mark) not in self._made:
            self._made[style, mark] = self._twin(self._formats[style], mark)
        return self._made[style, mark]

    def wrapped(self, mark: Mark | None) -> int:
        """A format for sentences: text, wrapped, at the top."""
        if mark not in self._wrapped:
            p = self._prefix
            plain = (
                b'<%bxf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1">'
                % p
            )
            plain += b'<%balignment vertical="top" wrapText="1"/></%bxf>' % (p, p)
            self._wrapped[mark] = self.marked(self._index_of(plain), mark)
        return self._wrapped[mark]

    def markup(self) -> bytes:
        """The part with everything that was added."""
        text = _replaced(b"fills", self._markup, self._fills)
        return _replaced(b"cellXfs", text, self._formats)

    def _twin(self, markup: bytes, mark: Mark | None) -> int:
        name, attributes, rest = _XF.fullmatch(markup).groups()  # type: ignore[union-attr]
        fill = self._fill(mark) if mark else 0
        attributes = with_attribute(with_attribute(attributes, b"fillId", b"%d" % fill), b"applyFill", b"1")
        if mark is Mark.NEUTRALISED:  # it stays text even when somebody edits the cell
            attributes = with_attribute(attributes, b"quotePrefix", b"1")
        return self._index_of(b"<" + name + attributes + rest)

    def _index_of(self, markup: bytes) -> int:
        if markup not in self._formats:
            self._formats.append(markup)
        return self._formats.index(markup)

    def _fill(self, mark: Mark) -> int:
        colour, p = mark.colour.encode(), self._prefix
        for at in self._ours:
            if colour in self._fills[at]:
                return at
        solid = b'<%bfill><%bpatternFill patternType="solid"><%bfgColor rgb="%b"/>' % (p, p, p, colour)
        self._fills.append(solid + b'<%bbgColor indexed="64"/></%bpatternFill></%bfill>' % (p, p, p))
        self._ours.add(len(self._fills) - 1)
        return len(self._fills) - 1

    def _fill_of(self, markup: bytes) -> int:
        return references.whole(attribute(_XF.fullmatch(markup)[2], b"fillId"))  # type: ignore[index]


def _section(name: bytes, markup: bytes) -> re.Match[bytes] | None:
    return re.search(_SECTION.replace(b"{name}", name), markup, re.DOTALL)


def _inner(name: bytes, markup: bytes) -> bytes:
    return _section(name, markup)[3]  # type: ignore[index]


def _replaced(name: bytes, markup: bytes, elements: list[bytes]) -> bytes:
    """The part with the section's elements exchanged and counted anew."""
    found = _section(name, markup)
    assert found is not None
    tag = re.fullmatch(rb"<([\w.:-]+)(.*)>", found[1], re.DOTALL)
    assert tag is not None
    opening = b"<" + tag[1] + with_attribute(tag[2], b"count", b"%d" % len(elements)) + b">"
    return markup[: found.start()] + opening + b"".join(elements) + found[4] + markup[found.end() :]
