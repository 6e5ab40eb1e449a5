"""Limits in working days (工作日), R-007 and R-008 with the worked examples E-008 to E-014 and E-120."""

from __future__ import annotations

from datetime import date

import pytest

from registry.kernel import workdays


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2025-01-20", 15, "2025-02-14"),
        ("2025-09-25", 10, "2025-10-15"),
        ("2026-02-10", 15, "2026-03-09"),
        ("2026-02-13", 10, "2026-03-05"),
        ("2025-12-29", 15, "2026-01-20"),
        ("2026-09-21", 15, "2026-10-19"),
        ("2024-09-27", 15, "2024-10-23"),
        ("2026-01-28", 15, "2026-02-25"),
    ],
)
def test_the_worked_examples(start: str, count: int, due: str) -> None:
    found = workdays.after(date.fromisoformat(start), count)
    assert (found.day, found.warning) == (date.fromisoformat(due), "")


def test_a_year_without_a_calendar_is_counted_plainly_and_said_so() -> None:
    found = workdays.after(date(2099, 12, 25), 5)
    assert found.day == date(2100, 1, 1)
    assert "2099年节假日安排尚未录入" in found.warning
