"""Working days (工作日): Monday to Friday, but for the holidays and the exchanged days of each year's notice (R-007).

The package knows the years whose notice it carries; `workdays.csv` beside this file adds days, or puts them right, as soon
as a notice is published. Years that neither knows are counted from Monday to Friday and marked as estimated (R-008).
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

import chinese_calendar

ESTIMATED = "{year}年节假日安排尚未录入，以下期限按周一至周五估算，请在公布后更新工作日历。"
_ADDED = Path(__file__).with_suffix(".csv")
_SATURDAY = 5


class Due(NamedTuple):
    """The last day of a limit, and the first year whose calendar is not known; None if all are."""

    day: date
    unknown_year: int | None

    @property
    def warning(self) -> str:
        """That the day is an estimate (R-008); empty where it is not."""
        return ESTIMATED.format(year=self.unknown_year) if self.unknown_year else ""


def after(day: date, count: int) -> Due:
    """The `count`-th working day after `day`, which is itself in time (R-007)."""
    last, left, unknown = day, count, None
    while left:
        last += timedelta(days=1)
        known = _known(last)
        if known is None and unknown is None:
            unknown = last.year
        left -= last.weekday() < _SATURDAY if known is None else known
    return Due(last, unknown)


def _known(day: date) -> bool | None:
    """Whether it is a working day; None where nobody has said so."""
    if day in _added():
        return _added()[day]
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return None


@cache
def _added() -> dict[date, bool]:
    with _ADDED.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["day"]): row["working"] == "1" for row in csv.DictReader(file)}
