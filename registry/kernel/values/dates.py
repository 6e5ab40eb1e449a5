"""Dates as people write them (日期): a dozen notations, known to the day, the month or only the year (R-012)."""

from __future__ import annotations

import math
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from registry.kernel.refusals import Violation
from registry.kernel.values import text
from registry.kernel.values.parsed import NOTATION, Parsed

EARLIEST_YEAR = 1900

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_TIME_OF_DAY = re.compile(r"(?<=[0-9日号])[ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?$")
_DIVIDERS = re.compile(r"\s*[-/.。·,，、_\\年月—–－]\s*|\s+")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
_LUNAR = re.compile(r"[农阴旧夏]历|闰|正月|冬月|腊月|初[一二三四五六七八九十]|廿[一二三四五六七八九]?$")
_CHINESE = re.compile(r"[〇零○◯O一二三四五六七八九十廿卅]+")
_CHINESE_DIGITS = str.maketrans("〇零○◯O一二三四五六七八九", "00000123456789")
_NONE = frozenset(("无", "-", "--", "/", "\\", "—", "——", "不详", "不清", "未知", "待查", "空", "暂无", "至今"))
_SERIAL_ORIGIN = date(1899, 12, 30)


class Precision(StrEnum):
    """How exactly a date is known (日期精度)."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, or all the days of a month or a year of which nobody knows which it was."""

    first: date
    precision: Precision = Precision.DAY

    @property
    def last(self) -> date:
        """The last day it may have been."""
        if self.precision is Precision.DAY:
            return self.first
        month = 12 if self.precision is Precision.YEAR else self.first.month
        return date(self.first.year, month, monthrange(self.first.year, month)[1])

    def __str__(self) -> str:
        return show(self.first, self.precision)


def show(first: date, precision: str = Precision.DAY) -> str:
    """The date as the registry writes it: 1990-09-04, 1990-09 or 1990."""
    return first.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]]


def parse(raw: object) -> Parsed[PartialDate]:
    """The date that `raw` means; a doubtful one is refused with what is wrong, never guessed."""
    if isinstance(raw, str):
        exact = _ISO.fullmatch(raw)
        return _date(exact.groups(), raw) if exact else _noting(_from_text(raw), raw)
    if raw is None:
        return Parsed(None)
    if isinstance(raw, date):
        return _from_date(raw)
    if isinstance(raw, (int, float)) and not isinstance(raw, bool):
        return _noting(_from_number(raw), raw)
    return _refused(f"“{str(raw)[:20]}”不是日期，请写成 1990-09-04 的样子。")


def _from_date(raw: date) -> Parsed[PartialDate]:
    """A date cell; one before 1900 is a time of day or a slip, since spreadsheets count from there."""
    if raw.year < EARLIEST_YEAR:
        return _refused(f"“{raw.isoformat()[:10]}”早于{EARLIEST_YEAR}年，请核对。")
    day = date(raw.year, raw.month, raw.day)
    timed = isinstance(raw, datetime) and (raw.hour or raw.minute or raw.second)
    return Parsed(PartialDate(day), "去掉了日期后面的钟点。" if timed else "")


def _from_text(raw: str) -> Parsed[PartialDate]:
    if error := text.cell_error(raw):
        return Parsed(None, problems=(error,))
    written = text.clean(raw, half_width=True).value
    if not written:
        return Parsed(None)
    shown = written[:20]
    if written in _NONE:
        return _refused(f"“{shown}”不是日期；没有日期的，请把这一格留空。")
    if _LUNAR.search(written):
        return _refused(f"“{shown}”是农历日期，请换算成公历后填写。")
    plain = _TIME_OF_DAY.sub("", written)
    plain = _CHINESE.sub(_arabic, plain)
    plain = _DIVIDERS.sub("-", re.sub(r"[日号]$", "", plain)).removesuffix("-")
    return _from_parts(plain, shown)


def _from_parts(plain: str, shown: str) -> Parsed[PartialDate]:
    """The date of digits and hyphens only."""
    compact = _COMPACT.fullmatch(plain)
    if compact and (compact[3] or _is_month(compact[1], compact[2])):
        return _date(compact.groups(), shown)
    if re.fullmatch(r"[0-9]{4}(-[0-9]{1,2}){0,2}", plain):
        return _date(tuple(plain.split("-")), shown)
    if re.fullmatch(r"[0-9]{2}(-[0-9]{1,2}){0,2}|[0-9]{6}", plain):
        return _refused(f"“{shown}”的年份只有两位，看不出是哪个世纪，请写四位年份，如 1990-09-04。")
    if re.fullmatch(r"[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}", plain):
        return _refused(f"“{shown}”分不清哪个是月、哪个是日，请按年、月、日的顺序填写，如 1990-09-04。")
    if plain.isascii() and plain.isdigit():
        return _refused(f"“{shown}”有{len(plain)}位数字，日期应为8位，如 19900904，请核对。")
    return _refused(f"“{shown}”读不出日期，请写成 1990-09-04、1990年9月4日 或 19900904 的样子。")


def _date(parts: tuple[str | None, ...], shown: str) -> Parsed[PartialDate]:
    """Build the date of year, month and day, or say which of them cannot be."""
    numbers = [int(part) for part in parts if part]
    year, month, day = (*numbers, 1, 1)[:3]
    if year < EARLIEST_YEAR:
        return _refused(f"“{shown}”的年份{year}早于{EARLIEST_YEAR}年，请核对。")
    if not 1 <= month <= 12:
        return _refused(f"“{shown}”的月份是{month}，一年只有1至12月，请核对。")
    if not 1 <= day <= monthrange(year, month)[1]:
        return _refused(f"“{shown}”不是真实的日期：{year}年{month}月没有{day}日，请核对。")
    return Parsed(PartialDate(date(year, month, day), tuple(Precision)[3 - len(numbers)]))


def _from_number(raw: int | float) -> Parsed[PartialDate]:
    """A cell that holds a number and was not formatted as a date."""
    if not math.isfinite(raw):
        return _refused("数字不是日期，请写成 1990-09-04 的样子。")
    shown = str(int(raw)) if raw == int(raw) else repr(raw)
    if re.fullmatch(r"[0-9]{4}|[0-9]{6}|[0-9]{8}", shown):
        return _from_parts(shown, shown)
    if re.fullmatch(r"(19|20)[0-9]{2}\.1", shown):
        return _refused(f"{shown} 是数字格式，分不清是1月还是10月（末尾的0会被去掉），请设为文本格式后重填。")
    if re.fullmatch(r"(19|20)[0-9]{2}\.[0-9]{1,2}", shown):
        return _from_parts(shown.replace(".", "-"), shown)
    if 1 <= raw < 73051:
        serial = _SERIAL_ORIGIN + timedelta(days=int(raw))
        return _refused(f"{shown} 是电子表格的日期序号，可能是 {serial}，请把这一格设为日期格式或重填。")
    return _refused(f"“{shown[:20]}”有{len(shown)}位数字，日期应为8位，如 19900904，请核对。")


def _is_month(year: str, month: str) -> bool:
    """Whether six digits are a year and a month; 900904 is not, its century is missing."""
    return EARLIEST_YEAR <= int(year) < 2100 and 1 <= int(month) <= 12


def _arabic(match: re.Match[str]) -> str:
    """Chinese numerals as digits: 一九九〇 by position, 二十一 by value."""
    numeral = match.group()
    if not re.search("[十廿卅]", numeral):
        return numeral.translate(_CHINESE_DIGITS)
    tens, ones = re.fullmatch(r"(.*?)[十廿卅](.*)", numeral).groups()  # type: ignore[union-attr]
    head = {"廿": 2, "卅": 3}.get(numeral[len(tens)]) or (int(tens.translate(_CHINESE_DIGITS) or 1))
    tail = ones.translate(_CHINESE_DIGITS) or "0"
    return f"{head * 10 + int(tail)}" if re.fullmatch("[0-9]+", tail) else numeral


def _noting(parsed: Parsed[PartialDate], raw: object) -> Parsed[PartialDate]:
    if parsed.value is None or str(parsed.value) == raw:
        return parsed
    extent = {"month": "（只到月）", "year": "（只到年）"}.get(parsed.value.precision, "")
    return Parsed(parsed.value, f"日期写法统一为 {parsed.value}{extent}。")


def _refused(message: str) -> Parsed[PartialDate]:
    return Parsed(None, problems=(Violation(NOTATION, message),))
