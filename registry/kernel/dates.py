"""Arithmetic with civil dates (日期推算), as rules.md section 1 defines it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from django.db.models import DateField, F, Func
from django.db.models.expressions import Combinable


def add_months(day: date, months: int) -> date:
    """The same day number `months` later, or the last day of that month (R-002)."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def full_months(start: date, end: date) -> int:
    """Whole months from `start` to `end`; negative spans count as 0 (R-003)."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, max(months, 0)) > end:
        months -= 1
    return max(months, 0)


def full_years(birth: date, day: date) -> int:
    """Age in full years; the birthday itself counts (R-010)."""
    return full_months(birth, day) // 12


def previous(day: date) -> date:
    """The day before."""
    return day - timedelta(days=1)


class MonthsLater(Func):
    """`add_months` in SQL: PostgreSQL's month interval ends at the month's last day just as R-002 does."""

    template = "(%(expressions)s)::date"
    arg_joiner = " + "
    output_field = DateField()

    def __init__(self, day: str | Combinable, months: int | Combinable) -> None:
        start = F(day) if isinstance(day, str) else day
        super().__init__(
            start, Func(months, function="make_interval", template="make_interval(months => %(expressions)s)")
        )
