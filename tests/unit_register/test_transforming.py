"""A unit becomes one of another category (单位转制, S4-33, U-12), and the posts of its members follow in one act."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from registry.codes.catalogue import code_list
from registry.kernel.refusals import Invalid, Refused
from registry.members import operations as members
from registry.members.models import Member
from registry.members.sets import basic as member_set
from registry.security.models import AuditEntry, Outcome
from registry.unit_register import operations, posts, queries
from registry.units import operations as units
from registry.units.models import Act, Unit, UnitChange
from registry.units.sets import details
from tests.units.performances import new_unit
from tests.world import JOINT, LEGAL, TODAY, World, clerk, written

MAPPING = {"014": "021", "015": "022", "0163": "0251"}


def factory() -> Unit:
    return Unit.objects.get(name="清源县织造厂")


def transform(world: World, unit: Unit, **inputs: Any) -> UnitChange:
    given = {"category": "23", "effective_on": TODAY, "document": "清国资〔2025〕3号", "mapping": MAPPING} | inputs
    return operations.transform(unit, actor=clerk(world.mill), **given)


def posts_of(*keys: str) -> dict[str, str]:
    world_names = {"li": "李守田", "ouyang": "欧阳静", "xie": "解学文", "zeng": "曾国兰", "zhong": "种师道"}
    return {key: Member.objects.get(name=world_names[key]).post for key in keys}


# Which post takes which post's place


def test_every_post_at_work_belongs_to_a_family_and_is_a_finest_code() -> None:
    codes = code_list("dz_post")
    assert all(codes.codes[code].leaf for code in posts.AT_WORK)
    assert {code.code for code in codes if code.leaf and code.code.startswith("0")} == posts.AT_WORK


@pytest.mark.parametrize("category", ["21", "22", "23", "3", "4", "53"])
def test_what_is_proposed_fits(category: str) -> None:
    assert all(posts.fits(posts.proposed(post, category), category) for post in posts.AT_WORK)


@pytest.mark.parametrize(
    ("post", "category", "proposed"),
    [("012", "21", "014"), ("013", "23", "022"), ("0162", "23", "0251"), ("0164", "23", "0253"), ("0112", "3", "012"),
     ("0112", "4", "0112"), ("014", "22", "014"), ("402", "23", "402"), ("012", "52", "012"), ("023", "3", "012")],
)  # fmt: skip
def test_the_post_of_an_institution_becomes_that_of_an_enterprise(post: str, category: str, proposed: str) -> None:
    assert posts.proposed(post, category) == proposed


# Who is meant


def test_those_who_share_the_unit_are_meant_and_the_retired_keep_their_post(world: World) -> None:
    place = queries.workplace(factory(), clerk(world.mill))
    assert place.branches == (world.spinners, world.dyers, world.weavers)
    counts = queries.post_counts(place.members, "23")
    assert [(one.post, one.number, one.proposed) for one in counts] == [
        ("014", 2, "021"), ("015", 2, "022"), ("0163", 5, "0251")]  # fmt: skip


def test_members_of_a_joint_branch_belong_to_several_units_and_are_left_to_a_person(world: World) -> None:
    place = queries.workplace(Unit.objects.get(name="清源县东岭镇农机站"), clerk(world.county))
    assert (place.branches, place.joint) == ((), (world.market,))


def test_branches_beyond_ones_own_scope_are_left_to_their_superior(world: World) -> None:
    operations.situate(
        world.village, actor=clerk(world.county), situation=LEGAL, units=[factory()], effective_on=TODAY, after="3"
    )
    place = queries.workplace(factory(), clerk(world.mill))
    assert world.village not in place.branches
    assert place.elsewhere == (world.village,)
    before = Member.objects.get(name="何㼆").post
    transform(world, factory(), mapping=MAPPING | {before: "021"})
    assert Member.objects.get(name="何㼆").post == before


# Doing it and taking it back


def test_one_act_changes_the_unit_and_the_posts_and_leaves_one_entry(world: World) -> None:
    unit = units.correct(factory(), actor=clerk(world.mill), items=written(details, employees="412"), version=1)
    entries = AuditEntry.objects.count()
    change = transform(world, unit)
    assert AuditEntry.objects.count() == entries + 1
    assert (change.act, change.former_category, change.category, change.members) == (Act.CONVERTED, "21", "23", 9)
    assert posts_of("li", "ouyang", "xie", "zeng") == {"li": "402", "ouyang": "021", "xie": "022", "zeng": "0251"}
    assert (factory().category, factory().employees) == ("23", 412)


def test_what_the_new_category_does_not_have_is_emptied_and_comes_back_with_the_undo(world: World) -> None:
    unit = units.correct(
        factory(), actor=clerk(world.mill), items=written(details, scale="2", employees="412"), version=1
    )
    change = transform(world, unit, category="3", mapping={"014": "012", "015": "013", "0163": "0162"})
    assert (factory().scale, factory().employees) == (None, 412)
    units.undo(change, actor=clerk(world.mill))
    assert (factory().category, factory().scale) == ("21", "2")
    assert posts_of("ouyang", "xie", "zeng") == {"ouyang": "014", "xie": "015", "zeng": "0163"}
    assert UnitChange.objects.get().undone_on == TODAY


def test_an_undo_does_not_wipe_out_what_was_done_since(world: World) -> None:
    change = transform(world, factory())
    one = Member.objects.get(name="解学文")
    members.correct(one, actor=clerk(world.mill), items=written(member_set, post="402"), version=one.version)
    with pytest.raises(Refused, match="已有1条记录在此之后被修改"):
        units.undo(change, actor=clerk(world.mill))
    assert factory().category == "23"
    assert AuditEntry.objects.latest("pk").outcome == Outcome.REFUSED


def test_an_undo_leaves_what_was_edited_beside_it(world: World) -> None:
    change = transform(world, factory())
    one = Member.objects.get(name="解学文")
    members.correct(one, actor=clerk(world.mill), items=written(member_set, degree="203"), version=one.version)
    units.undo(change, actor=clerk(world.mill))
    one.refresh_from_db()
    assert (factory().category, one.post, one.degree) == ("21", "015", "203")


def test_a_post_that_the_page_left_as_it_is_stays(world: World) -> None:
    change = transform(world, factory(), mapping={"014": "021"})
    assert (change.members, posts_of("xie")) == (2, {"xie": "015"})


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"category": "21"}, "与现在的相同，请选择转制以后的类别"),
        ({"document": " "}, "转制须填写批准文号"),
        ({"effective_on": TODAY + timedelta(1)}, "还没有到，请到当天再办理"),
        ({"mapping": {"014": "025"}}, "工作岗位须选到最末级代码"),
        ({"mapping": {"014": "999"}}, "工作岗位须选到最末级代码"),
        ({"mapping": {"014": "012"}}, "“非公有经济控制”的单位没有“事业单位管理岗位”这种岗位"),
    ],
)
def test_what_is_wrong_with_a_transformation_is_said(world: World, inputs: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        transform(world, factory(), **inputs)
    assert (factory().category, posts_of("ouyang")) == ("21", {"ouyang": "014"})


def test_a_wrong_entry_is_put_right_without_a_document(world: World) -> None:
    change = transform(world, new_unit(world), category="21", document="", correcting=True, mapping={})
    assert (change.act, change.members) == (Act.CORRECTED, 0)


def test_a_unit_of_a_joint_branch_is_transformed_and_its_members_are_not(world: World) -> None:
    assert world.market.situation == JOINT
    change = operations.transform(
        Unit.objects.get(name="清源县东岭镇农机站"), actor=clerk(world.town), category="23", effective_on=TODAY,
        document="1号", mapping={"504": "021"},
    )  # fmt: skip
    assert (change.members, posts_of("zhong")) == (0, {"zhong": "504"})
