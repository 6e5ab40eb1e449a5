"""Sorts of members (人员组合): how many in a hundred are a woman farmer of such an age with such schooling who joined then.

The bulletin counts each of these alone. Their combinations are weighed by what is plausible, none where it cannot be, and
then fitted in turn to every line of the bulletin until all of them hold (iterative proportional fitting).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import product

from registry.kernel.dates import add_months
from registry.population.bulletin import shares

AGES = (
    ("-30", 20, 30, 1.0), ("31-35", 31, 35, 1.0), ("36-40", 36, 40, 1.0), ("41-45", 41, 45, 1.0), ("46-50", 46, 50, 1.0),
    ("51-55", 51, 55, 1.0), ("56-60", 56, 60, 1.0), ("61-", 61, 70, 0.52), ("61-", 71, 80, 0.34), ("61-", 81, 90, 0.125),
    ("61-", 91, 99, 0.015),
)  # fmt: skip
"""The line of the bulletin, the first and last year of age in it, and the weight among the ages of that line."""
PERIODS = {
    "-1949": (date(1937, 7, 7), date(1949, 9, 30)),
    "-1978": (date(1949, 10, 1), date(1978, 12, 17)),
    "-2012": (date(1978, 12, 18), date(2012, 11, 7)),
    "2012-": (date(2012, 11, 8), date.max),
}
"""First and last day of joining, as the bulletin parts the years."""
LATEST, ON_PROBATION = "2012-", "2"
OF_AGE = 18 * 12
ROUNDS = 60
# By occupation: the share of women, of schooling above the middle school, and the ages between which it is had at all.
PLAUSIBLE = {
    "worker": (0.22, 0.35, 20, 60), "farmer": (0.22, 0.16, 20, 99), "professional": (0.46, 0.93, 20, 60),
    "manager": (0.36, 0.86, 20, 60), "official": (0.31, 0.96, 20, 60), "student": (0.55, 0.5, 20, 30),
    "other": (0.42, 0.55, 20, 99), "retired": (0.38, 0.35, 51, 99),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sort:
    """One combination, and between which days somebody of it was born and joined."""

    occupation: str
    sex: str
    college: bool
    born: tuple[date, date]
    joined: tuple[date, date]


@lru_cache(maxsize=4)
def sorts(today: date) -> tuple[list[Sort], list[float]]:
    """Every sort there is on that day, and up to which point between 0 and 1 it reaches."""
    cells = list(_cells(today))
    weights = _fitted([keys for keys, _, _ in cells], [weight for _, weight, _ in cells])
    reached, so_far = [], 0.0
    for weight in weights:
        so_far += weight
        reached.append(so_far)
    return [sort for _, _, sort in cells], reached


Keys = dict[str, str]


def _cells(today: date) -> Iterator[tuple[Keys, float, Sort]]:
    """Every combination that can be, with the lines of the bulletin it counts in and how plausible it is."""
    terms = list(_terms(today))
    for occupation, age, term, sex, college in product(PLAUSIBLE, AGES, terms, "12", (True, False)):
        line, youngest, oldest, weight = age
        women, learned, from_age, to_age = PLAUSIBLE[occupation]
        days = _days(today, max(youngest, from_age), min(oldest, to_age), term)
        if days is None:
            continue
        weight *= (women if sex == "2" else 1 - women) * _schooling(learned, youngest, college)
        keys = {
            "occupation": occupation, "age": line, "joined": term.period, "sex": sex if sex == "2" else "",
            "schooling": "college" if college else "", "category": term.category,
        }  # fmt: skip
        yield keys, weight, Sort(occupation, sex, college, *days)


def _schooling(learned: float, youngest: int, college: bool) -> float:
    """Who is older had other schools."""
    share = learned if youngest <= 40 else learned ** (1 + (youngest - 40) / 25)
    return share if college else 1 - share


Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Term:
    """When somebody joined: the period of the bulletin, whether he is still on probation, the first and the last day."""

    period: str
    category: str
    first: date
    last: date


def _terms(today: date) -> Iterator[Term]:
    """The periods, the latest parted by who has ended the probation of a year."""
    settled = add_months(today, -12)
    for period, (first, last) in PERIODS.items():
        yield Term(period, "", first, min(last, settled))
    yield Term(LATEST, ON_PROBATION, settled + timedelta(days=1), add_months(today, -1))


def _days(today: date, youngest: int, oldest: int, term: Term) -> tuple[Span, Span] | None:
    """When somebody of that age who joined in that term, of age, was born and joined; None if nobody can."""
    first, last = term.first, term.last
    born_first, born_last = add_months(today, -12 * (oldest + 1)), add_months(today, -12 * youngest)
    born_last = min(born_last, add_months(last, -OF_AGE - 3))
    if youngest > oldest or born_first >= born_last:
        return None
    return (born_first, born_last), (first, last)


def _fitted(cells: list[Keys], weights: list[float]) -> list[float]:
    """The weights, so that every line of the bulletin gets its share; they add up to 1."""
    wanted = {dimension: shares(dimension) for dimension in cells[0]}
    for _ in range(ROUNDS):
        for dimension, lines in wanted.items():
            sums = dict.fromkeys(lines, 0.0)
            for keys, weight in zip(cells, weights, strict=True):
                sums[keys[dimension]] += weight
            scale = {line: share / sums[line] for line, share in lines.items()}
            weights = [weight * scale[keys[dimension]] for keys, weight in zip(cells, weights, strict=True)]
    whole = sum(weights)
    return [weight / whole for weight in weights]
