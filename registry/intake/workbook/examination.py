"""The health check of an uploaded workbook (表格体检): may it be read at all, where are the data, what is odd about them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from registry.intake.workbook import layout, limits, parts, scan
from registry.intake.workbook.checks import CellChecks
from registry.intake.workbook.container import Package
from registry.intake.workbook.findings import Finding, Tally, finding
from registry.intake.workbook.guard import guarded
from registry.intake.workbook.layout import Column, Header
from registry.intake.workbook.reading import OpenSheet, Row, open_sheet
from registry.intake.workbook.references import letters, spans
from registry.kernel.refusals import Refused

SAMPLE = 20
_TOO_MANY = f"数据超过 {limits.MAX_ROWS:,} 行的上限，没有读取；请拆成几个工作簿分别上传。"
_NO_HEADER = "工作表“{name}”里找不到表头；请在第一行写上各列的名称（如 姓名、性别、公民身份号码），再上传。"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet as the clerk may choose it (工作表): how much it holds, and the labels its header seems to have."""

    name: str
    hidden: bool
    rows: int
    columns: int
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Examination:
    """The outcome (体检结果): the sheets, the one taken for data and its columns, the first rows, and the findings."""

    filename: str
    sheets: tuple[Sheet, ...]
    sheet: str
    header_row: int
    columns: tuple[Column, ...]
    data_rows: int
    sample: tuple[Row, ...]
    findings: tuple[Finding, ...]


def examine(
    content: bytes,
    filename: str,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    known: Collection[str] = (),
) -> Examination:
    """Examine a workbook in a guarded child; a file that cannot be taken in at all is `Refused` in one sentence.

    `sheet` and `header_row` are the clerk's choice where ours was wrong. `known` are the labels the caller can map:
    they decide which sheet and which line is the header when several could be.
    """
    limits.claimed_size(len(content))
    return guarded(inspect, content, filename, sheet, header_row, frozenset(known))


def inspect(
    content: bytes, filename: str, sheet: str | None, header_row: int | None, known: frozenset[str]
) -> Examination:
    """`examine`, in this process."""
    package = Package(content, filename)
    package.verify()
    book = parts.book(package)
    for part in book.sheets:
        parts.check_form(package.stream(part.path))
    opened = [open_sheet(content, part, scan.scan(package, part.path)) for part in book.sheets]
    headers = [layout.find_header(one.head(), one.facts.merged, known) for one in opened]
    chosen = _chosen(opened, headers, sheet, known)
    header = headers[chosen]
    if header_row is not None and 0 < header_row <= opened[chosen].height:
        header = layout.header_at(opened[chosen].head(), opened[chosen].facts.merged, header_row)
    if header is None:
        raise Refused(_NO_HEADER.format(name=opened[chosen].part.name))
    look = _Look(opened[chosen], header)
    sheets = tuple(_described(one, found) for one, found in zip(opened, headers, strict=True))
    around = [*_of_package(package, book, filename), *_of_sheets(opened, headers, chosen)]
    return look.outcome(filename, sheets, around)


def _chosen(opened: list[OpenSheet], headers: list[Header | None], name: str | None, known: frozenset[str]) -> int:
    """The sheet asked for, or the visible one that knows most of our labels, and has most rows."""
    if name is not None:
        at = next((at for at, one in enumerate(opened) if one.part.name == name), None)
        if at is None:
            raise Refused(f"工作簿里没有名为“{name}”的工作表；请从列出的工作表中选择。")
        return at
    if not any(one.height for one in opened):
        raise Refused("工作簿是空的，没有任何内容；请确认上传的文件。")

    def rank(at: int) -> tuple[bool, int, bool, int]:
        header = headers[at]
        matched = sum(label in known for label in header.labels) if header else 0
        return not opened[at].part.hidden, matched, header is not None, opened[at].height

    return max(range(len(opened)), key=lambda at: (*rank(at), -at))


def _described(one: OpenSheet, header: Header | None) -> Sheet:
    rows = max(one.height - (header.bottom if header else 0), 0)
    return Sheet(one.part.name, one.part.hidden, rows, one.width, header.labels if header else ())


def _of_package(package: Package, book: parts.Book, filename: str) -> Iterator[Finding]:
    if filename and not filename.lower().endswith((".xlsx", ".xlsm")):
        yield finding("extension", filename, f"“{filename}”：")
    if any(name.lower().endswith("vbaproject.bin") for name in package.entries):
        yield finding("macro", filename, "工作簿")
    if any(name.startswith("xl/externalLinks/") for name in package.entries):
        yield finding("external-link", filename, "工作簿")
    if book.date_1904:
        yield finding("date-1904", filename, "工作簿")


def _of_sheets(opened: list[OpenSheet], headers: list[Header | None], chosen: int) -> Iterator[Finding]:
    others = [at for at, one in enumerate(opened) if at != chosen and one.height]
    hidden = [opened[at].part.name for at in others if opened[at].part.hidden]
    width = len([label for label in headers[chosen].labels if label]) if headers[chosen] else 0  # type: ignore[union-attr]
    data = [
        at
        for at in others
        if not opened[at].part.hidden and (found := headers[at]) and sum(map(bool, found.labels)) * 2 > width
    ]
    if data:
        names = "、".join(f"“{opened[at].part.name}”" for at in [chosen, *data])
        yield finding("several-sheets", opened[chosen].part.name, f"{names}：", len(data) + 1)
    for name in hidden:
        yield finding("hidden-sheet", name, f"“{name}”")
    if opened[chosen].facts.protected:
        yield finding("protected", opened[chosen].part.name, f"“{opened[chosen].part.name}”")


class _Look:
    """One pass over the data of the chosen sheet."""

    def __init__(self, sheet: OpenSheet, header: Header) -> None:
        self._sheet, self._header, self._tally = sheet, header, Tally()
        self._columns = [Column(at, label) for at, label in enumerate(header.labels, 1)]
        self._filled = [0] * sheet.width
        self._sample: list[Row] = []
        self._data_rows, self._last, self._blank = 0, 0, [0, 0]

    def outcome(self, filename: str, sheets: tuple[Sheet, ...], around: list[Finding]) -> Examination:
        """Go through the rows and put everything together."""
        self._read()
        columns = tuple(replace(one, filled=self._filled[one.number - 1]) for one in self._columns)
        shown = {one.number: f"{one.shown} " for one in columns}
        found = (*around, *self._of_header(columns), *self._of_structure(), *self._tally.findings(shown))
        data = tuple(one for one in columns if one.label and one.label != layout.RESULT_LABEL)
        name = self._sheet.part.name
        return Examination(
            filename, sheets, name, self._header.bottom, data, self._data_rows, tuple(self._sample), found
        )

    def _read(self) -> None:
        if self._sheet.facts.held_rows - self._header.bottom > limits.MAX_ROWS:
            raise Refused(_TOO_MANY)
        checks = CellChecks(self._columns, self._sheet.facts, self._tally)
        header: frozenset[object] = frozenset()
        for number, values in self._sheet.rows():
            if number == self._header.bottom:
                header = layout.written(values)
            elif number > self._header.bottom:
                if layout.is_data(values, header):
                    self._take(number, values, checks)
                else:
                    self._pass_over(number, values)
        if not self._data_rows:
            raise Refused(f"工作表“{self._sheet.part.name}”只有表头，没有数据；请填写后再上传，或换一张工作表。")

    def _take(self, number: int, values: list[object], checks: CellChecks) -> None:
        self._data_rows += 1
        if self._data_rows > limits.MAX_ROWS:
            raise Refused(_TOO_MANY)
        if len(self._sample) < SAMPLE:
            self._sample.append(Row(number, values))
        if number > self._last + 1 and self._last:
            for blank in range(*self._blank):
                self._tally.add("blank-row", 0, f"第{blank}行")
        self._last, self._blank = number, [0, 0]
        for at, value in enumerate(values):
            if value != "":
                self._filled[at] += 1
        checks.look(number, values)

    def _pass_over(self, number: int, values: list[object]) -> None:
        """Blank rows count only once data follows them."""
        if layout.is_blank(values):
            self._blank = [self._blank[0] or number, number + 1]
            return
        self._tally.add("footer-row" if layout.is_footer(values) else "repeated-header", 0, f"第{number}行")

    def _of_header(self, columns: tuple[Column, ...]) -> Iterator[Finding]:
        header = self._header
        if header.top > 1:
            yield finding("title-rows", "第1行", f"第{spans(range(1, header.top))}行")
        if header.bottom > header.top:
            yield finding("two-line-header", f"第{header.top}行", f"第{header.top}、{header.bottom}行")
        for label in dict.fromkeys(one.label for one in columns if one.label):
            same = [one.letters for one in columns if one.label == label]
            if len(same) > 1:
                yield finding(
                    "duplicate-header",
                    f"{same[0]}{header.bottom}",
                    f"“{label}”（{'、'.join(same)}列）：",
                    len(same),
                    tuple(same),
                )
        for one in columns:
            where = f"{one.letters}{header.bottom}"
            if one.filled and not one.label:
                yield finding("missing-header", where, f"{one.letters}列")
            elif one.label and not one.filled:
                yield finding("empty-column", where, f"{one.shown}")
            if one.label == layout.RESULT_LABEL:
                yield finding("result-column", where, f"{one.letters}列")

    def _of_structure(self) -> Iterator[Finding]:
        facts, bottom = self._sheet.facts, self._header.bottom
        inside = [area for area in facts.merged if area.bottom > bottom and area.top <= self._last]
        if inside:
            places = tuple(map(str, inside[:50]))
            yield finding(
                "merged-cell",
                places[0],
                f"{'、'.join(places[:5])}{' 等' * (len(inside) > 5)}：",
                len(inside),
                places,
            )
        rows = [number for number in facts.hidden_rows if bottom < number <= self._last]
        if rows:
            shown = spans(rows[:200]) + " 等" * (len(rows) > 200)
            yield finding(
                "hidden-row",
                f"第{rows[0]}行",
                f"第{shown}行，共{len(rows)}行，",
                len(rows),
                tuple(f"第{n}行" for n in rows[:50]),
            )
        for first, last in facts.hidden_columns:
            if first <= self._sheet.width and any(self._filled[first - 1 : last]):
                yield finding(
                    "hidden-column",
                    f"{letters(first)}列",
                    f"{letters(first)}至{letters(min(last, self._sheet.width))}列",
                )
        if facts.filtered:
            yield finding("filtered", self._sheet.part.name, f"“{self._sheet.part.name}”")
        formulas = [(column, row) for (row, column), result in facts.formulas.items() if row > bottom and result]
        yield from self._of_formulas(formulas)

    def _of_formulas(self, formulas: list[tuple[int, int]]) -> Iterator[Finding]:
        tally = Tally()
        for column, row in sorted(formulas):
            tally.add("formula", column, f"{letters(column)}{row}")
        yield from tally.findings({one.number: f"{one.shown} " for one in self._columns})
