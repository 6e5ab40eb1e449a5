"""A small country every test may use (测试用的小国): one nation, two counties, branches, people with names.

Everything in it was made by the same operations a clerk uses. All persons are invented; their numbers begin with 99.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.accounts import console as opening
from registry.kernel.sets import InformationSet
from registry.kernel.values.identity import check_digit
from registry.members import operations as members
from registry.members.models import Member
from registry.members.sets import basic as member_set
from registry.organisations import operations as organisations
from registry.organisations.models import Organisation
from registry.organisations.sets import details as organisation_set
from registry.security.actors import Actor, Top
from registry.security.matrix import functions
from registry.security.models import Post, Role, User
from tests.support import snapshot

FOUNDED = date(2025, 7, 1)
"""The day on which everything in the country was entered."""
TODAY = date(2025, 9, 1)
"""The day on which its clerks act unless a test says otherwise."""
PASSWORD = "Sorghum-under-9-moons"

SAME, JOINT, LEGAL = "1", "2", "3"


@dataclass(frozen=True, slots=True)
class _Place:
    """One organisation of the country: its English name here, its superior, and what stands on its form."""

    key: str
    above: str
    name: str
    category: str
    situation: str = ""
    units: tuple[tuple[str, str, str], ...] = ()


PLACES = (
    _Place("nation", "", "中国共产党全国测试委员会", "111"),
    _Place("province", "nation", "中国共产党江川省委员会", "121"),
    _Place("city", "province", "中国共产党安平市委员会", "131"),
    _Place("county", "city", "中国共产党清源县委员会", "141"),
    _Place("other_county", "city", "中国共产党临水县委员会", "141"),
    _Place("mill", "county", "中共清源县织造厂委员会", "611", LEGAL, (("清源县织造厂", "21", "11"),)),
    _Place("spinning", "mill", "中共清源县织造厂纺纱总支部委员会", "621", SAME),
    _Place("spinners", "spinning", "中共清源县织造厂细纱支部委员会", "631", SAME),
    _Place("dyers", "spinning", "中共清源县织造厂染整支部委员会", "631", SAME),
    _Place("weavers", "mill", "中共清源县织造厂织布支部委员会", "631", SAME),
    _Place("town", "county", "中共清源县东岭镇委员会", "611", LEGAL, (("清源县东岭镇", "13", "11"),)),
    _Place("village", "town", "中共清源县东岭镇石桥村支部委员会", "631", LEGAL, (("清源县东岭镇石桥村", "15", "13"),)),
    _Place(
        "market", "town", "中共清源县东岭镇集市联合支部委员会", "632", JOINT,
        (("清源县东岭镇粮油店", "23", "21"), ("清源县东岭镇农机站", "3", "21")),
    ),
    _Place("school", "other_county", "中共临水县第一中学委员会", "611", LEGAL, (("临水县第一中学", "3", "11"),)),
    _Place("teachers", "school", "中共临水县第一中学教工支部委员会", "631", SAME),
)  # fmt: skip

# name, branch, sex, ethnicity, birth, education, joined, converted, post
PEOPLE = (
    ("li", "李守田", "weavers", "男", "汉族", "19620305", "初中", "19850701", "19860701", "402"),
    ("ouyang", "欧阳静", "weavers", "女", "汉族", "19810914", "大学", "20060318", "20070318", "014"),
    ("ye", "叶䶮杰", "weavers", "男", "汉族", "19900226", "大专", "20140630", "20150630", "0163"),
    ("shan", "单雄信", "weavers", "男", "汉族", "19750312", "大学", "20010701", "20020701", "014"),
    ("aygul", "阿依古丽·买买提", "spinners", "女", "维吾尔族", "19880719", "大专", "20120515", "20130515", "0163"),
    ("zeng", "曾国兰", "spinners", "女", "汉族", "19690128", "普通高中", "19940601", "19950601", "0163"),
    ("qiu", "仇和平", "spinners", "男", "回族", "19931105", "中等专科", "20180928", "20190928", "0163"),
    ("wei", "尉迟宝林", "spinners", "男", "汉族", "19580610", "小学", "19750701", "19750701", "402"),
    ("xie", "解学文", "dyers", "男", "汉族", "19841220", "大学", "20090410", "20100410", "015"),
    ("tan", "覃美英", "dyers", "女", "壮族", "19790503", "大专", "20050701", "20060701", "0163"),
    ("bai", "白玛央金", "dyers", "女", "藏族", "20020811", "大学", "20241015", "", "015"),
    ("shi", "石大勇", "village", "男", "汉族", "19280417", "小学", "19500315", "19500915", "111"),
    ("he", "何㼆", "village", "男", "汉族", "19710630", "初中", "19990701", "20000701", "111"),
    ("pu", "朴顺姬", "village", "女", "朝鲜族", "19660212", "普通高中", "19920101", "19930101", "111"),
    ("ning", "宁小满", "village", "女", "满族", "19970521", "大专", "20210701", "20220701", "501"),
    ("zhong", "种师道", "market", "男", "汉族", "19870909", "大专", "20130920", "20140920", "504"),
    ("hua", "华子良", "market", "男", "汉族", "19550707", "初中", "19830301", "19840301", "504"),
    ("le", "乐婉莹", "teachers", "女", "汉族", "19921018", "硕士研究生", "20161212", "20171212", "013"),
    ("ren", "任长霞", "teachers", "女", "汉族", "19860404", "大学", "20110611", "20120611", "013"),
    ("gai", "盖文渊", "teachers", "男", "汉族", "19640816", "大学", "19890701", "19900701", "013"),
)  # fmt: skip


class World:
    """The country: `world.mill` is an organisation, `world.li` a member, by their keys in this file."""

    def __init__(self, organisations: Mapping[str, Organisation], members: Mapping[str, Member]) -> None:
        self.organisations, self.members = organisations, members

    def __getattr__(self, key: str) -> Any:
        for rows in (self.organisations, self.members):
            if key in rows:
                return rows[key]
        raise AttributeError(f"nobody and nothing in the country is called {key}")


def standing() -> World:
    """The country as the database has it; put back if a test has emptied the tables."""
    if not Organisation.objects.exists():
        snapshot.put_back()
    by_name = {organisation.name: organisation for organisation in Organisation.objects.select_related("parent")}
    people = {member.name: member for member in Member.objects.select_related("organisation")}
    return World(
        {place.key: by_name[place.name] for place in PLACES},
        {person[0]: people[person[1]] for person in PEOPLE},
    )


def build() -> None:
    """Make the country, organisation by organisation and person by person, and a clerk for each organisation."""
    made: dict[str, Organisation] = {}
    for place in PLACES:
        made[place.key] = _organisation(place, made.get(place.above))
    for number, person in enumerate(PEOPLE):
        _member(number, person, made[person[2]])
    for place in PLACES:
        open_account(made[place.key], f"{place.key}-clerk")
    for role in (Role.SYSTEM, Role.SECURITY, Role.AUDIT):
        open_account(made["province"], f"province-{role}", role)


def console(*names: str, today: date = TODAY) -> Actor:
    """Whoever works at the machine itself, with the named functions everywhere; with all of them if none is named."""
    return Actor.console(*(names or functions()), today=today)


def clerk(organisation: Organisation, role: Role = Role.OPERATOR, today: date = TODAY) -> Actor:
    """The person who holds that post at the organisation, acting from it."""
    post = Post.objects.select_related("user", "organisation").get(organisation=organisation, role=role)
    return Actor(post.user_id, post.user.name, post.seat(today), today)


def open_account(organisation: Organisation, login_name: str, role: Role = Role.OPERATOR) -> User:
    """A new person with one post at the organisation; signs in with PASSWORD."""
    items = account_form(User.objects.count(), name=f"{organisation.short_name}{Role(role).label}")
    return opening.open_in_use(organisation, role, items, login_name, FOUNDED, PASSWORD)


def account_form(number: int, **values: str) -> dict[str, Any]:
    """A correctly filled form for a new account, of the `number`-th person who has one."""
    return {"name": "测试新人"} | opening.invented(number) | values


def written(information: InformationSet, **values: str) -> dict[str, Any]:
    """What a form hands to an operation when these values were typed into it."""
    found = {name: information.items[name].field.parse(value) for name, value in values.items()}
    refused = [str(problem) for parsed in found.values() if parsed.refused for problem in parsed.problems]
    assert not refused, refused
    return {name: parsed.value for name, parsed in found.items()}


def identity_number(birth: str, sex: str, number: int = 0, region: str = "990001") -> str:
    """A synthetic number for that birthday (eight digits) and sex, the `number`-th of its day."""
    first17 = f"{region}{birth}{2 * number + (sex in ('男', '1')):03d}"
    return first17 + check_digit(first17)


def organisation_form(**values: str) -> dict[str, Any]:
    """A correctly filled form for a new organisation, with `values` in place of its own."""
    usual = {"name": "中共清源县测试委员会", "category": "611", "situation": LEGAL, "secretary": "测试甲",
             "contact": "测试乙", "phone": "13900000001", "founding_document": "清组发〔2025〕1号"}  # fmt: skip
    return written(organisation_set, **(usual | values))


def unit_form(name: str = "清源县测试局", **values: str) -> dict[str, str]:
    """A correctly filled block of one unit."""
    return {"name": name, "code": "0", "category": "4", "party_build": "11"} | values


def member_form(**values: str) -> dict[str, Any]:
    """A correctly filled form for a new member, with `values` in place of its own."""
    usual = {
        "name": "测试丙", "sex": "男", "ethnicity": "汉族", "identity_number": identity_number("19750312", "男", 400),
        "birth_on": "19750312", "education": "大学", "category": "正式党员", "joined_on": "20010701",
        "converted_on": "20020701", "post": "0111", "phone": "13900000002", "address": "清源县一路1号",
        "status": "正常", "lost": "否", "floating": "否",
    }  # fmt: skip
    return written(member_set, **(usual | values))


def _organisation(place: _Place, parent: Organisation | None) -> Organisation:
    actor = console("node.prepare", "organisation.create", today=FOUNDED)
    items = organisation_form(name=place.name, category=place.category, situation=place.situation)
    if parent is None:
        return organisations.found(Top(), actor=actor, items=items)
    units = [unit_form(name, category=category, party_build=built) for name, category, built in place.units]
    return organisations.create(parent, actor=actor, items=items, units=units)


def _member(number: int, person: tuple[str, ...], branch: Organisation) -> Member:
    _, name, _, sex, ethnicity, birth, education, joined, converted, post = person
    items = member_form(
        name=name, sex=sex, ethnicity=ethnicity, birth_on=birth, education=education, joined_on=joined, post=post,
        converted_on=converted, category="正式党员" if converted else "预备党员",
        identity_number=identity_number(birth, sex), phone=f"1390000{1000 + number}", address=f"清源县二路{number + 1}号",
    )  # fmt: skip
    return members.enter(branch, actor=console("member.enter", today=FOUNDED), items=items)
