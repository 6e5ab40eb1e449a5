"""Where in a sheet the header and the data are (表头识别): titles above, two-line headers, signatures below."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from registry.intake.workbook.references import Area, letters

Cell = object
Values = Sequence[Cell]

HEAD_ROWS = 30
"""A header stands within the first rows or not at all."""
RESULT_LABEL = "导入结果"
"""The column a returned workbook carries; sent in again, it is no data."""

_MARKS = re.compile(r"[\s*＊]+|[（(]必填[)）]")
_DATA_LIKE = re.compile(r"[0-9０-９]{3,}")
_HEADING = re.compile(r"填报单位|汇总日期|填报日期|填表日期|制表|[:：]")
_FOOTER = re.compile(
    r"(填报人|填表人|制表人|审核人|负责人|经办人|采集员|信息采集员|合计|总计|小计|共计|备注|说明|注)\s*([:：（(]|$)"
)
_LONGEST_LABEL = 40


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the data (数据列): its number from 1, what the header calls it, how many of its cells are filled."""

    number: int
    label: str
    filled: int = 0

    @property
    def index(self) -> int:
        """Its place in the values of a row."""
        return self.number - 1

    @property
    def letters(self) -> str:
        return letters(self.number)

    @property
    def shown(self) -> str:
        """The column as it is spoken of."""
        return f"“{self.label}”列" if self.label else f"{self.letters}列"


@dataclass(frozen=True, slots=True)
class Header:
    """The header (表头): the rows it takes up, and the label of each column from the first."""

    top: int
    bottom: int
    labels: tuple[str, ...]


def find_header(head: Sequence[Values], merged: Sequence[Area], known: Collection[str]) -> Header | None:
    """The header among the first rows: the fullest row of short, different words; `known` labels count for more."""
    scores = [_score(values, known) for values in head[:HEAD_ROWS]]
    best = max(range(len(scores)), key=lambda at: (scores[at], -at), default=-1)
    return header_at(head, merged, best + 1) if best >= 0 and scores[best] > 0 else None


def header_at(head: Sequence[Values], merged: Sequence[Area], row: int) -> Header:
    """The header whose line is `row`, joined with the line above or below where merged cells tie them together."""
    width = max((len(values) for values in head), default=0)
    narrow = [area for area in merged if area.right - area.left + 1 < max(width * 0.7, 2)]
    top, bottom = row, row
    if any(area.top <= row < area.bottom == row + 1 for area in narrow) or _groups(narrow, row, head):
        bottom = min(row + 1, len(head))
    elif row > 1 and (
        any(area.top == row - 1 and area.bottom == row for area in narrow) or _groups(narrow, row - 1, head)
    ):
        top = row - 1
    return Header(top, bottom, _labels(head, narrow, top, bottom, width))


def label_of(cell: Cell) -> str:
    """A header cell without the spaces that align it and the star that makes it mandatory."""
    return _MARKS.sub("", cell) if isinstance(cell, str) else ("" if cell is None else str(cell))


def written(values: Values) -> frozenset[Cell]:
    """The filled cells of a header line, as they are written."""
    return frozenset(value for value in values if value != "")


def is_data(values: list[Cell], header: frozenset[Cell]) -> bool:
    """Whether a row below the header is data: not blank, no signatures or sums, and not the header printed again.

    `header` holds the cells of the header as they are written. This is asked of every row, so that what holds for
    nearly all of them is found out first.
    """
    filled = len(values) - values.count("")
    if filled * 3 <= max(len(values), 3) and (is_blank(values) or is_footer(values)):
        return False
    return header.isdisjoint(values) or not repeats_header(values, header)


def is_blank(values: Values) -> bool:
    return not any(value is not None and (not isinstance(value, str) or value.strip()) for value in values)


def is_footer(values: Values) -> bool:
    """A row of few cells, the first of which speaks of signatures, sums or notes."""
    filled = [value for value in values if value not in (None, "")]
    return (
        len(filled) * 3 <= max(len(values), 3) and isinstance(filled[0], str) and bool(_FOOTER.match(filled[0].strip()))
    )


def repeats_header(values: Values, header: frozenset[Cell]) -> bool:
    """A header printed again at the top of a page."""
    filled = [value for value in values if value != ""]
    same = sum(value in header for value in filled)
    return same >= 2 and same * 2 > len(filled)


def _score(values: Values, known: Collection[str]) -> int:
    filled = [value for value in values if value not in (None, "")]
    words = [label_of(value) for value in filled if isinstance(value, str)]
    words = [word for word in words if word]
    if len(words) < min(len(values), 2) or not words or len(words) < len(filled):
        return 0
    if any(len(word) > _LONGEST_LABEL or (_DATA_LIKE.search(word) and word not in known) for word in words):
        return 0
    if len(set(words)) * 5 < len(words) * 4 or any(_HEADING.search(word) for word in words):
        return 0
    return len(words) + 3 * sum(word in known for word in words)


def _groups(merged: Sequence[Area], row: int, head: Sequence[Values]) -> bool:
    """Whether cells merged sideways in `row` have names of their own below."""
    below = head[row] if row < len(head) else ()
    sideways = [area for area in merged if area.top == area.bottom == row and area.right > area.left]
    return any(
        all(
            isinstance(value, str) and value.strip() and not _DATA_LIKE.search(value)
            for value in below[area.left - 1 : area.right]
        )
        and len(below) >= area.right
        for area in sideways
    )


def _labels(head: Sequence[Values], merged: Sequence[Area], top: int, bottom: int, width: int) -> tuple[str, ...]:
    upper, lower = _line(head, merged, top, width), _line(head, merged, bottom, width)
    if top == bottom:
        return tuple(lower)
    below = [under or over for over, under in zip(upper, lower, strict=True)]
    twice = {label for label in below if below.count(label) > 1}
    pairs = zip(upper, below, strict=True)
    return tuple(over + label if label in twice and over != label else label for over, label in pairs)


def _line(head: Sequence[Values], merged: Sequence[Area], row: int, width: int) -> list[str]:
    """One line of the header; a merged cell's text stands in all the columns it covers."""
    values = head[row - 1]
    line = [label_of(values[at]) if at < len(values) else "" for at in range(width)]
    for area in merged:
        if area.top <= row <= area.bottom and area.top - 1 < len(head):
            source = head[area.top - 1]
            text = label_of(source[area.left - 1]) if area.left - 1 < len(source) else ""
            for at in range(area.left - 1, min(area.right, width)):
                line[at] = line[at] or text
    return line
