"""Reads over an organisation's file (党组织档案查询): the rows of its sets, its papers, who its members are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from registry.codes.catalogue import code_list
from registry.dossiers.models import Group, Paper
from registry.dossiers.sets import SETS
from registry.kernel.refusals import Violation
from registry.kernel.sets import InformationSet
from registry.members.models import Member
from registry.members.sets import bands
from registry.members.sets.basic import NORMAL, STOPPED
from registry.members.sets.probation import FULL, PROBATIONARY
from registry.organisations.models import Organisation, Reorganisation
from registry.security.sight import seeing_everything

MOST = 200
"""Rows of one set shown at once; no organisation has more within living memory."""

_COMPOSITION = """
select grouping(category, sex, han, schooling, age, period, post), category, sex, han, schooling, age, period, post, count(*)
from (
  select category, sex, nullif(ethnicity, '') = '01' as han, left(education, 1) as schooling,
    width_bucket(birth_on, %(birthdays)s::date[]) as age, width_bucket(joined_on, %(periods)s::date[]) as period,
    case when post ~ '^0[12]' then left(post, 3) else left(post, 1) end as post
  from members_member where path >= %(top)s and path < %(top)s || '~' and status = any(%(living)s)
) m
group by grouping sets ((category), (sex), (han), (schooling), (age), (period), (post))
"""
_DIMENSIONS = 7


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one set, each with its papers and what its rules remark."""

    information: InformationSet
    rows: list[tuple[Any, list[Paper], list[Violation]]]


def sections(organisation: Organisation, sets: Iterable[InformationSet], today: date) -> list[Section]:
    """The rows of these sets, the latest first: one query for each set and one for the papers."""
    found = [(one, list(_rows(one, organisation))) for one in sets]
    papers = papers_of(row.uid for _, rows in found for row in rows)
    return [
        Section(one, [(row, papers.get(row.uid, []), one.violations(row, today)) for row in rows])
        for one, rows in found
    ]


def _rows(information: InformationSet, organisation: Organisation) -> list[Any]:
    """Of one organisation; whatever a row asks of it needs no further query."""
    kept = information.model._default_manager.filter(organisation=organisation)
    rows: list[Any] = list(kept.order_by(f"-{information.model._meta.get_latest_by}", "-pk")[:MOST])
    for row in rows:
        row.organisation = organisation
    return rows


def papers_of(rows: Iterable[UUID]) -> dict[UUID, list[Paper]]:
    """The papers that prove each of these rows."""
    found: dict[UUID, list[Paper]] = {}
    for paper in Paper.objects.filter(about__in=list(rows)).select_related("file").order_by("pk"):
        found.setdefault(paper.about, []).append(paper)
    return found


def papers(organisation: Organisation) -> list[tuple[Paper, str]]:
    """Every paper on file, the latest first, each with what it proves in words: an act, or a row of a set."""
    found = list(Paper.objects.filter(organisation=organisation).select_related("file").order_by("-pk")[:MOST])
    for paper in found:
        paper.organisation = organisation
    known = [paper.about for paper in found if paper.about]
    words = {one.uid: str(one) for one in Reorganisation.objects.filter(uid__in=known)}
    for information in SETS:
        rows: Iterable[Any] = information.model._default_manager.filter(organisation=organisation, uid__in=known)
        words |= {row.uid: f"{information.label}“{row}”" for row in rows}
    return [(paper, words.get(paper.about, "")) for paper in found]


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A party group with those who are in it now."""

    group: Group
    members: list[Member]

    @property
    def leader(self) -> Member | None:
        """Its leader; nobody once he has left the branch."""
        return next((one for one in self.members if one.pk == self.group.leader_id), None)


def groups(branch: Organisation) -> tuple[list[GroupRow], list[Member], list[Group]]:
    """The groups of a branch, its members without a group, and the groups it gave up: three queries."""
    with seeing_everything():  # who led a group may be a member of another branch by now
        rows = list(Group.objects.filter(organisation=branch).select_related("leader").order_by("name"))
    for row in rows:
        row.organisation = branch
    everyone = list(
        Member.objects.living().filter(organisation=branch).prefetch_related("group_memberships").order_by("pk")
    )
    now = {one.pk: _group_of(one) for one in everyone}
    living = [GroupRow(row, [one for one in everyone if now[one.pk] == row.pk]) for row in rows if row.ended_on is None]
    known = {one.group.pk for one in living}
    return living, [one for one in everyone if now[one.pk] not in known], [row for row in rows if row.ended_on]


def _group_of(member: Member) -> int | None:
    memberships = member.group_memberships.all()
    return next((one.group_id for one in memberships if one.ended_on is None), None)


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a breakdown: how many, and what part of all in percent with one decimal."""

    label: str
    number: int
    percent: float


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Members by one property; the shares add up to all of them."""

    label: str
    shares: tuple[Share, ...]


def composition(organisation: Organisation, today: date) -> list[Breakdown]:
    """Who the members of an organisation and of everything below it are (党员构成): one reading of its members."""
    counted = _counted(organisation, today)
    sexes = [(code.code, code.name) for code in code_list("gb_sex") if code.code in ("1", "2")]
    kinds = [(FULL, "正式党员"), (PROBATIONARY, "预备党员")]
    ages, periods = list(enumerate(reversed(bands.AGES))), list(enumerate(bands.PERIODS))
    occupations = _occupations(counted[6])
    return [
        _breakdown("人员类别", kinds, counted[0]), _breakdown("性别", sexes, counted[1]),
        _breakdown("民族", [(True, "汉族"), (False, "少数民族")], counted[2]),
        _breakdown("年龄", list(reversed(ages)), counted[4]), _breakdown("学历", bands.schooling(), counted[3]),
        _breakdown("入党时间", periods, counted[5]),
        _breakdown("职业", [(place, one.label) for place, one in enumerate(bands.OCCUPATIONS)], occupations),
    ]  # fmt: skip


def _counted(organisation: Organisation, today: date) -> list[dict[Any, int]]:
    """By dimension, how many members have each value."""
    named = {
        "top": organisation.path, "birthdays": bands.birthdays(today), "periods": list(bands.PERIOD_LIMITS),
        "living": [NORMAL, STOPPED],
    }  # fmt: skip
    found: list[dict[Any, int]] = [{} for _ in range(_DIMENSIONS)]
    with connection.cursor() as cursor:
        cursor.execute(_COMPOSITION, named)
        for grouping, *values, number in cursor.fetchall():
            place = next(place for place in range(_DIMENSIONS) if not grouping >> (_DIMENSIONS - 1 - place) & 1)
            found[place][values[place]] = number
    return found


def _occupations(posts: dict[Any, int]) -> dict[Any, int]:
    summed: dict[Any, int] = {}
    for post, number in posts.items():
        place = bands.occupation_of(post or "")
        summed[place] = summed.get(place, 0) + number
    return summed


def _breakdown(label: str, known: Sequence[tuple[Any, str]], counted: dict[Any, int]) -> Breakdown:
    """The known values in their order; whatever else there is stands as 未填."""
    total = sum(counted.values())
    lines = [(text, counted.get(value, 0)) for value, text in known]
    unknown = total - sum(number for _, number in lines)
    lines += [("未填", unknown)] if unknown else []
    return Breakdown(label, tuple(Share(text, n, round(100 * n / total, 1) if total else 0.0) for text, n in lines))
