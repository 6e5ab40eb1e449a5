"""How a province of so many members is divided (合成省的区划): cities and counties, and which members each county has.

Everything follows from the seed, the number of members and the day; so does each county by itself, in whatever process.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from registry.kernel import paths

PER_COUNTY = 33_000
COUNTIES_OF_A_CITY = 16
KEYS = 50_000
"""Keys set aside for the organisations of one county; a county of that size has about two thousand."""
SYLLABLES = (
    "安平清河石桥东岭西山南湖北泉望江柳林长宁永福兴隆和顺龙泉凤台青阳白水云溪金沙银川玉门松源枫桥桃源梅岭竹山"
    "丰泽广宁昌盛康定嘉禾临川怀远泰来福海德庆仁和义乌礼泉信阳智永新民大通太和元宝建安景宁静海澄江洪泽源汇"
)


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made: so many members, as they are on that day."""

    members: int
    seed: int
    today: date


@dataclass(frozen=True, slots=True)
class County:
    """One county: its key and path, its names, its superior, and its members, counted through the province."""

    number: int
    key: int
    path: str
    name: str
    city: int
    first: int
    members: int

    @property
    def region(self) -> str:
        """The six digits its identity numbers begin with; 99 is nobody's (R-254)."""
        return f"99{self.city + 1:02d}{self.number % COUNTIES_OF_A_CITY + 21:02d}"


@dataclass(frozen=True, slots=True)
class City:
    """One city under the province."""

    number: int
    key: int
    path: str
    name: str


PROVINCE_KEY, FIRST_CITY = 1, 2
TOP = paths.label(1)


def cities(order: Order) -> list[City]:
    """Its cities, as many as its counties want."""
    names = _names(order, "市")
    wanted = -(-_counties(order) // COUNTIES_OF_A_CITY)
    return [City(number, FIRST_CITY + number, TOP + paths.label(number + 1), next(names)) for number in range(wanted)]


def counties(order: Order) -> Iterator[County]:
    """Its counties, each with its share of the members."""
    names, seats, count = _names(order, "县"), cities(order), _counties(order)
    bounds = [order.members * number // count for number in range(count + 1)]
    for number in range(count):
        city, place = divmod(number, COUNTIES_OF_A_CITY)
        path = seats[city].path + paths.label(place + 1)
        size = bounds[number + 1] - bounds[number]
        yield County(number, (number + 1) * KEYS, path, next(names), city, bounds[number], size)


def draw_of(order: Order, number: int) -> random.Random:
    """The chance of one county."""
    return random.Random(f"{order.seed}/{number}")  # noqa: S311 - invented persons, no secrets


def _counties(order: Order) -> int:
    return max(-(-order.members // PER_COUNTY), 1)


def _names(order: Order, kind: str) -> Iterator[str]:
    """Names of two syllables, none twice."""
    draw, given = random.Random(f"{order.seed}/{kind}"), set[str]()  # noqa: S311
    while True:
        name = "".join(draw.sample(SYLLABLES, 2)) + kind
        if name not in given:
            given.add(name)
            yield name
