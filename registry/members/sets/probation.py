"""Who is on probation, and how long it lasts by the day of joining (预备期年代表, R-076)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from registry.kernel.dates import MonthsLater, add_months

FULL, PROBATIONARY = "1", "2"
"""The two categories of a member (人员类别)."""


@dataclass(frozen=True, slots=True)
class Era:
    """Members who joined from `first` to `last`: the shortest probation in months, and whether the class decided."""

    first: date
    last: date
    months: int
    mixed: bool = False

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def condition(self) -> Q:
        return Q(joined_on__gte=self.first, joined_on__lte=self.last)


ERAS = (
    Era(date(1921, 7, 1), date(1923, 6, 9), 0),
    Era(date(1923, 6, 10), date(1927, 4, 26), 3, mixed=True),
    Era(date(1927, 4, 27), date(1928, 6, 17), 0, mixed=True),
    Era(date(1928, 6, 18), date(1945, 4, 22), 0),
    Era(date(1945, 4, 23), date(1956, 9, 14), 6, mixed=True),
    Era(date(1956, 9, 15), date(1969, 3, 31), 12),
    Era(date(1969, 4, 1), date(1977, 8, 11), 0),
    Era(date(1977, 8, 12), date(1982, 9, 5), 12),
    Era(date(1982, 9, 6), date.max, 12),
)
# Two versions of the table differ on these days; they are only ever warned about.
DISPUTED = (Era(date(1969, 4, 1), date(1969, 4, 13), 0), Era(date(1977, 8, 12), date(1977, 8, 17), 0))

FULL_YEAR = tuple(era for era in ERAS if era.months == 12)
NO_PROBATION = tuple(era for era in ERAS if era.months == 0 and not era.mixed)
BY_CLASS = tuple(era for era in ERAS if era.mixed and era.months)


def era_of(joined_on: date | None, eras: tuple[Era, ...] = ERAS) -> Era | None:
    """The era among `eras` in which somebody joined, if any."""
    return next((era for era in eras if joined_on and era.covers(joined_on)), None)


def too_short(joined_on: date | None, converted_on: date | None, eras: tuple[Era, ...]) -> bool:
    """Whether the conversion came before the shortest probation of the era, the era being one of `eras`."""
    era = era_of(joined_on, eras)
    if era is None or joined_on is None or converted_on is None or era_of(joined_on, DISPUTED):
        return False
    return converted_on < add_months(joined_on, era.months)


def too_short_in_sql(eras: tuple[Era, ...]) -> Q:
    """`too_short` as a condition."""
    broken = Q()
    for era in eras:
        broken |= era.condition & Q(converted_on__lt=MonthsLater("joined_on", era.months))
    return broken & ~disputed_in_sql()


def disputed_in_sql() -> Q:
    """Joined on a day on which the versions of the table differ."""
    return DISPUTED[0].condition | DISPUTED[1].condition
