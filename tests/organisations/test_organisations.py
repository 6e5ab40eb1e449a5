"""Organisations (党组织业务): made below a superior at a place nobody had, kept right by those who may."""

from __future__ import annotations

from typing import Any

import pytest

from registry.kernel import paths
from registry.kernel.refusals import Invalid, Refused
from registry.organisations import naming, queries
from registry.organisations import operations as organisations
from registry.organisations.models import Organisation, Standing
from registry.organisations.sets import basic
from registry.security.actors import Top
from registry.units.models import Unit
from tests.support.writing import writing
from tests.world import JOINT, LEGAL, SAME, TODAY, World, clerk, console, organisation_form, unit_form, written


def create(parent: Organisation, units: list[Any] | None = None, **values: str) -> Organisation:
    """A new organisation below `parent`, made by its clerk."""
    return organisations.create(
        parent, actor=clerk(parent), items=organisation_form(**values), units=[unit_form()] if units is None else units
    )


def broken(refusal: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [violation.rule for violation in refusal.value.violations]


def test_a_new_organisation_stands_below_its_superior_from_today_on(world: World) -> None:
    made = create(world.county)
    assert made.parent == world.county
    assert paths.ancestors(made.path)[-2] == world.county.path
    standing = Standing.objects.get(organisation=made)
    assert (standing.parent, standing.path, standing.started_on, standing.ended_on) == (
        world.county,
        made.path,
        TODAY,
        None,
    )
    assert (standing.name, standing.short_name, standing.category) == (made.name, made.short_name, made.category)


def test_its_code_is_made_by_the_system_and_never_used_again(world: World) -> None:
    """R-142."""
    codes = [create(world.county, name=f"中共清源县第{n}委员会", units=[unit_form(f"第{n}局")]).code for n in "一二三"]
    taken = set(Organisation.objects.values_list("code", flat=True))
    assert len(set(codes)) == 3
    assert all(code.startswith("099") and len(code) == 12 and code.isdigit() for code in codes)
    assert len(taken) == Organisation.objects.count()


def test_a_label_is_never_used_again_even_when_its_organisation_is_gone(world: World) -> None:
    first = create(world.county)
    with writing():
        first.standings.all().delete()
        first.unit_links.all().delete()
        Unit.objects.filter(keeper=first).delete()
        first.delete()
    second = create(world.county)
    assert second.path > first.path
    assert second.code > first.code


def test_when_every_label_was_given_the_next_is_refused_in_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with writing():
        Organisation.objects.filter(pk=world.county.pk).update(children_made=paths.LAST_LABEL - 1)
    assert create(world.county).path.endswith("zzz")
    with pytest.raises(Refused, match="46,655个，编号已经用完；请先在其下新建一级党组织"):
        create(world.county, name="中共清源县多余委员会")
    monkeypatch.setattr(paths, "LAST_LABEL", 0)
    with pytest.raises(Refused, match="最上级党组织已有0个，编号已经用完"):
        organisations.found(Top(), actor=console("node.prepare"), items=organisation_form(category="121", situation=""))


def test_two_of_one_name_do_not_stand_below_the_same_superior(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        create(world.mill, [], name="中共清源县织造厂织布支部委员会", category="631", situation=SAME)
    assert broken(refusal) == ["R-143"]
    assert (
        create(world.town, [], name="中共清源县织造厂织布支部委员会", category="631", situation=SAME).parent
        == world.town
    )


def test_a_name_begins_with_the_partys(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        create(world.county, name="清源县测试委员会")
    assert broken(refusal) == ["R-143"]


@pytest.mark.parametrize(
    ("parent", "category", "rule"),
    [("weavers", "631", "R-139"), ("spinning", "611", "R-139"), ("mill", "141", "R-139"), ("county", "141", "R-139")],
)
def test_nobody_makes_a_peer_or_a_superior_below_himself(parent: str, category: str, rule: str, world: World) -> None:
    situation = SAME if category[0] == "6" else ""
    with pytest.raises(Invalid) as refusal:
        organisations.create(
            getattr(world, parent), actor=console("organisation.create"),
            items=organisation_form(category=category, situation=situation), units=[],
        )  # fmt: skip
    assert rule in broken(refusal)


@pytest.mark.parametrize(
    ("category", "situation", "units"),
    [("611", LEGAL, 0), ("611", LEGAL, 2), ("632", JOINT, 1), ("632", LEGAL, 2), ("611", "", 1), ("631", SAME, 0)],
)
def test_an_organisation_without_its_proper_units_is_refused(
    category: str, situation: str, units: int, world: World
) -> None:
    """R-140, R-141; the county has no unit that a branch could share."""
    with pytest.raises(Invalid) as refusal:
        create(world.county, [unit_form(f"单位{n}") for n in range(units)], category=category, situation=situation)
    assert set(broken(refusal)) <= {"R-140", "R-141"}


def test_a_joint_branch_has_one_main_unit(world: World) -> None:
    links = list(world.market.unit_links.order_by("pk").values_list("unit__name", "main"))
    assert links == [("清源县东岭镇粮油店", True), ("清源县东岭镇农机站", False)]


def test_a_branch_without_a_unit_shares_that_of_the_nearest_superior(world: World) -> None:
    assert [link.unit.name for link in world.spinners.own_units()] == ["清源县织造厂"]
    assert [link.unit.name for link in world.village.own_units()] == ["清源县东岭镇石桥村"]
    assert world.county.own_units() == []


def test_a_unit_is_shared_by_its_registration_and_not_registered_twice(world: World) -> None:
    unit = Unit.objects.get(name="清源县东岭镇农机站")
    made = create(world.town, [unit], name="中共清源县东岭镇农机支部委员会", category="631")
    assert made.own_units()[0].unit == unit
    assert unit.keeper == world.market


def test_the_short_name_follows_from_the_full_one(world: World) -> None:
    names = {key: one.short_name for key, one in world.organisations.items()}
    assert names["county"] == "清源县委"
    assert names["town"] == "东岭镇党委"
    assert names["village"] == "石桥村支部"
    assert names["market"] == "集市联合支部"
    assert names["spinning"] == "纺纱总支部"


def test_the_tree_has_twelve_levels_and_no_thirteenth(world: World) -> None:
    deepest = world.mill
    with writing():
        Organisation.objects.filter(pk=deepest.pk).update(path="001" * paths.DEPTH)
    with pytest.raises(Refused, match="最多12级"):
        organisations.create(
            deepest, actor=console("organisation.create"), items=organisation_form(category="631", situation=SAME)
        )


def test_a_second_root_is_another_tree(world: World) -> None:
    root = organisations.found(
        Top(), actor=console("node.prepare"),
        items=organisation_form(name="中国共产党另一省委员会", category="121", situation=""),
    )  # fmt: skip
    assert len(root.path) == paths.WIDTH
    assert not root.path.startswith(world.nation.path)


def test_a_branch_keeps_its_leader_and_contact_and_nothing_else(world: World) -> None:
    actor = clerk(world.weavers)
    kept = organisations.maintain(world.weavers, actor=actor, items=written(basic, secretary="新书记"), version=1)
    assert (kept.secretary, kept.version) == ("新书记", 2)
    with pytest.raises(Refused, match="党组织简称"):
        organisations.maintain(world.weavers, actor=actor, items=written(basic, short_name="织布"), version=2)


def test_name_and_category_change_by_their_own_procedures(world: World) -> None:
    for values in ({"name": "中共清源县织造厂新支部委员会"}, {"category": "632"}):
        with pytest.raises(Refused, match="通过相应业务"):
            organisations.correct(world.weavers, actor=clerk(world.mill), items=written(basic, **values), version=1)


def test_of_two_corrections_the_slower_is_told(world: World) -> None:
    organisations.correct(world.weavers, actor=clerk(world.mill), items=written(basic, secretary="甲某"), version=1)
    with pytest.raises(Refused, match="刚刚被其他人修改过"):
        organisations.maintain(
            world.weavers, actor=clerk(world.weavers), items=written(basic, secretary="乙某"), version=1
        )


def test_making_a_child_does_not_disturb_who_edits_the_parent(world: World) -> None:
    create(world.county)
    corrected = organisations.correct(
        world.county, actor=clerk(world.city), items=written(basic, secretary="新书记"), version=world.county.version
    )
    assert corrected.secretary == "新书记"
    assert corrected.children_made == 3


def test_an_organisation_is_found_once_however_many_units_of_it_fit(world: World) -> None:
    for text in ("集市", "东岭镇", "清源县东岭镇粮油店"):
        found = queries.find(Organisation.objects.all(), text)
        assert found.count(world.market) == 1, text
        assert len({one.pk for one in found}) == len(found)


@pytest.mark.parametrize(
    ("name", "above", "category", "short"),
    [
        ("中共清源县沙河镇委员会", "中国共产党清源县委员会", "611", "沙河镇党委"),
        ("中共清源县委县直属机关工作委员会", "中国共产党清源县委员会", "241", "县直属机关工委"),
        ("中国共产党清源县委员会", "中国共产党安平市委员会", "141", "清源县委"),
    ],
)
def test_the_short_name_leaves_out_what_the_superior_says(name: str, above: str, category: str, short: str) -> None:
    assert naming.short_name(name, above, category) == short
