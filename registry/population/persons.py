"""The members of one county (合成县的党员): each of the sort his place in the row of all members falls on.

The n-th member of the province is of the sort at the fractional part of n times the golden section: any stretch of
neighbouring numbers, a county or a village, has the sorts in nearly the shares of the whole, whatever its length.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple

from registry.intake.demonstration.kinds import MINORITIES
from registry.intake.demonstration.names import name_of
from registry.kernel.dates import add_months
from registry.kernel.values.identity import check_digit
from registry.members.sets.probation import DISPUTED, ERAS, FULL, PROBATIONARY, era_of
from registry.population.bulletin import shares
from registry.population.flaws import NONE, Flaw, flaw_of
from registry.population.province import County, Order
from registry.population.sorts import OF_AGE, Sort, sorts

GOLDEN, SILVER, BRONZE = 0.6180339887498949, 0.4142135623730951, 0.3027756377319946
"""Three numbers whose multiples fall evenly, independently of each other: for the sort, the nation, the kind of branch."""

# In what kind of branch the members of an occupation are, and how many in a hundred.
KINDS = {
    "worker": {"company": 75, "firm": 25}, "farmer": {"village": 100}, "student": {"student": 100},
    "professional": {"school": 60, "company": 25, "firm": 15}, "manager": {"school": 20, "company": 50, "firm": 30},
    "official": {"office": 100}, "other": {"community": 70, "firm": 20, "village": 10},
    "retired": {"community": 42, "village": 8, "retired": 50},
}  # fmt: skip
SIZES = {
    "village": 33,
    "community": 26,
    "office": 14,
    "school": 16,
    "company": 15,
    "firm": 8,
    "student": 20,
    "retired": 22,
}
"""How many members a branch of the kind has in the middle."""
SMALLEST, LARGEST = 5, 48
POSTS = {
    "worker": {"0163": 44, "0251": 34, "0162": 14, "0161": 8}, "farmer": {"111": 83, "113": 11, "112": 2, "119": 4},
    "professional": {"013": 58, "015": 20, "022": 17, "024": 5}, "manager": {"012": 24, "014": 42, "021": 29, "023": 5},
    "official": {"0111": 72, "0112": 28}, "student": {"323": 40, "321": 22, "322": 12, "333": 14, "331": 8, "311": 4},
    "other": {"502": 34, "504": 22, "505": 14, "598": 18, "599": 12}, "retired": {"402": 95, "401": 1, "404": 3, "403": 1},
}  # fmt: skip
COLLEGE = {True: {"21": 50, "31": 42, "12": 6, "25": 2}, False: {"61": 36, "51": 28, "41": 22, "62": 14}}
DEGREES = {"21": ("4", 0.5), "12": ("3", 0.85)}
AWAY = {"farmer": 0.07, "other": 0.05, "worker": 0.02}
LOST = 0.003
HAN = "汉族"
DESTINATIONS = ("外省沿海地区", "省会城市", "外省省会", "邻近地市", "境外")


class Person(NamedTuple):
    """What a member's row says, before anything is sealed."""

    key: int
    name: str
    sex: str
    ethnicity: str
    number: str
    birth_on: date
    education: str
    degree: str
    category: str
    joined_on: date
    converted_on: date | None
    post: str
    phone: str
    house: int
    lost_on: date | None
    destination: str
    flaw: Flaw


@dataclass(frozen=True, slots=True)
class _Chance:
    """What is drawn from again and again, summed up once."""

    codes: tuple[str, ...]
    bounds: tuple[int, ...]

    @classmethod
    def of(cls, weights: dict[str, int]) -> _Chance:
        return cls(tuple(weights), tuple(accumulate(weights.values())))

    def at(self, point: float) -> str:
        """What stands at that point between 0 and 1."""
        return self.codes[min(bisect_right(self.bounds, point * self.bounds[-1]), len(self.codes) - 1)]


_POSTS = {name: _Chance.of(weights) for name, weights in POSTS.items()}
_KINDS = {name: _Chance.of(weights) for name, weights in KINDS.items()}
_COLLEGE = {college: _Chance.of(weights) for college, weights in COLLEGE.items()}
_NATIONS = _Chance.of(MINORITIES)
_MINORITY = shares("ethnicity")["minority"]


class People:
    """Makes the members of one county, no two with one number or one telephone."""

    def __init__(self, order: Order, county: County, draw: Random) -> None:
        self._order, self._county, self._draw = order, county, draw
        self._sorts, self._reached = sorts(order.today)
        self._offset = Random(order.seed).random()  # noqa: S311
        self._last = order.today - timedelta(days=20)
        self._probation = add_months(order.today, -12)
        self._numbers: dict[tuple[date, str], int] = {}

    def by_kind(self) -> dict[str, list[Person]]:
        """All of them, by the kind of branch they are in, in no order."""
        found: dict[str, list[Person]] = {kind: [] for kind in SIZES}
        for number in range(self._county.first, self._county.first + self._county.members):
            kind, person = self._member(number)
            found[kind].append(person)
        for several in found.values():
            self._draw.shuffle(several)
        return found

    def _member(self, number: int) -> tuple[str, Person]:
        sort = self._sorts[self._at(number)]
        nation = self._nation(number)
        kind = _KINDS[sort.occupation].at(number * BRONZE % 1)
        flaw = flaw_of(number)
        return kind, self._person(number, sort, nation, flaw)

    def _at(self, number: int) -> int:
        return min(bisect_right(self._reached, (number * GOLDEN + self._offset) % 1), len(self._sorts) - 1)

    def _nation(self, number: int) -> str:
        point = (number * SILVER + self._offset) % 1
        return _NATIONS.at(point / _MINORITY) if point < _MINORITY else HAN

    def _person(self, number: int, sort: Sort, nation: str, flaw: Flaw) -> Person:
        draw = self._draw
        born = _between(draw, *sort.born)
        joined, converted = self._joined(born, sort)
        woman = sort.sex == "2"
        education = _COLLEGE[sort.college].at(draw.random())
        degree, share = DEGREES.get(education, ("", 0.0))
        settled = converted is not None
        return Person(
            number + 1, name_of(draw, woman=woman, born=born.year, ethnicity=nation), sort.sex, nation,
            self._number(born, sort.sex), born, education, degree if draw.random() < share else "",
            FULL if settled else PROBATIONARY, joined, converted, _POSTS[sort.occupation].at(draw.random()),
            f"199{number:08d}", draw.randrange(1, 260),
            _between(draw, add_months(self._last, -30), self._last) if settled and draw.random() < LOST else None,
            draw.choice(DESTINATIONS) if settled and draw.random() < AWAY.get(sort.occupation, 0) else "", flaw,
        )  # fmt: skip

    def _joined(self, born: date, sort: Sort) -> tuple[date, date | None]:
        """The day of joining, of age and within the period, and the day on which the probation of that time ended."""
        first, last = sort.joined
        joined = _between(self._draw, max(first, add_months(born, OF_AGE + 1)), min(last, self._last))
        if era_of(joined, DISPUTED):
            joined += timedelta(days=20)
        if joined > self._probation:
            return joined, None
        era = era_of(joined, ERAS)
        return joined, add_months(joined, era.months if era else 12)

    def _number(self, born: date, sex: str) -> str:
        """The next number of that birthday and sex here; invented persons begin with the nine hundredth."""
        made = self._numbers[born, sex] = self._numbers.get((born, sex), -1) + 1
        order = (900 + 2 * made) % 1000 + (sex == "1")
        first = f"{self._county.region}{born:%Y%m%d}{order:03d}"
        return first + check_digit(first)


def sizes(people: dict[str, list[Person]], draw: Random) -> dict[str, list[int]]:
    """How many members each branch of a kind has, so that all of them are somewhere."""
    return {kind: list(_shared(len(several), SIZES[kind], draw)) for kind, several in people.items()}


def _shared(count: int, middle: int, draw: Random) -> Iterator[int]:
    """`count` parted into branches of about that size; what is too little for one more joins the one before."""
    while count > LARGEST:
        size = min(max(round(draw.gauss(middle, middle / 3)), SMALLEST), LARGEST, count - SMALLEST)
        count -= size
        yield size
    if count:
        yield count


def _between(draw: Random, first: date, last: date) -> date:
    return first + timedelta(days=int(draw.random() * max((last - first).days, 0)))


__all__ = ["NONE", "People", "Person", "sizes"]
