"""The members of the demonstration county (演示县党员): invented persons whose numbers begin with 99 (R-254)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from registry.intake.demonstration.county import COUNTY, Place
from registry.intake.demonstration.kinds import KINDS, ethnicity
from registry.intake.demonstration.names import name_of
from registry.kernel.dates import add_months
from registry.kernel.values.identity import check_digit
from registry.members.sets.probation import DISPUTED, ERAS, era_of

BIRTHPLACES = ("990121",) * 7 + ("990122", "990123", "990201", "990302")
DESTINATIONS = (
    "安平市开发区",
    "江川省省会",
    "江苏省苏州市",
    "广东省东莞市",
    "浙江省宁波市",
    "北京市朝阳区",
    "上海市松江区",
)
UNKNOWN = "0" * 18
YES, NO = "是", "否"


@dataclass(frozen=True, slots=True)
class Person:
    """A member as he stands in the sheet, every cell as a clerk writes it."""

    name: str
    sex: str
    ethnicity: str
    identity_number: str
    birth_on: str
    education: str
    joined_on: str
    converted_on: str
    post: str
    phone: str
    address: str
    branch: str
    lost_on: str = ""
    destination: str = ""

    @property
    def category(self) -> str:
        return "正式党员" if self.converted_on else "预备党员"


class People:
    """Makes persons, no two with one number or one telephone."""

    def __init__(self, draw: Random, today: date) -> None:
        self._draw, self._today = draw, today
        self._numbers: set[str] = set()
        self._phones = 0

    def of(self, place: Place) -> list[Person]:
        """The members of one branch, three at least."""
        return [self._person(place) for _ in range(max(3, place.size + self._draw.randint(-2, 2)))]

    def phone(self) -> str:
        """A mobile number in form, in a block (0000) that is given to nobody."""
        self._phones += 1
        return f"{self._draw.choice(('190', '191', '193', '197', '199'))}0000{self._phones:04d}"

    def _person(self, place: Place) -> Person:
        draw, kind = self._draw, KINDS[place.people]
        woman = draw.random() < kind.women
        age = kind.age(draw)
        born = self._day_in(
            add_months(self._today, -12 * (age + 1)) + timedelta(days=1), add_months(self._today, -12 * age)
        )
        nation = ethnicity(draw)
        joined, converted = self._membership(born)
        return self._eventful(Person(
            name_of(draw, woman=woman, born=born.year, ethnicity=nation), "女" if woman else "男", nation,
            self._number(born, woman), born.isoformat(), kind.schooling(draw, born.year), joined.isoformat(),
            converted.isoformat() if converted else "", kind.post(draw, age, woman=woman), self.phone(),
            f"{COUNTY}{place.where}{draw.randint(1, 260)}号", place.name,
        ), place)  # fmt: skip

    def _eventful(self, person: Person, place: Place) -> Person:
        """Some are away, a few nobody has heard of."""
        away = {"farmers": 0.07, "residents": 0.04, "staff": 0.03}.get(place.people, 0.0)
        if person.converted_on and self._draw.random() < away:
            person = replace(person, destination=self._draw.choice(DESTINATIONS))
        if person.converted_on and self._draw.random() < 0.003:
            since = self._day_in(add_months(self._today, -30), add_months(self._today, -7))
            return replace(person, lost_on=since.isoformat()[:7])
        return person

    def _membership(self, born: date) -> tuple[date, date | None]:
        """When somebody joined, mostly in his twenties or thirties, and when he became a full member."""
        of_age, last = add_months(born, 18 * 12), self._today - timedelta(days=20)
        latest = min(add_months(of_age, 12 * round(self._draw.triangular(1, 34, 7))), last)
        joined = self._day_in(of_age, max(latest, of_age))
        if self._draw.random() < 0.006 and born.year > self._today.year - 45:
            joined = self._day_in(add_months(self._today, -13), last)
        if era_of(joined, DISPUTED):
            joined = add_months(joined, 1)
        return joined, self._conversion(joined)

    def _conversion(self, joined: date) -> date | None:
        """The day the probation of that time ended; none yet for those who are still on it, or whose day has just come."""
        era = era_of(joined, ERAS)
        ends = add_months(joined, era.months if era else 12)
        return None if ends > add_months(self._today, -1) else ends

    def _number(self, born: date, woman: bool) -> str:
        """A number of that birthday and sex that nobody has yet; places 15 and 16 begin with 9 for invented persons."""
        while True:
            order = 900 + 2 * self._draw.randrange(50) + (not woman)
            first = f"{self._draw.choice(BIRTHPLACES)}{born:%Y%m%d}{order}"
            if first not in self._numbers:
                self._numbers.add(first)
                return first + check_digit(first)

    def _day_in(self, first: date, last: date) -> date:
        return first + timedelta(days=self._draw.randint(0, max((last - first).days, 0)))


def with_defects(people: list[Person], draw: Random) -> list[Person]:
    """The same people, two dozen of whom have something that the checks point at without refusing it."""
    settled = [number for number, person in enumerate(people) if person.converted_on and person.joined_on > "1983"]
    chosen = iter(draw.sample(settled, 24))
    found = list(people)
    for _ in range(5):  # the number is still being looked for
        number = next(chosen)
        found[number] = replace(people[number], identity_number=UNKNOWN)
    for _ in range(6):  # the file says another day than the card
        number = next(chosen)
        found[number] = replace(people[number], birth_on=_neighbouring(people[number].birth_on))
    for _ in range(8):  # nobody remembers the day
        number = next(chosen)
        person = people[number]
        found[number] = replace(person, joined_on=person.joined_on[:7], converted_on=person.converted_on[:7])
    for _ in range(5):  # the number of an extension
        number = next(chosen)
        found[number] = replace(people[number], phone=str(draw.randint(6_600_000, 6_699_999)))
    return found


def _neighbouring(day: str) -> str:
    """The same day of another month, as when two months were mixed up."""
    year, month, number = map(int, day.split("-"))
    return date(year, month % 12 + 1, min(number, 28)).isoformat()
