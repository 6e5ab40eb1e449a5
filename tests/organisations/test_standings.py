"""What an organisation was on any day (党组织沿革): a change begins on its day, a correction holds from the beginning."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from registry.kernel.refusals import Refused
from registry.organisations.models import Organisation, Standing
from tests.support.writing import writing
from tests.world import TODAY, World

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
