"""Arithmetic with civil dates (日期推算), beside the rule book's own examples in the promises."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import DateField, Value
from hypothesis import given
from hypothesis import strategies as some

from registry.kernel import dates
from registry.kernel.dates import MonthsLater
from registry.security.models import User

DAYS = some.dates(date(1900, 1, 1), date(2150, 12, 31))


@given(DAYS, some.integers(-600, 1200))
def test_the_day_is_kept_or_is_the_last_of_its_month(day: date, months: int) -> None:
    later = dates.add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    next_month = dates.add_months(later.replace(day=1), 1)
    assert later.day == day.day or (later.day < day.day and (next_month - later).days == 1)


@given(DAYS, some.integers(0, 1200))
def test_so_many_months_are_full_on_that_very_day_and_not_before(day: date, months: int) -> None:
    end = dates.add_months(day, months)
    assert dates.full_months(day, end) == months
    if months:
        assert dates.full_months(day, dates.previous(end)) == months - 1


@given(DAYS, DAYS)
def test_time_before_the_beginning_does_not_count(start: date, end: date) -> None:
    assert dates.full_months(start, end) >= 0
    assert dates.full_years(start, end) == dates.full_months(start, end) // 12
    if end <= start:
        assert dates.full_months(start, end) == 0


@pytest.mark.django_db
def test_the_database_adds_months_just_as_python_does() -> None:
    days = [date(2024, month, day) for month, day in [(1, 29), (1, 30), (1, 31), (2, 29), (8, 31), (12, 31), (6, 15)]]
    cases = [(day, months) for day in days for months in (-13, -1, 1, 6, 12, 13, 24, 192, 216)]
    expressions = {
        f"sum_{number}": MonthsLater(Value(day, DateField()), months) for number, (day, months) in enumerate(cases)
    }
    [row] = User.objects.values(**expressions)[:1]
    assert list(row.values()) == [dates.add_months(day, months) for day, months in cases]
