"""Finding an organisation (查找党组织): however its name is said, and told apart from its namesakes."""

from __future__ import annotations

import pytest

from registry.organisations import naming, operations, queries
from registry.organisations.models import Organisation
from tests.world import SAME, TODAY, World, clerk, organisation_form

pytestmark = pytest.mark.django_db


def branch(parent: Organisation, name: str) -> Organisation:
    """A branch called 第一支部 for short."""
    items = organisation_form(name=name, short_name="第一支部", category="631", situation=SAME)
    return operations.create(parent, actor=clerk(parent), items=items, units=[])


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("清源县东岭镇党委", "town"),
        ("中共清源县东岭镇党委", "town"),
        ("中国共产党清源县东岭镇委员会", "town"),
        ("清源县织造厂织布党支部", "weavers"),
        ("织造厂纺纱党总支", "spinning"),
        ("中共清源县委员会", "county"),
    ],
)
def test_an_organisation_is_found_however_its_name_is_said(world: World, typed: str, key: str) -> None:
    assert getattr(world, key) in queries.find(Organisation.objects.all(), typed)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("中国共产党", ["中国共产党"]),
        ("党委", ["党委"]),
        ("东岭镇党委", ["东岭镇党委", "东岭镇委员会"]),
        ("织布支部委员会", ["织布支部委员会", "织布党支部委员会"]),
        ("中共纺纱总支", ["纺纱总支", "纺纱党总支"]),
    ],
)
def test_a_name_has_the_spellings_people_use(typed: str, written: list[str]) -> None:
    assert naming.spellings(typed) == written


@pytest.mark.parametrize(
    ("typed", "key"),
    [("sqczb", "village"), ("SQC", "village"), ("qyxdlzsqczb", "village"), ("dlzdw", "town"), ("qyxw", "county")],
)
def test_an_organisation_is_found_by_the_initials_of_either_name(world: World, typed: str, key: str) -> None:
    assert getattr(world, key) in queries.find(Organisation.objects.all(), typed)


def test_who_is_called_just_so_comes_before_whose_initials_go_on(world: World) -> None:
    longer = branch(world.mill, name="中共清源县织造厂第一支部委员会")
    shorter = operations.create(
        world.town,
        actor=clerk(world.town),
        items=organisation_form(
            name="中共清源县东岭镇第一支委员会", short_name="第一支", category="631", situation=SAME
        ),
        units=[],
    )
    found = queries.find(Organisation.objects.all(), "dyz")
    assert found[0] == shorter
    assert longer in found


def test_initials_follow_every_change_of_a_name(world: World) -> None:
    items = {"name": "中共清源县东岭镇大桥村支部委员会", "short_name": ""}
    operations.rename(
        world.village, actor=clerk(world.town), items=items, effective_on=TODAY, document="清组发〔2025〕2号"
    )
    assert world.village in queries.find(Organisation.objects.all(), "dqczb")
    assert world.village not in queries.find(Organisation.objects.all(), "sqczb")


def test_a_way_departs_from_others_where_they_differ_first() -> None:
    ways = [["县", "甲镇", "一村"], ["县", "甲镇", "二村"], ["县", "乙镇", "一村"], ["县", "甲镇"]]
    assert naming.telling(["支部"] * 4, ways) == [{1, 2}, {1, 2}, {1}, {1, 2}]
    assert naming.telling(["甲", "乙", "丙", "丁"], ways) == [set()] * 4


def test_namesakes_are_told_apart_by_the_part_of_the_way_that_differs(world: World) -> None:
    first = branch(world.mill, name="中共清源县织造厂第一支部委员会")
    second = branch(world.town, name="中共清源县东岭镇第一支部委员会")
    found = queries.find(Organisation.objects.all(), "第一支部")
    shown = {one.organisation.pk: one for one in queries.with_those_above(clerk(world.county), found)}
    assert shown[first.pk].way == [("清源县委", False), ("织造厂党委", True), (first.name, False)]
    assert shown[second.pk].way == [("清源县委", False), ("东岭镇党委", True), (second.name, False)]
    [alone] = queries.offers(clerk(world.county), Organisation.objects.all(), "织布支部")
    assert [telling for _, telling in alone.way] == [False, False, False]
