"""In which units an organisation is (变更所在单位): what the preview lists is what is written, and the past stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from registry.kernel.refusals import Invalid, Refused
from registry.organisations import builds
from registry.organisations import operations as organisations
from registry.organisations.models import Organisation, OrganisationUnit, State
from registry.security.models import AuditEntry, Change
from registry.unit_register import operations, plans, queries
from registry.units import operations as units
from registry.units.models import Unit
from registry.units.sets import details
from tests.support.writing import writing
from tests.units.performances import new_unit, unit_items
from tests.world import FOUNDED, JOINT, LEGAL, SAME, TODAY, World, clerk, organisation_form, written

SHOP, STATION, VILLAGE = "清源县东岭镇粮油店", "清源县东岭镇农机站", "清源县东岭镇石桥村"


def named(*names: str) -> list[Unit]:
    return [Unit.objects.get(name=name) for name in names]


def situate(world: World, organisation: Organisation, situation: str, units: list[Any], **inputs: Any) -> Organisation:
    given = {"situation": situation, "units": units, "effective_on": TODAY} | inputs
    return operations.situate(organisation, actor=clerk(world.county), **given)


def links(organisation: Organisation, day: date = TODAY) -> list[tuple[str, bool]]:
    held = OrganisationUnit.as_of(day).filter(organisation=organisation).order_by("-main", "unit__name")
    return [(link.unit.name, link.main) for link in held]


def build(name: str) -> str:
    return Unit.objects.get(name=name).party_build


# Linking and what follows


def test_a_branch_gets_a_unit_of_its_own_and_the_unit_is_built(world: World) -> None:
    unit = new_unit(world, party_build="3", full_members="4")
    situate(world, world.weavers, LEGAL, [unit])
    assert [link.unit for link in world.weavers.own_units()] == [unit]
    assert Organisation.objects.get(pk=world.weavers.pk).situation == LEGAL
    assert build(unit.name) == "13"


@pytest.mark.parametrize(("key", "code"), [("mill", "11"), ("spinning", "12"), ("weavers", "13"), ("market", "2")])
def test_what_a_unit_has_set_up_follows_from_the_organisation(world: World, key: str, code: str) -> None:
    assert builds.built_by(getattr(world, key)) == code


def test_what_another_has_corrected_meanwhile_is_not_overwritten(world: World) -> None:
    unit = new_unit(world, party_build="3", full_members="4")
    seen = Unit.objects.get(pk=unit.pk)
    units.correct(unit, actor=clerk(world.mill), items=written(details, address="清源县二路2号"), version=unit.version)
    situate(world, world.weavers, LEGAL, [seen])
    now = Unit.objects.get(pk=unit.pk)
    assert (now.address, now.party_build, now.version) == ("清源县二路2号", "13", 3)


def test_a_unit_that_nobody_registered_is_registered_with_the_tie(world: World) -> None:
    items = unit_items(name="清源县织造厂食堂", party_build="13", full_members="")
    situate(world, world.weavers, LEGAL, [items])
    made = Unit.objects.get(name="清源县织造厂食堂")
    assert (made.keeper, made.path) == (world.weavers, world.weavers.path)
    assert links(world.weavers) == [("清源县织造厂食堂", True)]


def test_two_new_units_that_are_one_are_registered_neither(world: World) -> None:
    both = [unit_items(name=name, party_build="2", full_members="") for name in ("清源县（新）店", "清源县(新)店")]
    with pytest.raises(Invalid, match="已有同名单位“清源县（新）店”"):
        situate(world, world.market, JOINT, both, after="4")
    assert not Unit.objects.filter(name__startswith="清源县（新").exists()


def test_a_new_unit_is_in_the_preview_as_it_is_in_what_is_done(world: World) -> None:
    items = unit_items(name="清源县织造厂食堂", party_build="13", full_members="")
    drafted = units.drafted(world.weavers, items, clerk(world.county))
    plan = plans.situating(world.weavers, LEGAL, [drafted], TODAY, "")
    assert plan.lines[0].text == "清源县织造厂食堂（主要单位），新登记"
    situate(world, world.weavers, LEGAL, [items], agreed=plan.digest)
    assert links(world.weavers) == [("清源县织造厂食堂", True)]


def test_a_new_unit_that_is_there_already_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="已有同名单位“清源县东岭镇粮油店”"):
        situate(world, world.weavers, LEGAL, [unit_items(name=SHOP)])


def test_to_be_as_the_superior_is_ends_ones_own_tie(world: World) -> None:
    situate(world, world.village, SAME, [], after="4")
    assert [link.unit.name for link in world.village.own_units()] == ["清源县东岭镇"]
    assert links(world.village, FOUNDED) == [(VILLAGE, True)]
    assert build(VILLAGE) == "4"


def test_a_joint_branch_changes_its_main_unit_and_keeps_the_past(world: World) -> None:
    situate(world, world.market, JOINT, named(STATION, SHOP))
    assert links(world.market) == [(STATION, True), (SHOP, False)]
    assert links(world.market, TODAY - timedelta(1)) == [(SHOP, True), (STATION, False)]
    assert build(SHOP) == "21"


def test_a_joint_branch_takes_a_third_unit_and_the_others_stay_untouched(world: World) -> None:
    before = set(OrganisationUnit.objects.filter(organisation=world.market).values_list("pk", flat=True))
    situate(world, world.market, JOINT, named(SHOP, STATION, VILLAGE))
    assert links(world.market) == [(SHOP, True), (STATION, False), (VILLAGE, False)]
    assert before < set(OrganisationUnit.objects.filter(ended_on=None).values_list("pk", flat=True))


def test_a_unit_with_another_organisation_left_stays_built(world: World) -> None:
    situate(world, world.market, JOINT, named(SHOP, STATION, VILLAGE))
    situate(world, world.village, SAME, [])
    assert build(VILLAGE) == "13"


# Losing the last organisation


def test_a_unit_that_loses_its_last_organisation_must_be_said_to_be_owing_or_not(world: World) -> None:
    with pytest.raises(Invalid, match="“清源县东岭镇石桥村”不再关联党组织，请选择它建立党组织情况"):
        operations.unlink(world.village, actor=clerk(world.town), effective_on=TODAY)
    assert links(world.village) == [(VILLAGE, True)]


@pytest.mark.parametrize(("members", "code"), [(5, "3"), (2, "4")])
def test_its_own_number_of_full_members_answers_that(world: World, members: int, code: str) -> None:
    unit = new_unit(world, party_build="3" if members > 2 else "4", full_members=str(members))
    situate(world, world.weavers, LEGAL, [unit])
    operations.unlink(world.weavers, actor=clerk(world.mill), effective_on=TODAY)
    assert build(unit.name) == code


def test_the_answer_must_fit_the_number_of_members(world: World) -> None:
    unit = new_unit(world, party_build="4", full_members="2")
    situate(world, world.weavers, LEGAL, [unit])
    with pytest.raises(Invalid, match="有3名及以上正式党员的，应填“应建未建”"):
        operations.unlink(world.weavers, actor=clerk(world.mill), effective_on=TODAY, after="3")


def test_unlinking_keeps_organisation_unit_and_history(world: World) -> None:
    operations.unlink(world.village, actor=clerk(world.town), effective_on=TODAY, after="3", reason="换届前清理")
    village = Organisation.objects.get(pk=world.village.pk)
    assert (village.situation, links(village)) == ("", [])
    assert links(village, FOUNDED) == [(VILLAGE, True)]
    with pytest.raises(Refused, match="没有关联单位，不需要解除"):
        operations.unlink(village, actor=clerk(world.town), effective_on=TODAY)


# What is refused


@pytest.mark.parametrize(
    ("key", "situation", "names", "words"),
    [
        ("county", LEGAL, [SHOP], "该类党组织不需要关联单位"),
        ("weavers", LEGAL, [], "应关联一个单位"),
        ("weavers", LEGAL, [SHOP, STATION], "应关联一个单位"),
        ("market", JOINT, [SHOP], "须关联两个或以上单位，现有1个"),
        ("market", LEGAL, [SHOP], "应为“联合党支部”"),
        ("market", JOINT, [SHOP, SHOP], "同一个单位填了两次"),
        ("weavers", SAME, [SHOP], "不再另填单位"),
        ("town", SAME, [], "上级党组织尚未登记法人单位"),
        ("weavers", SAME, [], "与现在的相同，没有需要变更的"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(
    world: World, key: str, situation: str, names: list[str], words: str
) -> None:
    with pytest.raises((Invalid, Refused), match=words):
        situate(world, getattr(world, key), situation, named(*names))


def test_a_day_to_come_and_a_day_before_the_latest_change_are_refused(world: World) -> None:
    with pytest.raises(Invalid, match="还没有到，请到当天再办理"):
        situate(world, world.weavers, LEGAL, named(SHOP), effective_on=TODAY + timedelta(1))
    with pytest.raises(Refused, match="的所在单位在2025-07-01已有变动，生效日期不能早于这一天"):
        situate(world, world.village, LEGAL, named(SHOP), effective_on=FOUNDED - timedelta(1), after="4")


def test_a_branch_does_not_change_its_own_unit(world: World) -> None:
    with pytest.raises(Refused, match="没有“解除单位关联”权限"):
        operations.unlink(world.weavers, actor=clerk(world.weavers), effective_on=TODAY)


def test_a_dissolved_organisation_is_only_looked_at(world: World) -> None:
    with writing():
        Organisation.objects.filter(pk=world.weavers.pk).update(state=State.DISSOLVED)
    with pytest.raises(Refused, match="只能查看"):
        situate(world, world.weavers, LEGAL, named(SHOP))
    assert world.weavers not in queries.sharing(world.mill)


# The preview


def test_the_preview_lists_exactly_what_is_then_written(world: World) -> None:
    units = named(VILLAGE, STATION)
    plan = plans.situating(world.market, JOINT, units, TODAY, "4")
    listed = {link.pk for link in plan.ended} | {unit.pk for unit, _ in plan.builds}
    situate(world, world.market, JOINT, units, after="4", agreed=plan.digest)
    entry = AuditEntry.objects.latest("pk")
    changed = Change.objects.filter(entry=entry, before__isnull=False)
    written = set(changed.exclude(table_name="organisations_organisation").values_list("row_id", flat=True))
    made = Change.objects.filter(entry=entry, before__isnull=True, table_name="organisations_organisationunit")
    assert written == listed
    assert made.count() == len(plan.begun)
    assert [unit.name for unit, _ in plan.builds] == [SHOP]


def test_who_confirms_another_state_than_he_saw_is_told(world: World) -> None:
    plan = plans.situating(world.market, JOINT, named(SHOP, STATION, VILLAGE), TODAY, "")
    situate(world, world.market, JOINT, named(STATION, SHOP))
    with pytest.raises(Refused, match="请重新预演"):
        situate(world, world.market, JOINT, named(SHOP, STATION, VILLAGE), agreed=plan.digest)


def test_those_that_share_a_unit_are_named_before_it_goes(world: World) -> None:
    plan = plans.leaving(world.mill, TODAY, "3")
    assert plan.stranded == plan.sharing == [world.spinning, world.spinners, world.dyers, world.weavers]
    situate(world, world.spinning, LEGAL, [new_unit(world, name="清源县纺纱厂")])
    assert queries.sharing(world.mill) == [world.weavers]
    assert queries.sharing(world.spinning) == [world.spinners, world.dyers]


def test_members_whose_posts_do_not_fit_the_new_unit_are_counted(world: World) -> None:
    shop = new_unit(world)
    assert plans.situating(world.weavers, LEGAL, [shop], TODAY, "").misfits == 3
    assert plans.situating(world.weavers, LEGAL, named("清源县东岭镇"), TODAY, "").misfits == 0


def test_a_unit_owing_an_organisation_has_one_when_one_is_made_in_it(world: World) -> None:
    unit = new_unit(world, party_build="3", full_members="4")
    items = organisation_form(name="中共清源县织造厂商行支部委员会", category="631", situation=LEGAL)
    organisations.create(world.mill, actor=clerk(world.county), items=items, units=[unit])
    assert build(unit.name) == "13"
