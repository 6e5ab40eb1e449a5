"""Two people at the same moment (同时办理): real transactions on real connections."""

from __future__ import annotations

from functools import partial

import pytest

from registry.kernel.refusals import Invalid, Refused
from registry.members import operations as members
from registry.members.models import Member, MemberIdentity
from registry.members.sets import basic
from registry.organisations import operations as organisations
from registry.organisations.models import Headcount, Organisation, Standing
from registry.security.models import AuditEntry, Outcome
from tests.support.together import together
from tests.world import World, clerk, console, member_form, organisation_form, unit_form, written

pytestmark = pytest.mark.django_db(transaction=True)


def creating(world: World, number: int, name: str = "") -> partial[Organisation]:
    form = organisation_form(name=name or f"中共清源县第{number}局委员会")
    return partial(
        organisations.create, world.county, actor=clerk(world.county), items=form, units=[unit_form(f"第{number}局")]
    )


def test_two_new_organisations_below_one_superior_get_two_places(world: World) -> None:
    made = together(*(creating(world, number) for number in range(4)))
    assert all(isinstance(one, Organisation) for one in made), made
    assert len({one.path for one in made}) == len({one.code for one in made}) == 4
    world.county.refresh_from_db()
    assert world.county.children_made == 6
    assert Standing.objects.filter(parent=world.county).count() == 6


def test_of_two_new_organisations_of_one_name_one_is_made(world: World) -> None:
    made = together(creating(world, 1, "中共清源县同名委员会"), creating(world, 2, "中共清源县同名委员会"))
    assert sorted(type(one) for one in made if isinstance(one, Organisation)) == [Organisation]
    assert len([one for one in made if isinstance(one, (Refused, Invalid))]) == 1
    assert Organisation.objects.filter(name="中共清源县同名委员会").count() == 1


def test_of_two_corrections_of_one_member_one_is_kept_and_both_are_recorded(world: World) -> None:
    acts = [
        partial(
            members.correct, world.li, actor=clerk(world.mill), items=written(basic, household=f"江川省{n}"), version=1
        )
        for n in range(2)
    ]
    results = together(*acts)
    [refusal] = [one for one in results if isinstance(one, Refused)]
    assert "刚刚被其他人修改过" in str(refusal)
    member = Member.objects.get(pk=world.li.pk)
    assert (member.version, member.household) in {(2, "江川省0"), (2, "江川省1")}
    outcomes = AuditEntry.objects.filter(function="member.correct").values_list("outcome", flat=True)
    assert sorted(outcomes) == [Outcome.DONE, Outcome.REFUSED]


def test_one_number_entered_in_two_branches_at_once_is_registered_once(world: World) -> None:
    acts = [
        partial(members.enter, branch, actor=console("member.enter"), items=member_form())
        for branch in (world.weavers, world.teachers)
    ]
    results = together(*acts)
    assert len([one for one in results if isinstance(one, Member)]) == 1, results
    assert MemberIdentity.objects.count() == Member.objects.count() == len(world.members) + 1


def test_members_entered_at_once_into_one_branch_are_all_counted(world: World) -> None:
    acts = [
        partial(members.enter, world.weavers, actor=console("member.enter"),
                items=member_form(name=f"测试{n}", identity_number="0" * 18))
        for n in "甲乙丙丁"
    ]  # fmt: skip
    results = together(*acts)
    assert all(isinstance(one, Member) for one in results), results
    assert Headcount.objects.get(organisation=world.weavers).full == 8
