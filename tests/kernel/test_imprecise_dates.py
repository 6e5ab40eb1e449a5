"""Rules over dates that are only known to the month or year (R-012): broken only if every day of it breaks them."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Q

from registry.kernel import rules
from registry.kernel.refusals import Level, Violation
from registry.kernel.rules import Rule, last_day, precision_of
from tests.world import TODAY

DAY = date(2020, 6, 15)


def not_after(latest: date) -> Rule:
    """The date must not be later than that day."""
    return Rule(
        "R-999", "太晚", ("joined_on",), lambda row, today: row.joined_on is None or row.joined_on <= latest,
        Q(joined_on__gt=latest), Level.REFUSE, lambda row, today: f"{row.joined_on}太晚", "", (), (),
    )  # fmt: skip


def not_before(earliest: date) -> Rule:
    return Rule(
        "R-998", "太早", ("joined_on",), lambda row, today: row.joined_on is None or row.joined_on >= earliest,
        Q(joined_on__lt=earliest), Level.REFUSE, "太早", "", (), (),
    )  # fmt: skip


def row(first: date | None, precision: str) -> Any:
    return SimpleNamespace(joined_on=first, joined_precision=precision)


@pytest.mark.parametrize(
    ("first", "precision", "late", "early"),
    [
        (date(2020, 6, 15), "day", False, False), (date(2020, 6, 16), "day", True, False), (date(2020, 6, 14), "day", False, True),
        (date(2020, 6, 1), "month", False, False), (date(2020, 7, 1), "month", True, False), (date(2020, 5, 1), "month", False, True),
        (date(2020, 1, 1), "year", False, False), (date(2021, 1, 1), "year", True, False), (date(2019, 1, 1), "year", False, True),
        (None, "day", False, False),
    ],
)  # fmt: skip
def test_a_rule_speaks_only_if_every_possible_day_breaks_it(
    first: date | None, precision: str, late: bool, early: bool
) -> None:
    assert (not_after(DAY).violation(row(first, precision), TODAY) is not None) is late
    assert (not_before(DAY).violation(row(first, precision), TODAY) is not None) is early


def test_what_is_found_says_rule_place_and_level_in_its_own_words() -> None:
    found = not_after(DAY).violation(row(date(2021, 1, 1), "day"), TODAY)
    assert found == Violation("R-999", "2021-01-01太晚", "joined_on", Level.REFUSE)


def test_an_imprecise_date_ends_on_the_last_day_of_its_month_or_year() -> None:
    assert last_day(date(2024, 2, 1), "month") == date(2024, 2, 29)
    assert last_day(date(2024, 1, 1), "year") == date(2024, 12, 31)
    assert precision_of("joined_on") == "joined_precision"


def test_several_rules_speak_in_their_order() -> None:
    found = rules.violations([not_before(DAY), not_after(date(2020, 1, 1))], row(date(2020, 6, 1), "day"), TODAY)
    assert [violation.rule for violation in found] == ["R-998", "R-999"]
