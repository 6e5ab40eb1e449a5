"""The register of units (单位登记): which items a unit has, one unit once, who keeps it, and when it may go."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from registry.kernel.refusals import Invalid, Level, Refused
from registry.organisations import operations as organisations
from registry.organisations.models import Organisation, OrganisationUnit, State
from registry.security.models import Change
from registry.units import naming, operations, queries
from registry.units.models import Act, Unit, UnitChange
from registry.units.sets import PARTS, details, parts_for
from registry.units.sets.details import CATEGORIES, FOR
from tests.support.writing import writing
from tests.units.performances import new_unit, unit_items
from tests.world import TODAY, World, clerk, console, organisation_form, unit_form, written

CODE, OTHER_CODE = "11999901000012345L", "91990000MA00000152"


def factory() -> Unit:
    return Unit.objects.get(name="清源县织造厂")


def corrected(world: World, unit: Unit, **values: str) -> Unit:
    return operations.correct(unit, actor=clerk(world.mill), items=written(details, **values), version=unit.version)


def broken(refusal: pytest.ExceptionInfo[Invalid]) -> set[str]:
    return {violation.rule for violation in refusal.value.violations}


# Items by category


@pytest.mark.parametrize("code", [code.code for code in CATEGORIES if code.leaf])
def test_every_category_has_its_items_and_no_others(code: str) -> None:
    unit = Unit(category=code, party_build="4")
    shown = {item.name for _, items in parts_for(unit) for item in items}
    assert shown == {name for name in details.items if name not in FOR or code.startswith(tuple(FOR[name]))}
    assert {"name", "leading_group", "full_members"} <= shown


def test_an_enterprise_has_a_scale_and_a_village_has_families() -> None:
    enterprise, village = (
        {item.name for _, items in parts_for(Unit(category=code)) for item in items} for code in ("21", "15")
    )
    assert {"scale", "control", "employees"} <= enterprise - village
    assert {"families", "first_secretary", "poor_village"} <= village - enterprise


def test_every_item_stands_in_exactly_one_part() -> None:
    names = [name for part in PARTS for name in part.items]
    assert sorted(names) == sorted(details.items)


def test_an_item_that_the_category_does_not_have_is_refused_by_its_name(world: World) -> None:
    with pytest.raises(Invalid, match="“机关”没有这些项目，不可录入：企业规模、户数。") as refusal:
        new_unit(world, category="4", scale="3", families="310")
    assert broken(refusal) == {"S3-31"}


def test_completeness_counts_what_applies(world: World) -> None:
    unit = new_unit(world, full_members="")
    assert [item.name for item in details.completeness(unit).missing] == ["full_members"]
    assert details.completeness(factory()).missing == (details.items["leading_group"],)


def test_a_correction_stands_in_the_history_with_both_values(world: World) -> None:
    unit = corrected(world, factory(), employees="412", scale="中型企业")
    change = Change.objects.filter(table_name="units_unit", row_id=unit.pk).order_by("-pk")[0]
    assert change.after == {"employees": 412, "scale": "2", "version": unit.version}


def test_category_is_changed_by_its_procedure_only(world: World) -> None:
    with pytest.raises(Refused, match="请通过“变更单位类别（转制）”办理"):
        corrected(world, factory(), category="23")


def test_of_two_corrections_the_slower_is_told(world: World) -> None:
    unit = factory()
    corrected(world, unit, employees="412")
    with pytest.raises(Refused, match="刚刚被其他人修改过"):
        corrected(world, unit, employees="500")


# Built, not built, owing


@pytest.mark.parametrize(
    ("build", "members", "fits"), [("3", "3", True), ("4", "2", True), ("3", "2", False), ("42", "5", False)]
)
def test_three_full_members_make_the_difference(world: World, build: str, members: str, fits: bool) -> None:
    if fits:
        assert new_unit(world, party_build=build, full_members=members).full_members == int(members)
        return
    with pytest.raises(Invalid) as refusal:
        new_unit(world, party_build=build, full_members=members)
    assert broken(refusal) == {"R-145"}


def test_a_unit_that_an_organisation_belongs_to_is_built(world: World) -> None:
    with pytest.raises(Invalid, match="该单位已关联党组织，不能填“应建未建”或“未建立”"):
        corrected(world, factory(), party_build="3")


def test_a_unit_said_to_be_built_without_an_organisation_is_doubted(world: World) -> None:
    unit = new_unit(world, party_build="13", full_members="")
    found = [(one.rule, one.level) for one in details.violations(unit, TODAY)]
    assert ("R-145", Level.WARN) in found


def test_a_unit_needs_a_category_and_a_word_on_its_leading_group(world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        new_unit(world, category="", leading_group="")
    assert {"请选择是否成立党组！", "缺少必填项：单位类别。"} <= {str(one) for one in refusal.value.violations}


# One unit once (R-144, S2-57)


@pytest.mark.parametrize("name", ["清源县织造厂", "清源县 织造厂", "清源县·织造厂"])
def test_a_name_that_is_there_is_not_entered_again_however_it_is_written(world: World, name: str) -> None:
    with pytest.raises(Invalid, match="已有同名单位“清源县织造厂”（由织造厂党委管理）；如果就是它，请直接关联"):
        new_unit(world, name=name)


def test_brackets_and_full_width_signs_make_no_other_name(world: World) -> None:
    new_unit(world, name="清源县粮油（集团）公司A")
    for other in ("清源县粮油(集团)公司A", "清源县粮油【集团】公司Ａ", "清源县粮油（集团） 公司a"):
        with pytest.raises(Invalid, match="已有同名单位"):
            new_unit(world, name=other)


def test_a_code_that_is_there_names_the_unit_that_has_it(world: World) -> None:
    first = new_unit(world, code=CODE)
    with pytest.raises(Invalid, match=f"该单位代码已登记在“{first.name}”"):
        new_unit(world, name="清源县另一家商行", code=CODE)


def test_units_without_a_code_are_registered_and_reminded(world: World) -> None:
    units = [new_unit(world, name=f"清源县第{n}商行") for n in "一二三"]
    assert {unit.code for unit in units} == {"0"}
    assert "单位暂无代码，请在取得统一社会信用代码后补填。" in [str(one) for one in details.violations(units[0], TODAY)]


@pytest.mark.parametrize("code", ["11999901000012345M", "1199990100001234", "11110000000000190M"])
def test_a_wrong_code_is_refused_before_it_reaches_the_register(code: str) -> None:
    assert details.items["code"].field.parse(code).refused


def test_a_corrected_name_is_looked_for_among_the_others(world: World) -> None:
    unit = new_unit(world)
    with pytest.raises(Invalid, match="已有同名单位“清源县织造厂”"):
        corrected(world, unit, name="清源县织造 厂")
    assert corrected(world, unit, name="清源县清水纺织品 商行").version == 2


def test_a_new_organisation_takes_the_unit_that_is_there(world: World) -> None:
    """`create` is given what the form found: the unit by its name, however it was written."""
    found = queries.same("清源县东岭镇 农机站", "")
    assert found == Unit.objects.get(name="清源县东岭镇农机站")
    made = organisations.create(
        world.county, actor=console("organisation.create"), items=organisation_form(), units=[unit_form("清源县新局")]
    )
    assert Unit.objects.get(organisation_links__organisation=made).pinyin == "qyxxj"


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("清源县织造有限公司", ["清源县织造厂"]), ("清源织造厂", ["清源县织造厂"]), ("清源县东岭镇粮油商店", ["清源县东岭镇粮油店"]),
        ("清源县气象局", []), ("一", []), ("", []),
    ],
)  # fmt: skip
def test_similar_names_are_offered_as_maybe_the_same(world: World, typed: str, found: list[str]) -> None:
    assert [unit.name for unit in queries.alike(typed)][: len(found) or 1] == found


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("清源县东岭镇粮油店", "粮油店"),
        ("清源县丰年农机有限公司", "丰年农机"),
        ("江川省清源县第一中学", "第一中学"),
        ("清源县", "清源县"),
    ],
)
def test_what_is_particular_in_a_name(name: str, core: str) -> None:
    assert naming.core(name) == core


def test_units_of_a_sheet_are_spelt_at_once(world: World) -> None:
    with writing():
        Unit.objects.all().update(pinyin="")
        naming.spell()
    assert factory().pinyin == "qyxzzc"
    assert not Unit.objects.filter(pinyin="").exists()


@pytest.mark.parametrize("text", ["织造", "qyxzz", "zzc", "ZZC"])
def test_a_unit_is_found_by_part_of_its_name_and_by_initials(world: World, text: str) -> None:
    assert factory() in queries.fitting(Unit.objects.all(), text)


def test_a_unit_is_found_by_the_beginning_of_its_code(world: World) -> None:
    unit = new_unit(world, code=CODE)
    assert list(queries.fitting(Unit.objects.all(), "1199 99")) == [unit]
    assert not queries.fitting(Unit.objects.all(), "")


# Who keeps it


def test_a_unit_goes_to_another_keeper_in_ones_own_scope(world: World) -> None:
    unit = operations.entrust(factory(), actor=clerk(world.county), keeper=world.county)
    assert (unit.keeper, unit.path) == (world.county, world.county.path)
    with pytest.raises(Refused, match="现在就由这个党组织管理"):
        operations.entrust(unit, actor=clerk(world.county), keeper=world.county)
    with pytest.raises(Refused, match="由共同的上级办理"):
        operations.entrust(unit, actor=clerk(world.county), keeper=world.school)


def test_what_is_dissolved_keeps_no_unit_and_gets_none(world: World) -> None:
    unit = new_unit(world)
    with writing():
        Organisation.objects.filter(pk=world.weavers.pk).update(state=State.DISSOLVED)
    with pytest.raises(Refused, match="只能查看"):
        operations.entrust(unit, actor=clerk(world.county), keeper=Organisation.objects.get(pk=world.weavers.pk))
    with pytest.raises(Refused, match="只能查看"):
        operations.register(world.weavers, actor=clerk(world.mill), items=unit_items(name="清源县另一家商行"))


def test_what_is_kept_elsewhere_is_seen_by_those_who_belong_to_it(world: World) -> None:
    unit = operations.entrust(factory(), actor=clerk(world.city), keeper=world.city)
    actor = clerk(world.mill)
    assert unit not in Unit.objects.visible_to(actor, "unit.view")
    assert unit in Unit.objects.in_sight(actor, "unit.view")
    assert unit not in Unit.objects.in_sight(clerk(world.school), "unit.view")
    with pytest.raises(Refused, match="超出本党组织管理范围"):
        corrected(world, unit, employees="1")


def test_a_branch_reads_and_does_not_register(world: World) -> None:
    actor = clerk(world.village)
    assert Unit.objects.in_sight(actor, "unit.list").count() == 1
    with pytest.raises(Refused, match="没有“登记单位”权限"):
        operations.register(world.village, actor=actor, items=unit_items())


# Deleting and bringing back (S2-68)


def test_a_linked_unit_is_not_deleted(world: World) -> None:
    with pytest.raises(Refused, match="该单位还是织造厂党委的所在单位；请先在党组织的“所在单位”里解除关联"):
        operations.delete(factory(), actor=clerk(world.mill))


def test_a_unit_that_once_was_somebodys_stays_for_the_history(world: World) -> None:
    with writing():
        OrganisationUnit.objects.filter(unit=factory()).update(ended_on=date(2025, 8, 1))
    with pytest.raises(Refused, match="须留作沿革，不能删除"):
        operations.delete(factory(), actor=clerk(world.mill))


def test_a_deleted_unit_comes_back_as_it_was(world: World) -> None:
    unit = new_unit(world, code=CODE, address="清源县一路8号")
    before = {field.attname: getattr(unit, field.attname) for field in Unit._meta.concrete_fields}
    change = operations.delete(unit, actor=clerk(world.mill), reason="重复登记")
    assert not Unit.objects.filter(pk=before["id"]).exists()
    assert (change.act, change.name, change.reason) == (Act.DELETED, before["name"], "重复登记")
    operations.undo(change, actor=clerk(world.mill))
    back = Unit.objects.get(pk=before["id"])
    assert {field.attname: getattr(back, field.attname) for field in Unit._meta.concrete_fields} == before
    with pytest.raises(Refused, match="已在2025-09-01撤回，不必再办"):
        operations.undo(UnitChange.objects.get(), actor=clerk(world.mill))


def test_a_name_taken_meanwhile_keeps_a_deleted_unit_away(world: World) -> None:
    change = operations.delete(new_unit(world), actor=clerk(world.mill))
    new_unit(world)
    with pytest.raises(Refused, match="不能撤回"):
        operations.undo(change, actor=clerk(world.mill))


def test_a_tie_that_never_lasted_a_day_does_not_keep_a_unit(world: World) -> None:
    unit = new_unit(world)
    with writing():
        link: Any = OrganisationUnit.link(world.village, unit, TODAY, main=False)
        link.end(TODAY)
    change = operations.delete(unit, actor=clerk(world.mill))
    operations.undo(change, actor=clerk(world.mill))
    assert OrganisationUnit.objects.filter(unit=unit, ended_on=TODAY).count() == 1
