"""Who the members are (党员构成): what one reading counts is what a person counts who goes through the file cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from registry.codes.catalogue import code_list
from registry.dossiers import queries
from registry.dossiers.queries import Breakdown
from registry.kernel.dates import full_years
from registry.members.models import Member
from registry.members.sets import bands
from registry.organisations.models import Organisation
from tests.support.writing import writing
from tests.world import World

UNKNOWN = "未填"
SCHOOLING = {code.code: code.name for code in code_list("dz_education") if not code.parent}
POSTS = [code for code in code_list("dz_post") if code.leaf]
JOINED = ((1949, 9, 30), (1949, 10, 1), (1978, 12, 17), (1978, 12, 18), (2012, 11, 7), (2012, 11, 8))
AGED = [(0, 30), (31, 35), (36, 40), (41, 45), (46, 50), (51, 55), (56, 60), (61, 200)]

DAYS = some.one_of(
    some.none(),
    some.dates(date(1925, 1, 1), date(2008, 12, 31)),
    some.sampled_from([date(year, 2, 29) for year in range(1928, 2008, 4)]),
    some.sampled_from([date(year, 1, 1) for year in range(1960, 2008)]),
)
MEMBERS = some.fixed_dictionaries(
    {
        "category": some.sampled_from(["1", "2"]),
        "sex": some.sampled_from(["1", "2", ""]),
        "ethnicity": some.sampled_from(["01", "13", "05", ""]),
        "education": some.sampled_from([code.code for code in code_list("dz_education") if code.leaf] + [""]),
        "birth_on": DAYS,
        "birth_precision": some.sampled_from(["day", "month", "year"]),
        "joined_on": some.one_of(DAYS, some.sampled_from([date(*parts) for parts in JOINED])),
        "post": some.sampled_from([code.code for code in POSTS] + [""]),
        "status": some.sampled_from(["1", "1", "1", "2", "3", "4"]),
    }
)
TODAYS = some.one_of(
    some.sampled_from([date(2025, 9, 1), date(2028, 2, 29), date(2027, 2, 28), date(2026, 3, 1), date(2025, 12, 31)]),
    some.dates(date(2020, 1, 1), date(2030, 12, 31)),
)


def lines(breakdowns: Sequence[Breakdown]) -> dict[str, dict[str, int]]:
    """By breakdown, every line that counts somebody."""
    return {one.label: {share.label: share.number for share in one.shares if share.number} for one in breakdowns}


def recount(members: Sequence[Member], today: date) -> dict[str, dict[str, int]]:
    """The same, card by card."""
    counted: dict[str, Callable[[Member], str]] = {
        "人员类别": lambda one: {"1": "正式党员", "2": "预备党员"}[one.category],
        "性别": lambda one: {"1": "男", "2": "女", "": UNKNOWN}[one.sex],
        "民族": lambda one: {"01": "汉族", "": UNKNOWN}.get(one.ethnicity, "少数民族"),
        "年龄": lambda one: _age(one, today),
        "学历": lambda one: SCHOOLING[one.education[0]] if one.education else UNKNOWN,
        "入党时间": _period,
        "职业": lambda one: _occupation(one.post),
    }
    return {label: dict(Counter(map(of, members))) for label, of in counted.items()}


def _age(one: Member, today: date) -> str:
    if one.birth_on is None:
        return UNKNOWN
    years = full_years(one.birth_on, today)
    return bands.AGES[next(place for place, (_, last) in enumerate(AGED) if years <= last)]


def _period(one: Member) -> str:
    if one.joined_on is None:
        return UNKNOWN
    return bands.PERIODS[sum(one.joined_on >= first for first in bands.PERIOD_LIMITS)]


def _occupation(post: str) -> str:
    groups = [group.label for group in bands.OCCUPATIONS if post and post.startswith(group.heads)]
    return groups[0] if groups else UNKNOWN


@contextmanager
def changed(rows: Sequence[dict[str, Any]] = (), **everybody: Any) -> Iterator[None]:
    """The members of the country are such people, for a while; with `everybody`, all alike."""
    undo = transaction.savepoint()
    with writing():
        if everybody:
            Member.objects.update(**everybody)
        for pk, row in zip(Member.objects.order_by("pk").values_list("pk", flat=True), rows, strict=False):
            Member.objects.filter(pk=pk).update(**row)
    yield
    transaction.savepoint_rollback(undo)


def living(organisation: Organisation) -> list[Member]:
    return [one for one in Member.objects.below(organisation.path) if one.status in ("1", "2")]


@given(rows=some.lists(MEMBERS, min_size=20, max_size=20), today=TODAYS)
@settings(max_examples=15, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_counted_is_what_is_there(world: World, rows: list[dict[str, Any]], today: date) -> None:
    with changed(rows):
        for organisation in (world.nation, world.mill, world.weavers, world.market):
            found = queries.composition(organisation, today)
            members = living(organisation)
            assert lines(found) == recount(members, today)
            assert {sum(share.number for share in one.shares) for one in found} == {len(members)}


def test_every_post_is_of_one_occupation_and_the_statement_reads_it_off_the_head_it_takes(world: World) -> None:
    """R-235: each leaf maps to exactly one group."""
    assert [code.name for code in POSTS if sum(code.code.startswith(one.heads) for one in bands.OCCUPATIONS) != 1] == []
    for code in POSTS:
        with changed(post=code.code):
            (occupations,) = [one for one in queries.composition(world.nation, date(2025, 9, 1)) if one.label == "职业"]
            there = [share.label for share in occupations.shares if share.number]
            assert there == [_occupation(code.code)]


def test_every_schooling_is_read_off_its_first_digit() -> None:
    assert {code.code[0] for code in code_list("dz_education")} == set(SCHOOLING)


@pytest.mark.parametrize(
    ("birth", "today", "band"),
    [
        (date(1995, 9, 2), date(2026, 9, 1), "30岁及以下"),
        (date(1995, 9, 1), date(2026, 9, 1), "31至35岁"),
        (date(1996, 2, 29), date(2027, 2, 27), "30岁及以下"),
        (date(1996, 2, 29), date(2027, 2, 28), "31至35岁"),
        (date(1992, 2, 29), date(2028, 2, 28), "31至35岁"),
        (date(1992, 2, 29), date(2028, 2, 29), "36至40岁"),
        (date(1965, 1, 1), date(2025, 12, 31), "56至60岁"),
        (date(1965, 1, 1), date(2026, 1, 1), "61岁及以上"),
        (None, date(2026, 1, 1), UNKNOWN),
    ],
)
def test_a_band_begins_on_the_birthday(birth: date | None, today: date, band: str, world: World) -> None:
    """R-010; born on 29 February one comes of age on the 28th."""
    with changed(birth_on=birth):
        assert list(lines(queries.composition(world.nation, today))["年龄"]) == [band]


@pytest.mark.parametrize("place", range(6))
def test_the_joining_periods_end_where_the_rule_says(place: int, world: World) -> None:
    """R-234, E-151."""
    with changed(joined_on=date(*JOINED[place])):
        found = lines(queries.composition(world.nation, date(2025, 9, 1)))["入党时间"]
        assert list(found) == [bands.PERIODS[(place + 1) // 2]]


def test_the_percentages_are_those_of_the_numbers(world: World) -> None:
    for one in queries.composition(world.nation, date(2025, 9, 1)):
        total = sum(share.number for share in one.shares)
        assert total == 20
        assert [share.percent for share in one.shares] == [round(share.number * 5.0, 1) for share in one.shares]


def test_nobody_at_all_is_counted_as_nobody(world: World) -> None:
    with changed(status="3"):
        found = queries.composition(world.nation, date(2025, 9, 1))
    assert {share.number for one in found for share in one.shares} == {0}
    assert {share.percent for one in found for share in one.shares} == {0.0}


def test_it_is_one_reading_whatever_there_is(world: World) -> None:
    for organisation in (world.nation, world.mill, world.weavers, world.market):
        with CaptureQueriesContext(connection) as captured:
            queries.composition(organisation, date(2025, 9, 1))
        assert len(captured) == 1
