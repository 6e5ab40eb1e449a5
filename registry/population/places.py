"""The organisations of one county (合成县的党组织): made for as many branches of each kind as its members fill."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random

from registry.kernel import paths
from registry.population.province import KEYS, County

LEGAL, SAME, JOINT = "3", "1", "2"
COMMITTEE, GENERAL, BRANCH, JOINT_BRANCH, WORKING, STREET = "611", "621", "631", "632", "241", "261"
TAILS = {
    COMMITTEE: "委员会",
    GENERAL: "总支部委员会",
    BRANCH: "支部委员会",
    JOINT_BRANCH: "联合支部委员会",
    WORKING: "工作委员会",
    STREET: "工作委员会",
}
VILLAGES_OF_A_TOWN, COMMUNITIES_OF_A_STREET, BRANCHES_OF_A_COMMITTEE, BRANCHES_OF_A_GENERAL = 16, 8, 9, 4
FOUNDED = date(1949, 10, 1)
"""Nothing of the county is older than the county."""
CHARACTERS = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗石桥柳湾庄台河桃枣井坊山前后新民东风大小南北泉花古岭坡水老街梨眼堤湖塘坝店集镇庙寺关"
BUREAUS = (
    "教育",
    "财政",
    "民政",
    "司法",
    "水利",
    "林业",
    "农业农村",
    "自然资源",
    "交通运输",
    "审计",
    "统计",
    "档案",
    "信访",
    "商务",
)
SCHOOLS = ("小学", "中学", "实验小学", "职业学校", "幼儿园")
TRADES = ("纺织", "机械", "建材", "食品", "物流", "电子", "化工", "商贸", "建筑", "农业科技")
SECTIONS = (
    "办公室",
    "人事科",
    "财务科",
    "生产科",
    "销售科",
    "技术科",
    "质检科",
    "仓储科",
    "运输队",
    "维修班",
    "一车间",
    "二车间",
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of its own: its name and its category."""

    name: str
    category: str


@dataclass(frozen=True, slots=True)
class Place:
    """One organisation: what its row says, and how many members of which kind it has."""

    key: int
    above: int
    path: str
    name: str
    above_name: str
    category: str
    situation: str
    founded_on: date
    units: tuple[Unit, ...] = ()
    size: int = 0
    where: str = ""

    @property
    def built(self) -> str:
        """What its units have set up (单位建立党组织情况)."""
        return {COMMITTEE: "11", GENERAL: "12", BRANCH: "13", JOINT_BRANCH: "21"}.get(self.category, "")


class Founding:
    """Founds the organisations of one county, each after its superior, and remembers what it called them."""

    def __init__(self, county: County, draw: Random) -> None:
        self._county, self._draw = county, draw
        self._keys, self._made = county.key, dict[int, int]()
        self._called: set[str] = set()
        name = f"中国共产党{county.name}委员会"
        self.seat = Place(county.key, 0, county.path, name, "", "141", "", FOUNDED)

    def below(
        self, above: Place, own: str, category: str, units: Sequence[Unit] = (), size: int = 0, where: str = ""
    ) -> Place:
        """One more organisation under `above`; `own` is what it is called besides the county."""
        self._keys += 1
        assert self._keys < self._county.key + KEYS, "a county has more organisations than keys"
        number = self._made[above.key] = self._made.get(above.key, 0) + 1
        situation = JOINT if category == JOINT_BRANCH else LEGAL if units else SAME if category[0] == "6" else ""
        founded = above.founded_on + timedelta(days=self._draw.randrange(1, 4200))
        return Place(
            self._keys, above.key, above.path + paths.label(number), f"中共{self._county.name}{own}{TAILS[category]}",
            above.name, category, situation, founded, tuple(units), size, where or own,
        )  # fmt: skip

    def named(self, tail: str, length: int = 2) -> str:
        """A name that nothing else in the county has."""
        while (name := "".join(self._draw.choices(CHARACTERS, k=length)) + tail) in self._called:
            length += self._draw.random() < 0.2
        self._called.add(name)
        return name

    def unit(self, own: str, category: str) -> Unit:
        return Unit(f"{self._county.name}{own}", category)


Sizes = dict[str, list[int]]
"""How many members each branch of a kind has."""
Maker = Callable[[Founding, list[int]], Iterator[tuple[str, Place]]]
"""Founds one committee and a branch of each size under it."""


def places(county: County, sizes: Sizes, draw: Random) -> Iterator[tuple[str, Place]]:
    """Every organisation after its superior, with the kind of people it has if it is a branch."""
    found = Founding(county, draw)
    yield "", found.seat
    yield from _grouped(found, sizes["village"], VILLAGES_OF_A_TOWN, _town)
    yield from _grouped(found, sizes["community"], COMMUNITIES_OF_A_STREET, _street)
    yield from _offices(found, sizes["office"])
    yield from _grouped(found, sizes["school"], 12, _schools)
    yield from _grouped(found, sizes["company"], BRANCHES_OF_A_COMMITTEE, _company)
    yield from _grouped(found, sizes["student"], BRANCHES_OF_A_COMMITTEE, _college)
    yield from _grouped(found, sizes["retired"], BRANCHES_OF_A_COMMITTEE, _retired)
    yield from _firms(found, sizes["firm"])


def _grouped(found: Founding, sizes: list[int], together: int, make: Maker) -> Iterator[tuple[str, Place]]:
    """So many branches under one committee each, or a few more, none under one that is too small."""
    committees = max(len(sizes) // together, 1) if sizes else 0
    bounds = [len(sizes) * number // committees for number in range(committees + 1)] if committees else []
    for first, last in pairwise(bounds):
        yield from make(found, sizes[first:last])


def _town(found: Founding, sizes: list[int]) -> Iterator[tuple[str, Place]]:
    own = found.named("镇")
    yield "", (town := found.below(found.seat, own, COMMITTEE, [found.unit(own, "13")]))
    for size in sizes:
        village = f"{own}{found.named('村')}"
        yield "village", found.below(town, village, BRANCH, [found.unit(village, "15")], size)


def _street(found: Founding, sizes: list[int]) -> Iterator[tuple[str, Place]]:
    own = found.named("街道")
    yield "", (street := found.below(found.seat, own, STREET))
    for size in sizes:
        community = f"{own}{found.named('社区')}"
        yield "community", found.below(street, community, BRANCH, [found.unit(community, "12")], size)


def _offices(found: Founding, sizes: list[int]) -> Iterator[tuple[str, Place]]:
    if sizes:
        yield "", (seat := found.below(found.seat, "委县直属机关", WORKING))
        for number, size in enumerate(sizes):
            own = f"{BUREAUS[number % len(BUREAUS)]}局" if number < len(BUREAUS) else found.named("服务中心")
            yield "office", found.below(seat, own, BRANCH, [found.unit(own, "4")], size)


def _schools(found: Founding, sizes: list[int]) -> Iterator[tuple[str, Place]]:
    own = found.named("学区")
    yield "", (seat := found.below(found.seat, own, COMMITTEE, [found.unit(f"{own}中心校", "3")]))
    for number, size in enumerate(sizes):
        school = found.named(SCHOOLS[number % len(SCHOOLS)])
        yield "school", found.below(seat, school, BRANCH, [found.unit(school, "3")], size)


def _company(found: Founding, sizes: list[int]) -> Iterator[tuple[str, Place]]:
    """A committee in a company of the state, whose branches stand under general branches as far as they are enough."""
    own = found.named("集团有限公司")
    yield "", (seat := found.below(found.seat, own, COMMITTEE, [found.unit(own, "21")]))
    above, general = seat, 0
    for number, size in enumerate(sizes):
        left = sizes[number : number + BRANCHES_OF_A_GENERAL]
        if number % BRANCHES_OF_A_GENERAL == 0:
            above = seat
            if len(left) == BRANCHES_OF_A_GENERAL and sum(left) >= 60:
                general += 1
                yield "", (above := found.below(seat, f"{own}第{general}分公司", GENERAL))
        turn, place = divmod(number, len(SECTIONS))
        section = f"{own}{SECTIONS[place]}{f'第{turn + 1}' if turn else ''}"
        yield "company", found.below(above, section, BRANCH, (), size)


def _college(found: Founding, sizes: list[int]) -> Iterator[tuple[str, Place]]:
    own = found.named("职业学院")
    yield "", (seat := found.below(found.seat, own, COMMITTEE, [found.unit(own, "3")]))
    for number, size in enumerate(sizes):
        yield "student", found.below(seat, f"{own}学生第{number + 1}", BRANCH, (), size)


def _retired(found: Founding, sizes: list[int]) -> Iterator[tuple[str, Place]]:
    own = found.named("离退休干部")
    yield "", (seat := found.below(found.seat, own, COMMITTEE, [found.unit(f"{own}服务中心", "3")]))
    for number, size in enumerate(sizes):
        yield "retired", found.below(seat, f"{own}第{number + 1}", BRANCH, (), size)


def _firms(found: Founding, sizes: list[int]) -> Iterator[tuple[str, Place]]:
    """Private firms stand under one working committee; of the small ones two have a branch together."""
    if sizes:
        yield "", (seat := found.below(found.seat, "委非公有制经济组织和社会组织", WORKING))
        for number, size in enumerate(sizes):
            trade = f"{TRADES[number % len(TRADES)]}有限公司"
            firms = [found.named(trade) for _ in range(2 if size < 7 else 1)]
            units = [found.unit(firm, "23") for firm in firms]
            own = "".join(firm.removesuffix(trade) for firm in firms) + trade if len(firms) > 1 else firms[0]
            yield "firm", found.below(seat, own, JOINT_BRANCH if len(firms) > 1 else BRANCH, units, size)
