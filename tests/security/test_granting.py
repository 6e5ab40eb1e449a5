"""Rights belong to organisations (功能授权, R-245): a superior opens and closes what the level allows, from a day on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from registry.kernel.refusals import Invalid, Refused
from registry.members import operations as members
from registry.members.sets import basic
from registry.organisations.models import Organisation
from registry.security import granting
from registry.security.actors import Actor
from registry.security.granting import Said
from registry.security.matrix import LEVELS, PROFILES, Reach, functions, profile
from registry.security.models import Grant, Role
from tests.world import TODAY, World, clerk, member_form, open_account

LATER = TODAY + timedelta(days=30)


def officer(world: World) -> Actor:
    return clerk(world.province, Role.SECURITY)


def reach(organisation: Organisation, function: str, day: date = TODAY) -> Reach:
    """How far the organisation's clerk reaches with the function."""
    return clerk(organisation, today=day).reach(function)


def opened(organisation: Organisation, function: str, actor: Actor, **how: object) -> Grant:
    return granting.open_function(organisation, actor=actor, said=Said(function, TODAY, **how))  # type: ignore[arg-type]


def closed(organisation: Organisation, function: str, actor: Actor, **how: object) -> Grant:
    return granting.close_function(organisation, actor=actor, said=Said(function, TODAY, **how))  # type: ignore[arg-type]


def test_what_is_opened_is_there_from_its_day_until_it_ends(world: World) -> None:
    actor = officer(world)
    granting.open_function(world.mill, actor=actor, said=Said("transfer.nation", LATER, LATER + timedelta(days=1)))
    days = [TODAY, LATER, LATER + timedelta(days=1)]
    assert [reach(world.mill, "transfer.nation", day) for day in days] == [Reach.NONE, Reach.BELOW, Reach.NONE]
    assert not reach(world.town, "transfer.nation", LATER)


def test_what_is_closed_is_gone_until_the_grant_ends(world: World) -> None:
    actor = officer(world)
    grant = closed(world.mill, "member.export", actor)
    assert not reach(world.mill, "member.export")
    granting.end(grant, actor=actor)
    assert reach(world.mill, "member.export") == Reach.BELOW
    with pytest.raises(Refused, match="已经结束"):
        granting.end(grant, actor=actor)


def test_one_word_may_hold_for_everything_below_and_the_nearest_word_counts(world: World) -> None:
    actor = officer(world)
    closed(world.county, "member.export", actor, below=True)
    opened(world.town, "member.export", actor)
    found = [reach(one, "member.export") for one in (world.county, world.mill, world.town, world.school)]
    assert found == [Reach.NONE, Reach.NONE, Reach.BELOW, Reach.BELOW]


def test_no_level_gets_what_is_not_for_it(world: World) -> None:
    with pytest.raises(Refused, match="不能开通给党支部"):
        opened(world.weavers, "organisation.create", officer(world))


def test_a_superior_gives_only_what_it_has_itself(world: World) -> None:
    """R-245; the mill stands below the county."""
    closed(world.county, "transfer.nation", officer(world))
    open_account(world.county, "county-security", Role.SECURITY)
    with pytest.raises(Refused, match="“清源县委”没有“全国范围转接”权限"):
        opened(world.mill, "transfer.nation", clerk(world.county, Role.SECURITY))
    opened(world.mill, "transfer.nation", officer(world))


def test_what_is_there_already_is_neither_opened_nor_what_is_not_closed(world: World) -> None:
    actor = officer(world)
    with pytest.raises(Refused, match="无需开通"):
        opened(world.mill, "member.export", actor)
    with pytest.raises(Refused, match="无需关闭"):
        closed(world.mill, "transfer.nation", actor)


def test_basic_functions_are_closed_to_nobody(world: World) -> None:
    for name in ("home.view", "member.view", "post.delegate"):
        with pytest.raises(Refused, match="基本功能，不能关闭"):
            closed(world.mill, name, officer(world))


def test_nothing_is_opened_in_the_past_or_backwards(world: World) -> None:
    actor = officer(world)
    for said, field in (
        (Said("transfer.nation", TODAY - timedelta(days=1)), "started_on"),
        (Said("transfer.nation", LATER, LATER), "ended_on"),
    ):
        with pytest.raises(Invalid) as refusal:
            granting.open_function(world.mill, actor=actor, said=said)
        assert [one.field for one in refusal.value.violations] == [field]


def test_an_organisation_opens_nothing_for_itself(world: World) -> None:
    with pytest.raises(Refused, match="由上级党组织办理"):
        closed(world.province, "member.export", officer(world))


def test_a_branch_may_be_given_one_item_more_and_one_less(world: World) -> None:
    """C-A10: schooling is a branch's by default, the post is not."""
    actor, codes = officer(world), {name: item.code for name, item in basic.items.items()}
    opened(world.weavers, "member.maintain", actor, item=codes["post"])
    closed(world.weavers, "member.maintain", actor, item=codes["phone"])
    here, there = clerk(world.weavers), clerk(world.spinners)
    allowed = [basic.editable("member.maintain", one.items("member.maintain")) for one in (here, there)]
    assert allowed[0] - allowed[1] == {"post"}
    assert allowed[1] - allowed[0] == {"phone"}
    changed = members.maintain(
        world.li, actor=here, items={"post": member_form(post="0163")["post"]}, version=world.li.version
    )
    assert changed.post == "0163"
    with pytest.raises(Refused, match="不能修改“联系电话”"):
        members.maintain(changed, actor=here, items={"phone": "13900000999"}, version=changed.version)


@pytest.mark.parametrize(
    ("function", "item"), [("member.maintain", "birth_on"), ("member.maintain", "status"), ("member.correct", "post")]
)
def test_no_item_is_opened_that_needs_a_document_or_a_procedure(function: str, item: str, world: World) -> None:
    with pytest.raises(Refused, match="信息项不能单独开通"):
        opened(world.mill, function, officer(world), item=basic.items[item].code)


def test_a_province_chooses_which_set_of_rights_holds_and_from_when(world: World) -> None:
    """mission.md 6.5: the regulation of 2019 lets every committee transfer within the nation."""
    actor = officer(world)
    granting.adopt(world.province, actor=actor, profile="regulation", started_on=LATER, document="江组发〔2025〕3号")
    assert [reach(world.mill, "transfer.nation", day) for day in (TODAY, LATER)] == [Reach.NONE, Reach.BELOW]
    assert not reach(world.weavers, "transfer.nation", LATER)
    with pytest.raises(Refused, match="已选定自"):
        granting.adopt(world.province, actor=actor, profile="usual", started_on=LATER, document="江组发〔2025〕4号")
    granting.adopt(
        world.province, actor=actor, profile="usual", started_on=LATER + timedelta(days=1), document="江组发〔2025〕4号"
    )
    assert not reach(world.mill, "transfer.nation", LATER + timedelta(days=1))


def test_what_a_profile_differs_in_are_functions_and_levels_of_the_matrix() -> None:
    assert set(PROFILES) == {"usual", "regulation"}
    for key in PROFILES:
        for name, cells in profile(key).cells.items():
            assert name in functions()
            assert set(cells) == set(LEVELS)
            assert any(cell != functions()[name].cells[level] for level, cell in cells.items()), name
