"""A business rule (校核规则): declared once, with its examples, judged in Python for one row and in SQL for a million."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.db.models import Q

from registry.kernel.refusals import Level, Violation

Predicate = Callable[[Any, date], bool]
Broken = Q | Callable[[date], Q]
Wording = str | Callable[[Any, date], str]


@dataclass(frozen=True, slots=True)
class Rule:
    """One numbered rule of the rule book; `fields[0]` is where its message stands."""

    code: str
    title: str
    fields: tuple[str, ...]
    holds: Predicate
    broken: Broken
    level: Level
    wording: Wording
    source: str
    good: tuple[Mapping[str, Any], ...]
    bad: tuple[Mapping[str, Any], ...]
    repair: str = ""
    presence: bool = False
    """Whether it only asks that its items are there: it is judged even where another item could not be read."""

    def condition(self, today: date) -> Q:
        """The rule's SQL twin on that day: true for broken rows."""
        return self.broken(today) if callable(self.broken) else self.broken

    def violation(self, row: Any, today: date) -> Violation | None:
        """What is wrong with `row` on that day, if anything."""
        if self.holds(row, today):
            return None
        if not self.presence and _imprecise(row, self.fields):
            return self._judge_interval(row, today)
        return self._found(row, today)

    def message(self, row: Any, today: date) -> str:
        """The sentence for the person at the screen."""
        return self.wording(row, today) if callable(self.wording) else self.wording

    def _judge_interval(self, row: Any, today: date) -> Violation | None:
        """A date known to the month or year breaks a rule only if every day of it would (R-012)."""
        last = SimpleNamespace(**{name: getattr(row, name, None) for name in self.fields})
        for name in _imprecise(row, self.fields):
            setattr(last, name, last_day(getattr(row, name), getattr(row, precision_of(name))))
        if self.holds(last, today):
            return None
        return self._found(row, today)

    def _found(self, row: Any, today: date) -> Violation:
        place = self.fields[0].replace("_precision", "_on")
        return Violation(self.code, self.message(row, today), place, self.level)


RULES: dict[str, list[Rule]] = {}


def rule(
    code: str,
    title: str,
    *fields: str,
    broken: Broken,
    good: Sequence[Mapping[str, Any]],
    bad: Sequence[Mapping[str, Any]],
    level: Level = Level.REFUSE,
    wording: Wording = "",
    source: str = "",
    repair: str = "",
    presence: bool = False,
) -> Callable[[Predicate], Rule]:
    """Declare the decorated predicate as rule `code`; `title` is its message unless `wording` computes one."""

    def declare(holds: Predicate) -> Rule:
        made = Rule(
            code, title, fields, holds, broken, level, wording or title, source, tuple(good), tuple(bad), repair,
            presence,
        )  # fmt: skip
        RULES.setdefault(code, []).append(made)
        return made

    return declare


def violations(rules: Iterable[Rule], row: Any, today: date) -> list[Violation]:
    """Everything that `rules` find wrong with `row`, in their order."""
    found = (one.violation(row, today) for one in rules)
    return [violation for violation in found if violation]


def precision_of(name: str) -> str:
    """The companion of a date item that holds its precision: `joined_on` has `joined_precision`."""
    return name.removesuffix("_on") + "_precision"


def last_day(first: date, precision: str) -> date:
    """The last day of the month or year that begins with `first`."""
    from registry.kernel.dates import add_months, previous

    return previous(add_months(first, 12 if precision == "year" else 1))


def _imprecise(row: Any, fields: Iterable[str]) -> list[str]:
    names = (name for name in fields if name.endswith("_on") and getattr(row, name, None))
    return [name for name in names if getattr(row, precision_of(name), "day") in ("month", "year")]
