"""What is looked for in the cells of a sheet (单元格体检), fast enough for a million rows.

A row is judged as a whole first: its text joined, one search for anything unusual. Only rows that have it are looked at
cell by cell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, time, timedelta
from functools import lru_cache

from registry.intake.workbook import references, scan
from registry.intake.workbook.findings import Tally
from registry.intake.workbook.layout import Column
from registry.kernel.values import characters, dates, names

_JOINT = "\x1f"
_PLACEHOLDERS = frozenset(
    ("无", "/", "-", "--", "—", "——", "\\", "不详", "未知", "暂无", "不清", "空", "N/A", "NULL", "null")
)
# Signs that need no closer look: ASCII without = and @, the usual Han characters and punctuation.
_USUAL = r"!-<>?A-Za-z\[\\\]^_`{|}~\u4e00-\u9fa5（）《》“”、，。：；·—"
_UNUSUAL = re.compile(rf"[^{_USUAL} {_JOINT}]")
_EDGES = (f"{_JOINT} ", f" {_JOINT}", "  ", f"{_JOINT}+", f"{_JOINT}-", f"{_JOINT}#")
_NUMBER_WITH_POWER = re.compile(r"[0-9]E\+?[0-9]")
_LONG = 500
_REMEMBERED = 20_000
_FORMULA_LIKE = re.compile(r"[=@\t\r]|[+\-](?![0-9.\s-]*$)")
_SCIENTIFIC = re.compile(r"[0-9](\.[0-9]+)?E\+?[0-9]{2}", re.IGNORECASE)
_FULL_WIDTH = re.compile(r"[０-９Ａ-Ｚａ-ｚ]")
_IDENTITY = re.compile(r"(?!0{18})[0-9]{17}[0-9X]")
_RIGHT = {
    "identity": _IDENTITY,
    "name": re.compile(r"[\u4e00-\u9fa5]{2,4}"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}
# What a column's own reader says about such a cell, and more to the point.
_SAID_BETTER = {
    "identity": ("surplus-space", "line-break"),
    "name": ("surplus-space", "line-break"),
    "date": ("surplus-space", "line-break", "full-width", "placeholder"),
}
_ROLES = (
    ("identity", re.compile(r"身份证|身份号|身份号码|证件号")),
    ("date", re.compile(r"日期|时间|年月|出生$")),
    ("phone", re.compile(r"电话|手机|联系方式")),
    ("name", re.compile(r"姓名|曾用名|党组织书记|党组织联系人|^书记$|^联系人$")),
)


def role_of(label: str) -> str:
    """What a column seems to hold, by its label: identity, date, phone, name, or nothing in particular."""
    return next((role for role, pattern in _ROLES if pattern.search(label)), "")


class CellChecks:
    """Looks at every row of one sheet and keeps the tally."""

    def __init__(self, columns: Sequence[Column], facts: scan.Facts, tally: Tally) -> None:
        self._facts, self._tally = facts, tally
        self._roles = {one.number - 1: role for one in columns if (role := role_of(one.label))}
        self._judges = [(at, set[str](), role) for at, role in self._roles.items() if role in _JUDGES]
        self._seen: set[int] = set()

    def look(self, number: int, values: list[object]) -> None:
        """Judge one row of data."""
        texts = [value for value in values if type(value) is str and value]
        joined = _JOINT.join(["", *texts, ""])
        if _is_unusual(texts, joined):
            self._look_closely(number, values)
        elif len(texts) + values.count("") < len(values):
            self._look_at_types(number, values)
        for at, right, role in self._judges:
            value = values[at]
            if value and type(value) is str and value not in right:
                self._judge(number, at, value, right, role)
        self._look_for_twin(number, joined, len(texts))

    def _judge(self, number: int, at: int, value: str, right: set[str], role: str) -> None:
        """What its column says about a text; days and names repeat, and those that are right are remembered."""
        if not _RIGHT[role].fullmatch(value):
            for kind, detail in _JUDGES[role](value):
                self._add(kind, number, at, detail)
        elif len(right) < _REMEMBERED:
            right.add(value)

    def _look_closely(self, number: int, values: list[object]) -> None:
        self._look_at_types(number, values)
        errors = self._facts.errors.get(number, {})
        for at, value in enumerate(values):
            if at + 1 in errors:
                kind = "formula-without-value" if errors[at + 1] == scan.NOT_CALCULATED else "error-value"
                self._add(kind, number, at, "" if kind == "formula-without-value" else errors[at + 1])
            elif type(value) is str and _is_unusual([value], f"{_JOINT}{value}{_JOINT}"):
                said_better = _SAID_BETTER.get(self._roles.get(at, ""), ())
                for kind, detail in _kinds_of(value):
                    if kind not in said_better:
                        self._add(kind, number, at, detail)

    def _look_at_types(self, number: int, values: list[object]) -> None:
        for at, value in enumerate(values):
            if type(value) is not str and (kind := _kind_of_type(value, self._roles.get(at, ""))):
                self._add(kind, number, at)

    def _look_for_twin(self, number: int, joined: str, filled: int) -> None:
        """Rows alike in all their text; a running number in front makes no difference."""
        mark = hash(joined)
        if filled > 1 and mark in self._seen:
            self._tally.add("identical-row", 0, f"第{number}行")
        self._seen.add(mark)

    def _add(self, kind: str, number: int, at: int, detail: str = "") -> None:
        self._tally.add(kind, at + 1, references.cell(at + 1, number), detail)


def _is_unusual(texts: Sequence[str], joined: str) -> bool:
    """Whether any of the texts needs a closer look; several quick questions take a third of the time of one pattern."""
    return bool(
        _UNUSUAL.search(joined)
        or any(map(joined.__contains__, _EDGES))
        or not _PLACEHOLDERS.isdisjoint(texts)
        or ("E" in joined and _NUMBER_WITH_POWER.search(joined))
        or (len(joined) > _LONG and max(map(len, texts)) > _LONG)
    )


def _kind_of_type(value: object, role: str) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float)):
        if role == "identity":
            return "numeric-identity"
        if role == "date":
            return "date-notation" if dates.parse(value).value else "date-unreadable"
        if abs(value) >= 1e15:
            return "long-number"
        return "numeric-phone" if role == "phone" else ""
    if isinstance(value, (time, timedelta)) or (isinstance(value, date) and value.year < dates.EARLIEST_YEAR):
        return "time-cell"
    return ""


@lru_cache(maxsize=20_000)
def _kinds_of(value: str) -> tuple[tuple[str, str], ...]:
    """The defects of one text in whatever column."""
    found: list[tuple[str, str]] = [
        (kind, _points(value, test)) for kind, test in _BY_CHARACTER if any(map(test, value))
    ]
    stripped = value.strip()
    if "\n" in stripped or "\r" in stripped:
        found.append(("line-break", ""))
    elif value != " ".join(value.split()):
        found.append(("surplus-space", ""))
    if _FULL_WIDTH.search(value):
        found.append(("full-width", ""))
    if unicodedata.normalize("NFC", value) != value:
        found.append(("compatible-character", ""))
    if stripped in _PLACEHOLDERS:
        found.append(("placeholder", stripped))
    elif _FORMULA_LIKE.match(value):
        found.append(("formula-like", ""))
    if _SCIENTIFIC.fullmatch(stripped):
        found.append(("scientific", ""))
    if len(value) > _LONG:
        found.append(("long-text", ""))
    return tuple(found)


_BY_CHARACTER: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("broken-character", characters.is_broken),
    ("private-character", characters.is_private),
    ("radical", characters.is_radical),
    ("stray-radical", characters.is_stray_radical),
    ("invisible-character", characters.is_invisible),
)


def _points(value: str, test: Callable[[str], bool]) -> str:
    """The code point of the first such character, which is the only way to name what looks like another or like nothing."""
    return next(characters.code_point(c) for c in value if test(c))


def _identity(value: str) -> Iterator[tuple[str, str]]:
    half_width = value.translate(characters.FULL_WIDTH)
    bare = re.sub(r"[\s\-—–'\"]", "", half_width).upper()
    if bare in ("0" * 18, "#"):
        yield "identity-unknown", ""
    elif re.fullmatch(r"[0-9]{15}", bare):
        yield "identity-15", ""
    elif _IDENTITY.fullmatch(bare):
        if bare != half_width:
            yield "identity-form", ""
    elif not bare.startswith("#") and not _SCIENTIFIC.fullmatch(bare):
        yield "identity-length", f"{len(bare)}位" if len(bare) != 18 else "有不是数字的字"


def _name(value: str) -> Iterator[tuple[str, str]]:
    rare = names.rare_characters(value)
    if rare:
        yield "rare-character", "、".join(f"{c} {point}" for c, point in rare[:3])
    parsed = names.parse(value)
    said = [problem.message for problem in parsed.problems]
    if names.TWO_PEOPLE in said:
        yield "several-people", ""
    elif parsed.value is not None:
        if sum(map(str.isspace, value)) > parsed.value.count(" "):
            yield "name-space", ""
        if parsed.value.count("·") > value.count("·"):
            yield "name-dot", ""
        if any(message.startswith(names.ODD.partition("{")[0]) for message in said):
            yield "name-odd", ""


@lru_cache(maxsize=50_000)
def _date(value: str) -> tuple[tuple[str, str], ...]:
    parsed = dates.parse(value)
    if parsed.problems:
        return () if value.startswith("#") else (("date-unreadable", parsed.problems[0].message.rstrip("。")),)
    if parsed.value is None:
        return ()
    if parsed.value.precision is not dates.Precision.DAY:
        return (("date-partial", value.strip()),)
    return (("date-notation", value.strip()),) if parsed.changed else ()


_JUDGES: dict[str, Callable[[str], Iterable[tuple[str, str]]]] = {
    "identity": _identity,
    "name": _name,
    "date": _date,
}
