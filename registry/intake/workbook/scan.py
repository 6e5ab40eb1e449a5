"""What the reader of values does not tell about a worksheet (工作表检视): formulas, errors, merged and hidden cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from registry.intake.workbook import limits, markup, parts, references
from registry.intake.workbook.container import Package
from registry.intake.workbook.markup import SheetMarkup
from registry.intake.workbook.references import Area
from registry.kernel.refusals import Refused

NOT_CALCULATED = "#公式未计算"
"""Stands for a formula whose result was never stored; the value readers know it as an error."""

_REFERENCE = re.compile(rb"""\s*(?:[\w:]+=["'][^"']*["']\s+)*?r=["']([A-Z]{1,3})[0-9]""")
MAX_REMARKABLE = 500_000
_FORMULAS = "工作表里的公式过多，不能可靠读取；请复制整表，用“选择性粘贴—数值”粘贴后保存再上传。"
_TOO_WIDE = f"{{where}}有内容，超过 {limits.MAX_COLUMNS} 列的上限；请删除数据右边多余的列，另存后再上传。"
# Any cell beyond column GR, the 200th, that holds something: its tag does not end in />.
_FAR = re.compile(rb"""r=["']((?:[A-Z]{3,}|G[S-Z]|[H-Z][A-Z])[0-9]+)["'][^>]*(?<!/)>\s*<(?!/)""")
# Its number is nearly always the first attribute of a row, and then needs no search.
_ROW = r"<{p}row\b(?: r=\"([0-9]+)\")?([^>]*)>"


@dataclass(slots=True)
class Facts:
    """What was seen on one sheet."""

    formulas: dict[tuple[int, int], bool] = field(default_factory=dict)
    """By row and column: whether a result is stored with the formula."""
    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    """By row and column: what to read there instead of nothing."""
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[Area] = field(default_factory=list)
    filtered: bool = False
    protected: bool = False
    last_row: int = 0
    held_rows: int = 0
    """How many rows hold anything."""
    width: int = 0
    drawing_key: str = ""
    """How the sheet calls the drawing with the boxes of its comments."""


def scan(package: Package, path: str) -> Facts:
    """Look through the sheet once, in bounded memory; refuses one whose far corner would exhaust the reader."""
    sheet = SheetMarkup(package.stream(path))
    facts, number = Facts(), 0
    for block in sheet.blocks():
        number = _look(block, sheet.prefix, number, facts)
    _frame(sheet.skeleton(), facts)
    return facts


def check_grid(facts: Facts) -> None:
    """Refuse a sheet with so much emptiness between its cells that reading it would take all memory."""
    if facts.width > limits.MAX_COLUMNS:
        raise Refused(_TOO_WIDE.format(where=f"{references.letters(facts.width)}列"))
    grid = facts.last_row * facts.width
    if grid > limits.MAX_GRID:
        raise Refused(
            f"第 {facts.last_row} 行还有内容，整张表有 {grid:,} 个格子，读不下；"
            "请删除数据下方多余的行（或把表拆成几个工作簿），另存后再上传。"
        )


def _look(block: bytes, prefix: bytes, before: int, facts: Facts) -> int:
    far = _FAR.search(block)
    if far:
        where = far[1].decode("ascii")
        raise Refused(_TOO_WIDE.format(where=f"单元格 {where} "))
    number = before
    tags = list(_pattern(_ROW, prefix).finditer(block))
    ends = [*(tag.start() for tag in tags[1:]), len(block)]
    for found, end in zip(tags, ends, strict=False):
        written = found[1] or markup.attribute(found[2], b"r")
        number = references.whole(written) or number + 1
        column = _last_column(block, prefix, found.end(), end)
        if column:
            facts.held_rows += 1
            facts.last_row, facts.width = max(facts.last_row, number), max(facts.width, column)
        if b"hidden" in found[2] and not found[2].endswith(b"/") and _is_on(found[2], b"hidden"):
            facts.hidden_rows.append(number)
    if _remarkable(block, prefix):
        _inspect(block, prefix, before, facts)
    return number


def _last_column(block: bytes, prefix: bytes, start: int, end: int) -> int:
    """The column of the last cell between two places that holds anything; 0 when none does.

    A cell without content is written as one empty tag, so the last closing tag belongs to the one looked for.
    """
    closed = block.rfind(b"</" + prefix + b"c>", start, end)
    if closed < 0:
        return 0
    name = b"<" + prefix + b"c"
    opened = block.rfind(name + b" ", start, closed)
    opened = max(opened, block.rfind(name + b">", max(opened, start), closed))
    found = _REFERENCE.match(block, opened + len(name)) if opened >= 0 else None
    if found:
        return references.number(found[1].decode("ascii"))
    return max((cell.column for cell in markup.cells(block[start:end], prefix) if cell.inner), default=0)


def _remarkable(block: bytes, prefix: bytes) -> bool:
    formula = b"<" + prefix + b"f"
    return formula in block or b't="e"' in block or b"t='e'" in block


def _inspect(block: bytes, prefix: bytes, before: int, facts: Facts) -> None:
    """Note formulas and error values, cell by cell."""
    for row in markup.rows(block, prefix, before):
        if not _remarkable(row.cells, prefix):
            continue
        for cell in markup.cells(row.cells, prefix):
            if _remarkable(cell.inner, prefix):
                facts.formulas[row.number, cell.column] = _has_result(cell, prefix)
                if not facts.formulas[row.number, cell.column]:
                    facts.errors.setdefault(row.number, {})[cell.column] = NOT_CALCULATED
            if markup.attribute(cell.attributes, b"t") == b"e":
                facts.errors.setdefault(row.number, {})[cell.column] = _value(cell, prefix) or "#N/A"
        if len(facts.formulas) + len(facts.errors) > MAX_REMARKABLE:
            raise Refused(_FORMULAS)


def _has_result(cell: markup.CellMarkup, prefix: bytes) -> bool:
    """An empty text is a result too, and is written as an empty value of type str."""
    return bool(_value(cell, prefix)) or markup.attribute(cell.attributes, b"t") == b"str"


def _value(cell: markup.CellMarkup, prefix: bytes) -> str:
    found = _pattern(r"<{p}v\b[^>]*>([^<]*)</", prefix).search(cell.inner)
    return found[1].decode("utf-8", "replace").strip() if found else ""


def _frame(skeleton: bytes, facts: Facts) -> None:
    """What is declared around the rows."""
    for element, attributes in parts.elements(skeleton):
        if element == "mergeCell":
            facts.merged.append(references.area(attributes.get("ref", "")))
        elif element == "col" and parts.is_on(attributes.get("hidden")):
            first, last = (references.whole(attributes.get(end, "")) for end in ("min", "max"))
            facts.hidden_columns.append((first, last))
        elif element == "filterColumn":
            facts.filtered = True
        elif element == "legacyDrawing":
            facts.drawing_key = attributes.get("id", "")
        elif element == "sheetProtection":
            facts.protected = parts.is_on(attributes.get("sheet"))


def _is_on(attributes: bytes, name: bytes) -> bool:
    return parts.is_on(markup.attribute(attributes, name).decode("ascii", "replace"))


@cache
def _pattern(template: str, prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(template.format(p=re.escape(prefix.decode("ascii"))).encode("ascii"))
