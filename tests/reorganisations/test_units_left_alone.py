"""Units whose last organisation goes (建立党组织情况): what they have set up follows, and where nobody knows it says so."""

from __future__ import annotations

import pytest

from registry.dossiers.operations import KEEP
from registry.dossiers.sets import work
from registry.members.models import Member
from registry.organisations.models import Organisation, Reorganisation
from registry.organisations.operations import correct
from registry.organisations.sets import basic, details
from registry.reorganisations import operations, planning
from registry.reorganisations.plans import observed
from registry.unit_register import operations as tying
from registry.unit_register.lists import STATES, state_of
from registry.units.models import Unit
from tests.reorganisations.performances import PAPER
from tests.units.performances import new_unit
from tests.world import JOINT, LEGAL, SAME, TODAY, World, clerk, organisation_form, written

SHOP, STATION = "清源县东岭镇粮油店", "清源县东岭镇农机站"
REASON = PAPER | {"reason": "工作需要"}

pytestmark = pytest.mark.django_db


def build(name: str) -> str:
    return Unit.objects.get(name=name).party_build


def housed(world: World, members: str) -> Unit:
    """A unit of its own for the weavers, with so many full members."""
    unit = new_unit(world, party_build="3" if int(members) > 2 else "4", full_members=members)
    tying.situate(world.weavers, actor=clerk(world.county), situation=LEGAL, units=[unit], effective_on=TODAY)
    assert build(unit.name) == "13"
    return unit


@pytest.mark.parametrize(("members", "code", "said"), [("5", "3", "应建未建"), ("2", "4", "未建立")])
def test_the_number_of_its_full_members_says_what_it_is_left_with(
    world: World, members: str, code: str, said: str
) -> None:
    unit = housed(world, members)
    plan = planning.merged([world.weavers], world.dyers, TODAY)
    assert "改填建立党组织情况的单位1个" in plan.sums
    assert any(unit.name in line.text and said in line.text.split("→")[1] for line in plan.lines if "→" in line.text)
    operations.merge(world.dyers, actor=clerk(world.mill), others=[world.weavers], agreed=plan.digest, **PAPER)
    assert observed(Reorganisation.objects.get().entry or 0) == plan.tally
    assert build(unit.name) == code


def test_where_nobody_knows_it_stands_open_and_is_found_so(world: World) -> None:
    plan = planning.merged([world.market], world.village, TODAY)
    assert sum("请单位的管理党组织核定" in line.text for line in plan.lines) == 2
    operations.merge(world.village, actor=clerk(world.town), others=[world.market], **PAPER)
    assert (build(SHOP), build(STATION)) == ("", "")
    left = Unit.objects.with_links().get(name=SHOP)
    assert state_of(left) == "open"
    assert set(Unit.objects.with_links().filter(STATES["open"][1]).values_list("name", flat=True)) == {SHOP, STATION}


def test_what_is_taken_back_is_as_it_was(world: World) -> None:
    before = build(SHOP)
    operations.merge(world.village, actor=clerk(world.town), others=[world.market], **PAPER)
    operations.undo(Reorganisation.objects.get(), actor=clerk(world.town))
    assert build(SHOP) == before != ""


def test_of_two_that_go_at_once_the_unit_they_share_is_counted_once(world: World) -> None:
    unit = housed(world, "5")
    tying.situate(world.dyers, actor=clerk(world.county), situation=LEGAL, units=[unit], effective_on=TODAY)
    alone = planning.merged([world.dyers], world.spinners, TODAY)
    assert "settled" not in alone.tally
    plan = planning.merged([world.dyers, world.weavers], world.spinners, TODAY)
    assert (plan.tally["settled"], plan.tally["unlinked"]) == (1, 2)
    operations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers, world.weavers], **PAPER)
    assert build(unit.name) == "3"


def test_a_unit_that_the_parts_of_a_split_are_in_keeps_what_it_has(world: World) -> None:
    parts = [organisation_form(name=f"中共清源县东岭镇市场第{number}联合支部委员会", category="632", situation=JOINT)
             for number in "一二"]  # fmt: skip
    people = [str(one.uid) for one in Member.objects.filter(organisation=world.market)]
    deal = {uid: place % 2 + 1 for place, uid in enumerate(people)}
    operations.split(world.market, actor=clerk(world.town), parts=parts, deal=deal, goes=True, **PAPER)
    assert build(SHOP).startswith("2")


def test_what_is_dissolved_leaves_its_unit_too(world: World) -> None:
    unit = new_unit(world, party_build="3", full_members="4")
    tying.situate(world.spinning, actor=clerk(world.county), situation=LEGAL, units=[unit], effective_on=TODAY)
    for one in (world.spinners, world.dyers):
        operations.move(one, actor=clerk(world.mill), parent=world.mill, **PAPER)
    operations.dissolve(world.spinning, actor=clerk(world.mill), **REASON)
    assert build(unit.name) == "3"


def test_what_is_no_organisation_of_a_unit_any_more_leaves_it(world: World) -> None:
    plan = planning.recategorised(world.town, {"category": "143", "name": world.town.name}, TODAY)
    assert plan.tally["settled"] == 1
    assert plan.warnings == ["更改组织类别将清空单位和党建工作信息，请确认（R-161）。"]


def test_a_unit_said_to_have_none_stays_as_it_was(world: World) -> None:
    unit = housed(world, "5")
    tying.situate(world.weavers, actor=clerk(world.mill), situation=SAME, units=[], effective_on=TODAY)
    assert build(unit.name) == "3"
    assert "settled" not in planning.merged([world.weavers], world.dyers, TODAY).tally


def test_between_base_and_local_categories_the_years_party_work_goes_and_comes_back(world: World) -> None:
    for year in (TODAY.year - 1, TODAY.year):
        KEEP["work"](world.town, actor=clerk(world.county), items=written(work, year=str(year), leaders="5"))
    items = written(basic, category="411", situation="")
    plan = planning.recategorised(world.town, items, TODAY)
    assert any(f"{TODAY.year}年的党建工作信息" in line.text for line in plan.lines)
    operations.recategorise(world.town, actor=clerk(world.county), items=items, agreed=plan.digest, **PAPER)
    assert list(world.town.works.values_list("year", flat=True)) == [TODAY.year - 1]
    operations.undo(Reorganisation.objects.get(), actor=clerk(world.county))
    assert set(world.town.works.values_list("year", flat=True)) == {TODAY.year - 1, TODAY.year}


def test_items_the_new_category_does_not_have_are_emptied_as_shown_and_come_back(world: World) -> None:
    given = written(details, standard="1", functional="否", region="清源县")
    correct(world.town, actor=clerk(world.county), items=given, version=world.town.version)
    town, items = Organisation.objects.get(pk=world.town.pk), written(basic, category="411", situation="")
    plan = planning.recategorised(town, items, TODAY)
    assert "新类别没有的项目清空：是否功能型党组织（否）、分类定等（先进）" in plan.lines[0].text
    operations.recategorise(town, actor=clerk(world.county), items=items, agreed=plan.digest, **PAPER)
    now = Organisation.objects.get(pk=town.pk)
    assert (now.standard, now.functional, now.region) == (None, None, "清源县")
    operations.undo(Reorganisation.objects.get(), actor=clerk(world.county))
    back = Organisation.objects.get(pk=town.pk)
    assert (back.standard, back.functional) == ("1", False)
