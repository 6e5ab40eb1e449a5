"""An invented province of 450,000 organisations and 300,000 members (基准省), written table by table.

Names are put together from syllables, so that parts of names are as common as in life: a village in twenty has 王 in its
name, every county its 第一中学, every second organisation a 村. All persons are invented.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from registry.kernel import paths
from registry.kernel.pinyin import keys
from registry.kernel.uids import uid

CITIES, COUNTIES, COMMITTEES, VILLAGES = 15, 8, 90, 36
"""Of the province, of each city, of each county; branches directly below each committee but for five more."""
MANY = 3_400
"""Branches of the one committee that keeps the private firms of its county."""
PER_BRANCH = 10
"""Members of each branch of the first city, 300,000 in all; of the others only the number is invented."""
STEP, LARGEST = 7_919, 9_973
"""Primes by which one superior in three has shuffled those below it."""
UNRANKED = 1_000_000
SYLLABLES = (
    "王家李张石桥河口新东西南北上下大小平安兴和永福龙凤山泉水沟湾坪塘坝店集镇庙寺关营屯寨堡岭坡台林柳杨槐松梅桃杏花园"
    "田井陈刘赵周吴徐孙马朱胡高郭何罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪"
)
OFFICES = (
    "教育局", "财政局", "公安局", "民政局", "司法局", "农业农村局", "水利局", "卫生健康局", "审计局", "统计局", "林业局",
    "交通运输局", "市场监督管理局", "应急管理局", "自然资源局", "生态环境局", "文化和旅游局", "医疗保障局", "信访局", "档案局",
    "第一中学", "第二中学", "第三中学", "实验小学", "职业技术学校", "第一小学", "第二小学", "人民医院", "中医医院", "融媒体中心",
)  # fmt: skip
TRADES = ("纺织", "机械", "建材", "食品", "物流", "电子", "化工", "商贸", "建筑", "农业科技")
SECTIONS = (
    "机关",
    "退休干部",
    "卫生院",
    "中心学校",
    "办公室",
    "人事科",
    "财务科",
    "业务科",
    "信息中心",
    "后勤服务中心",
)
COLUMNS = (
    "id", "version", "uid", "name", "short_name", "category", "subordination", "secretary", "contact", "phone", "phone_mask",
    "phone_doubtful", "founded_on", "founded_precision", "situation", "code", "path", "children_made", "state", "pinyin",
    "short_pinyin", "parent_id", "rank",
)  # fmt: skip
HEADCOUNT = "organisations_headcount"
GUARDED = (
    "organisations_organisation", "organisations_standing", "organisations_organisationunit", "units_unit", "members_member",
    "members_placement",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """One organisation before it is a row: where it stands, what is particular in its name, and its kind."""

    key: int
    above: Place | None
    path: str
    own: str
    category: str
    tail: str
    rank: int

    @property
    def stem(self) -> str:
        """What the names of those below begin with: nobody below a province or a city names them."""
        return "" if len(self.path) <= 2 * paths.WIDTH else f"{self.above.stem if self.above else ''}{self.own}"

    @property
    def name(self) -> str:
        head = "中国共产党" if self.category[0] == "1" else "中共"
        return f"{head}{self.above.stem if self.above else ''}{self.own}{self.tail}"


class Province:
    """Its organisations, each after its superior, the same in every run."""

    def __init__(self) -> None:
        self._chance = random.Random(450_000)
        self._keys = 0
        self._made: dict[str, int] = {}
        self._called: set[tuple[str, str]] = set()

    def places(self) -> Iterator[Place]:
        yield (top := self._below(None, "江川省", "121"))
        for city in range(CITIES):
            yield (seat := self._below(top, self._new(None, "市"), "131"))
            for county in range(COUNTIES):
                yield (below := self._below(seat, self._new(None, "县"), "141"))
                if not city and not county:
                    yield from self._firms(below)
                for number in range(COMMITTEES):
                    yield from self._committee(below, number)

    def _firms(self, county: Place) -> Iterator[Place]:
        yield (keeper := self._below(county, "非公有制经济组织和社会组织", "241", "工作委员会"))
        for number in range(MANY):
            firm = self._new(keeper, f"{TRADES[number % len(TRADES)]}有限公司")
            yield self._below(keeper, firm, "631", "支部委员会")

    def _committee(self, county: Place, number: int) -> Iterator[Place]:
        """Two of three are towns with villages, the others offices and schools with sections; each has a general branch."""
        town = number % 3 != 2
        own = self._new(county, "镇乡"[number % 2]) if town else OFFICES[number // 3]
        yield (seat := self._below(county, own, "611"))
        for place in range(VILLAGES):
            section = f"{SECTIONS[place % len(SECTIONS)]}第{place // len(SECTIONS) + 1}"
            name = self._new(seat, "村") if town else section
            yield self._below(seat, name, "631", "支部委员会")
        yield (general := self._below(seat, "机关", "621", "总支部委员会"))
        for place in range(4):
            yield self._below(general, SECTIONS[place], "631", "支部委员会")

    def _below(self, above: Place | None, own: str, category: str, tail: str = "委员会") -> Place:
        stem = above.path if above else ""
        number = self._made[stem] = self._made.get(stem, 0) + 1
        self._keys += 1
        rank = number * STEP % LARGEST if above and above.key % 3 == 1 else UNRANKED
        return Place(self._keys, above, stem + paths.label(number), own, category, tail, rank)

    def _new(self, above: Place | None, kind: str) -> str:
        """A name that nobody else has below `above`, or in the whole province."""
        stem = above.path if above else ""
        while (stem, own := f"{self._syllables()}{kind}") in self._called:
            pass
        self._called.add((stem, own))
        return own

    def _syllables(self) -> str:
        """Two or three, those at the front of the row many times as often as those at its end."""
        count = 2 + (self._chance.random() < 0.3)
        return "".join(SYLLABLES[int(len(SYLLABLES) * self._chance.random() ** 2)] for _ in range(count))


def populate() -> int:
    """Everything, in under two minutes; returns how many organisations there are."""
    from django.db import connection

    with connection.cursor() as cursor:
        _watch(cursor, "disable")
        _index(remove=True)
        with cursor.copy(f"copy organisations_organisation ({', '.join(COLUMNS)}) from stdin") as copy:
            for place in Province().places():
                copy.write_row(_row(place))
        for statement in STATEMENTS:
            cursor.execute(statement)
        for table in (*GUARDED, HEADCOUNT):
            cursor.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), max(id)) from {table}")
        _index(remove=False)
        _watch(cursor, "enable")
        cursor.execute("vacuum (analyze)")
        cursor.execute("select count(*) from organisations_organisation")
        return int(cursor.fetchone()[0])


def _watch(cursor: Any, how: str) -> None:
    for table in GUARDED:
        cursor.execute(f"alter table {table} {how} trigger user")


def _index(*, remove: bool) -> None:
    """What finds parts of names is built at once at the end, in a third of the time of row by row."""
    from django.contrib.postgres.indexes import GinIndex
    from django.db import connection

    from registry.members.models import Member
    from registry.organisations.models import Organisation, Standing
    from registry.units.models import Unit

    with connection.schema_editor(atomic=False) as editor:
        for model in (Organisation, Standing, Unit, Member):
            for index in (one for one in model._meta.indexes if isinstance(one, GinIndex)):
                (editor.remove_index if remove else editor.add_index)(model, index)


def _row(place: Place) -> Sequence[object]:
    """One in fifty has no secretary, so that its information has a gap."""
    from registry.organisations import naming
    from registry.organisations.sets import basic

    field: Any = basic.items["phone"].field
    identity, phone, name = uid(), f"199{place.key:08d}", place.name
    short = naming.short_name(name, place.above.name if place.above else "", place.category)
    return (
        place.key, 1, identity, name, short, place.category, "", "" if place.key % 50 == 0 else "测试甲", "测试乙",
        field.seal(phone, identity), "199****" + phone[-4:], False, "2001-07-01", "day", "3" if _has_unit(place) else "1",
        f"099{place.key:09d}", place.path, 0, "dissolved" if _has_ended(place) else "active",
        _initials(naming.core(name)), _initials(short),
        place.above.key if place.above else None, place.rank,
    )  # fmt: skip


def _has_unit(place: Place) -> bool:
    return place.category == "611" or place.own.endswith(("村", "公司"))


def _initials(name: str) -> str:
    """Character by character, which takes a hundredth of the time of reading words; only a few are read otherwise."""
    return "".join(keys(character)[0] for character in name)


def _has_ended(place: Place) -> bool:
    return place.category == "631" and place.key % 110 == 7


STATEMENTS = (
    """
    update organisations_organisation o set children_made = n.made
    from (select parent_id, count(*) as made from organisations_organisation group by parent_id) n where n.parent_id = o.id
    """,
    """
    insert into organisations_standing
      (organisation_id, parent_id, path, name, short_name, category, started_on, ended_on, version)
    select id, parent_id, path, name, short_name, category, founded_on, case state when 'dissolved' then date '2019-03-01' end, 1
    from organisations_organisation order by id
    """,
    # One in 150 branches was called otherwise once.
    """
    insert into organisations_standing
      (organisation_id, parent_id, path, name, short_name, category, started_on, ended_on, version)
    select id, parent_id, path, '中共前进' || substr(name, 3), '前进' || short_name, category, '1991-07-01', founded_on, 1
    from organisations_organisation where category = '631' and id % 150 = 3
    """,
    """
    insert into units_unit (id, version, uid, name, code, category, party_build, path, keeper_id, pinyin)
    select id, 1, gen_random_uuid(), regexp_replace(name, '^中共|(支部)?委员会$', '', 'g'), '0', '15', '11', path, id,
      left(pinyin, case category when '611' then 120 else -2 end)
    from organisations_organisation where situation = '3'
    """,
    """
    insert into organisations_organisationunit (version, started_on, ended_on, main, organisation_id, unit_id)
    select 1, founded_on, case state when 'dissolved' then date '2019-03-01' end, true, id, id
    from organisations_organisation where situation = '3'
    """,
    f"""
    insert into members_member (
      version, uid, name, sex, ethnicity, identity_unknown, identity_mask, identity_sex, birth_on, birth_precision,
      education, degree, category, joined_on, joined_precision, converted_on, converted_precision, seniority_correction, post,
      title, title_started_precision, title_ended_precision, stratum, migrant_worker, phone_mask, phone_doubtful, household,
      status, lost, lost_precision, floating, destination, secrecy, path, pinyin, other_pinyin, organisation_id)
    select 1, gen_random_uuid(), substr('王李张刘陈杨黄赵吴周', n % 10 + 1, 1) || substr('伟芳娜敏静丽强磊军洋', n / 10 % 10 + 1, 1),
      (1 + (n % 3 = 0)::int)::text, case when n % 11 = 0 then '11' else '01' end, true, '', '', date '1950-01-01' + n * 7 % 18000,
      'day', (array['21','31','61','71','81'])[n % 5 + 1], '', case when n % 40 = 0 then '2' else '1' end,
      date '1984-01-01' + n * 11 % 14000, 'day', null, 'day', 0, (array['0111','0163','111','402','504'])[n % 5 + 1],
      '', 'day', 'day', '', false, '', false, '', '1', false, 'day', false, '', '', path, 'wf', '', id
    from (
      select o.id, o.path, (row_number() over (order by o.id, one))::int as n
      from organisations_organisation o, generate_series(1, {PER_BRANCH}) one
      where o.category = '631' and o.path < '001002' and o.state = 'active') m
    """,
    """
    insert into members_placement (version, started_on, member_id, organisation_id)
    select 1, joined_on, id, organisation_id from members_member order by id
    """,
    f"""
    insert into {HEADCOUNT} (organisation_id, path, "full", probationary)
    select o.id, o.path, coalesce(m.f, 4 + hashint8(o.id) % 3 + 40 / (1 + o.id % 9)), coalesce(m.p, o.id % 2)
    from organisations_organisation o left join (
      select organisation_id, count(*) filter (where category = '1') f, count(*) filter (where category = '2') p
      from members_member group by organisation_id) m on m.organisation_id = o.id
    where o.category = '631' and o.state = 'active'
    """,
)
"""What follows from the organisations, in this order."""
