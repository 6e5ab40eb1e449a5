"""What an organisation was on any day (党组织沿革): a change begins on its day, a correction holds from the beginning."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from registry.kernel.refusals import Invalid, Refused
from registry.organisations import naming, operations, queries
from registry.organisations.models import Organisation, Standing
from registry.organisations.sets import basic
from registry.reorganisations import operations as reorganisations
from registry.reorganisations import queries as other_days
from registry.security.models import Post
from tests.reorganisations.performances import PAPER
from tests.screens import signed_in
from tests.support.writing import writing
from tests.world import TODAY, World, clerk, console, organisation_form, written

NEW = "中共清源县织造厂第九支部委员会"
LONG_AGO = date(2020, 1, 1)


@pytest.fixture
def mill(world: World) -> Organisation:
    """A committee that stands since long ago."""
    with writing():
        Standing.objects.filter(organisation=world.mill).update(started_on=LONG_AGO)
    return world.mill


def change(organisation: Organisation, name: str, day: date) -> None:
    with writing():
        organisation.name = name
        organisation.save()
        Standing.change(organisation, day)


def called(organisation: Organisation, day: date) -> list[str]:
    return list(Standing.as_of(day).filter(organisation=organisation).values_list("name", flat=True))


def test_a_change_holds_from_its_day_on_and_leaves_the_past_alone(mill: Organisation) -> None:
    former, day = mill.name, date(2024, 7, 1)
    change(mill, "中共清源县新织造厂委员会", day)
    assert called(mill, LONG_AGO - timedelta(1)) == []
    assert called(mill, LONG_AGO) == called(mill, day - timedelta(1)) == [former]
    assert called(mill, day) == called(mill, date(2026, 1, 1)) == ["中共清源县新织造厂委员会"]


def test_a_second_change_on_one_day_is_the_one_that_counts(mill: Organisation) -> None:
    change(mill, "中共清源县甲委员会", date(2024, 7, 1))
    change(mill, "中共清源县乙委员会", date(2024, 7, 1))
    assert called(mill, date(2024, 7, 1)) == ["中共清源县乙委员会"]
    assert Standing.objects.filter(organisation=mill).count() == 2


def test_no_change_goes_behind_a_later_one(mill: Organisation) -> None:
    change(mill, "中共清源县甲委员会", date(2024, 7, 1))
    with pytest.raises(Refused, match="在2024-07-01已有变动，生效日期不能早于这一天"):
        change(mill, "中共清源县乙委员会", date(2024, 6, 30))


def test_the_standings_of_a_day_are_the_tree_of_that_day(world: World) -> None:
    today = Standing.as_of(TODAY).values_list("organisation_id", *Standing.FACTS)
    assert set(today) == set(Organisation.objects.values_list("pk", *Standing.FACTS))


def renamed(world: World, **inputs: Any) -> Organisation:
    values = {"items": written(basic, name=NEW, short_name=""), "effective_on": TODAY, "document": "清组发〔2025〕9号"}
    return operations.rename(world.weavers, actor=clerk(world.mill), **{**values, **inputs})


def test_another_name_brings_its_short_name_and_initials_and_is_told_by_its_document(world: World) -> None:
    one = renamed(world, reason="车间合并")
    assert (one.name, one.short_name, one.pinyin) == (NEW, "第九支部", naming.initials(NEW))
    by = Standing.objects.get(organisation=one, name=NEW).begun_by
    assert by is not None and (by.document, by.reason, by.effective_on) == ("清组发〔2025〕9号", "车间合并", TODAY)


def test_it_is_found_by_what_it_was_called_once_and_that_is_said(world: World) -> None:
    former = world.weavers.name
    change(world.weavers, "中共清源县织造厂先锋支部委员会", TODAY)
    [found] = queries.find(Organisation.objects.all(), "织造厂织布支部")
    assert (found.pk, found.former_name) == (world.weavers.pk, former)  # type: ignore[attr-defined]
    [now] = queries.find(Organisation.objects.all(), "先锋支部")
    assert (now.pk, now.former_name) == (world.weavers.pk, "")  # type: ignore[attr-defined]


def test_nobody_gives_himself_a_name(world: World) -> None:
    with pytest.raises(Refused, match="由上级党组织办理"):
        operations.rename(
            world.mill, actor=clerk(world.mill), items=written(basic, name=NEW), effective_on=TODAY, document="1号"
        )


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"effective_on": TODAY + timedelta(1)}, "还没有到，请到当天再办理"),
        ({"items": written(basic, name="新织造厂支部", short_name="")}, "应以“中国共产党”或“中共”开头"),
    ],
)
def test_what_is_wrong_with_a_new_name_is_said(world: World, inputs: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        renamed(world, **inputs)


def test_the_name_it_has_and_the_name_of_a_sibling_are_no_new_names(world: World) -> None:
    with pytest.raises(Invalid, match="与现在的名称相同"):
        renamed(world, items=written(basic, name=world.weavers.name, short_name=""))
    sibling = Organisation.objects.filter(parent=world.mill).exclude(pk=world.weavers.pk)[0]
    with pytest.raises(Invalid, match="同一上级下已有同名党组织"):
        renamed(world, items=written(basic, name=sibling.name, short_name=""))


def test_a_superior_renames_on_screen_and_the_file_tells_both_names(world: World) -> None:
    client, former = signed_in(Post.objects.get(organisation=world.county)), world.mill.name
    address = reverse("organisation.rename", args=[world.mill.uid])
    assert former in client.get(address).content.decode()
    sent = {
        "name": "中共清源县新织造厂委员会",
        "short_name": "",
        "effective_on": "2025年9月1日",
        "document": "1号",
        "reason": "",
    }
    assert client.post(address, sent).status_code == 302
    file = client.get(reverse("organisation.view", args=[world.mill.uid]) + "?tab=standings").content.decode()
    assert "中共清源县新织造厂委员会" in file and f"更名（原名 {former}） · 1号" in file


def test_a_correction_holds_from_the_beginning_of_the_standing(mill: Organisation) -> None:
    items = written(basic, short_name="织造党委")
    operations.correct(mill, actor=clerk(mill), items=items, version=mill.version)
    standing = Standing.objects.get(organisation=mill)
    assert (standing.short_name, standing.started_on, standing.ended_on) == ("织造党委", LONG_AGO, None)


def founded_below(superior: Organisation, number: int, founded_on: str) -> Organisation:
    """An organisation that is entered today and was founded then."""
    category = str(int(superior.category) + 10)
    items = organisation_form(name=f"中共第{number}号委员会", category=category, situation="", founded_on=founded_on)
    return operations.create(superior, actor=console("organisation.create", today=TODAY), items=items)


def stood_from(organisation: Organisation) -> date:
    [standing] = Standing.objects.filter(organisation=organisation)
    return standing.started_on


def put_right(organisation: Organisation, founded_on: str) -> None:
    now = Organisation.objects.get(pk=organisation.pk)
    items = written(basic, founded_on=founded_on)
    operations.correct(now, actor=clerk(world_top()), items=items, version=now.version)


def world_top() -> Organisation:
    return Organisation.objects.get(parent=None)


@pytest.fixture
def city(world: World) -> Organisation:
    """A city that stands since long ago, like everything above it."""
    with writing():
        Standing.objects.filter(organisation__in=[world.nation, world.province, world.city]).update(started_on=LONG_AGO)
    return world.city


@pytest.mark.parametrize(
    ("founded_on", "day"),
    [("2022-03-05", date(2022, 3, 5)), ("2022年3月", date(2022, 3, 1)), ("1950", LONG_AGO), ("", TODAY)],
)
def test_what_is_entered_stands_since_its_founding_but_not_before_its_superior(
    city: Organisation, founded_on: str, day: date
) -> None:
    assert stood_from(founded_below(city, 1, founded_on)) == day


def test_the_tree_of_a_day_shows_what_was_entered_later_and_stood_then(city: Organisation) -> None:
    new = founded_below(city, 1, "2022-03-05")
    then = other_days.on(date(2023, 1, 1), city, city.path).below
    assert [one.organisation for one in then] == [new]
    assert other_days.on(date(2022, 3, 4), city, city.path).below == []


def test_what_a_reorganisation_founds_begins_with_it_whenever_it_is_said_to_be_founded(world: World) -> None:
    part = organisation_form(
        name="中共清源县织造厂织布第二支部委员会", category="631", situation="1", founded_on="1990"
    )
    deal = {str(one.uid): 1 for one in (world.li, world.ye, world.shan)}
    reorganisations.split(world.weavers, actor=clerk(world.mill), parts=[part], deal=deal, goes=False, **PAPER)
    assert stood_from(Organisation.objects.get(name=part["name"])) == TODAY


def test_a_founding_day_put_right_takes_the_first_standing_along(city: Organisation) -> None:
    new = founded_below(city, 1, "2022-03-05")
    for founded_on, day in [("2021", date(2021, 1, 1)), ("2024-05-06", date(2024, 5, 6)), ("1950", LONG_AGO)]:
        put_right(new, founded_on)
        assert stood_from(new) == day
    put_right(new, "")
    assert stood_from(new) == LONG_AGO


def test_what_stands_below_follows_its_superior_as_far_as_it_was_founded(world: World) -> None:
    upper = founded_below(world.nation, 1, "")
    lower = founded_below(upper, 2, "1990-01-01")
    lowest, unknown = founded_below(lower, 3, "2001-01-01"), founded_below(lower, 4, "")
    assert {stood_from(one) for one in (upper, lower, lowest, unknown)} == {TODAY}
    with writing():
        Standing.objects.filter(organisation=world.nation).update(started_on=LONG_AGO)
    put_right(upper, "2021")
    assert [stood_from(one) for one in (upper, lower, lowest)] == [date(2021, 1, 1)] * 3
    assert stood_from(unknown) == TODAY
    put_right(upper, "2024")
    assert [stood_from(one) for one in (upper, lower, lowest)] == [date(2024, 1, 1)] * 3
    put_right(upper, "1980")
    assert [stood_from(one).year for one in (upper, lower, lowest)] == [2020] * 3


def test_what_was_reorganised_keeps_its_beginning_and_nothing_above_begins_later(
    world: World, city: Organisation
) -> None:
    upper = founded_below(world.province, 2, "2021")
    new = founded_below(upper, 1, "2022-03-05")
    items = written(basic, name="中共清源县第九局委员会", short_name="")
    paper = {"effective_on": TODAY, "document": "清组发〔2025〕9号"}
    operations.rename(new, actor=clerk(world.province), items=items, **paper)
    put_right(new, "2021")
    put_right(upper, "2024")
    assert stood_from(upper) == date(2022, 3, 5)
    assert [one.started_on for one in new.standings.order_by("started_on")] == [date(2022, 3, 5), TODAY]
