"""The health check of an uploaded workbook (表格体检): may it be read at all, where are the data, what is odd about them."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import cast

from registry.intake.workbook import layout, limits, parts, scan, structure
from registry.intake.workbook.checks import CellChecks
from registry.intake.workbook.child import alongside
from registry.intake.workbook.container import Package
from registry.intake.workbook.findings import Finding, Tally
from registry.intake.workbook.guard import guarded, guarded_stream
from registry.intake.workbook.layout import Column, Header
from registry.intake.workbook.reading import OpenSheet, Row, open_sheet
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


def examine_and_read(
    content: bytes, filename: str, *, sheet: str | None = None, known: Collection[str] = ()
) -> tuple[Examination, Generator[Row, None, None]]:
    """`examine`, and the rows of the same sheet, which the child still has open: a large one is read only once.

    The child waits for the rows to be taken; closing the iterator ends it.
    """
    limits.claimed_size(len(content))
    stream = guarded_stream(inspect_and_read, content, filename, sheet, frozenset(known))
    examination = next(stream)
    assert isinstance(examination, Examination)
    return examination, cast(Generator[Row, None, None], stream)


def inspect(
    content: bytes, filename: str, sheet: str | None, header_row: int | None, known: frozenset[str]
) -> Examination:
    """`examine`, in this process."""
    return _inspected(content, filename, sheet, header_row, known)[0]


def inspect_and_read(
    content: bytes, filename: str, sheet: str | None, known: frozenset[str]
) -> Iterator[Examination | Row]:
    """`examine_and_read`, in this process."""
    examination, opened = _inspected(content, filename, sheet, None, known)
    yield examination
    yield from opened.data(examination.header_row)


def _inspected(
    content: bytes, filename: str, sheet: str | None, header_row: int | None, known: frozenset[str]
) -> tuple[Examination, OpenSheet]:
    package = Package(content, filename)
    package.verify()
    book = parts.book(package)
    opened = _opened(content, package, book)
    headers = [layout.find_header(one.head(), one.facts.merged, known) for one in opened]
    chosen = _chosen(opened, headers, sheet, known)
    header = headers[chosen]
    if header_row is not None and 0 < header_row <= opened[chosen].height:
        header = layout.header_at(opened[chosen].head(), opened[chosen].facts.merged, header_row)
    if header is None:
        raise Refused(_NO_HEADER.format(name=opened[chosen].part.name))
    look = _Look(opened[chosen], header)
    sheets = tuple(_described(one, found) for one, found in zip(opened, headers, strict=True))
    around = [*structure.of_package(package, book, filename), *structure.of_sheets(opened, headers, chosen)]
    return look.outcome(filename, sheets, around), opened[chosen]


def _opened(content: bytes, package: Package, book: parts.Book) -> list[OpenSheet]:
    """Every sheet with its values. Its markup is looked through by two processes, before the native reader sees it."""
    with alongside(partial(_check_forms, package, book)):
        facts = [scan.scan(package, part.path) for part in book.sheets]
    return [open_sheet(content, part, seen) for part, seen in zip(book.sheets, facts, strict=True)]


def _check_forms(package: Package, book: parts.Book) -> None:
    for part in book.sheets:
        parts.check_form(package.stream(part.path))


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


class _Look:
    """One pass over the data of the chosen sheet."""

    def __init__(self, sheet: OpenSheet, header: Header) -> None:
        self._sheet, self._header, self._tally = sheet, header, Tally()
        self._columns = [Column(at, label) for at, label in enumerate(header.labels, 1)]
        self._filled = [0] * sheet.width
        self._sample: list[Row] = []
        self._data_rows, self._last = 0, 0
        self._blank: list[int] = []

    def outcome(self, filename: str, sheets: tuple[Sheet, ...], around: list[Finding]) -> Examination:
        """Go through the rows and put everything together."""
        self._read()
        columns = tuple(replace(one, filled=self._filled[one.number - 1]) for one in self._columns)
        shown = {one.number: f"{one.shown} " for one in columns}
        below = structure.of_data(self._sheet.facts, columns, self._header.bottom + 1, self._last)
        found = (*around, *structure.of_header(self._header, columns), *below, *self._tally.findings(shown))
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
        if self._last:
            for blank in self._blank:
                self._tally.add("blank-row", 0, f"第{blank}行")
        self._last, self._blank = number, []
        for at, value in enumerate(values):
            if value != "":
                self._filled[at] += 1
        checks.look(number, values)

    def _pass_over(self, number: int, values: list[object]) -> None:
        """Blank rows count only once data follows them."""
        if layout.is_blank(values):
            self._blank.append(number)
        else:
            self._tally.add("footer-row" if layout.is_footer(values) else "repeated-header", 0, f"第{number}行")
