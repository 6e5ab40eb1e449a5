"""Party groups (党小组): whoever is in one, in one only and only in his own branch, whatever is done in whatever order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from registry.dossiers import queries
from registry.dossiers.models import Group, GroupMembership
from registry.dossiers.operations import group, regroup, ungroup
from registry.kernel.refusals import Invalid, Refused
from registry.members.models import Member
from registry.members.sets.basic import DEAD
from registry.organisations.models import Organisation, Reorganisation
from registry.reorganisations import operations as reorganisations
from tests.reorganisations.performances import PAPER
from tests.support.writing import writing
from tests.world import TODAY, World, clerk, console, organisation_form


def made(world: World, *members: str, name: str = "第一党小组", branch: str = "weavers", **again: Any) -> Group:
    """A group of those members, the first of them its leader; `row` and `version` for one that is there."""
    here = getattr(world, branch)
    uids = [getattr(world, key).uid for key in members]
    return group(here, actor=clerk(here), name=name, leader=uids[0], members=uids[1:], **again)


def given_up(one: Group) -> Group:
    ungroup(one.organisation, actor=console(), row=one.uid, version=Group.objects.get(pk=one.pk).version)
    return Group.objects.get(pk=one.pk)


def inside(branch: Organisation) -> dict[str, list[str]]:
    """By group, who is in it as the page shows it."""
    living, _, _ = queries.groups(branch)
    return {row.group.name: sorted(member.name for member in row.members) for row in living}


def sentences(act: Callable[[], object]) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refusal:
        act()
    return [(one.message, one.field) for one in refusal.value.violations]


def test_the_leader_is_in_his_group_without_being_ticked(world: World) -> None:
    made(world, "li", "ye")
    assert inside(world.weavers) == {"第一党小组": sorted([world.li.name, world.ye.name])}
    assert [member.name for member in queries.groups(world.weavers)[1]] == [world.ouyang.name, world.shan.name]


def test_the_second_click_makes_no_second_group(world: World) -> None:
    made(world, "li", "ye")
    assert sentences(lambda: made(world, "li", "ye")) == [("该党支部已有党小组“第一党小组”，请换一个名称。", "name")]
    assert Group.objects.count() == 1
    assert made(world, "qiu", branch="spinners").name == "第一党小组"


def test_a_name_and_a_leader_there_must_be(world: World) -> None:
    assert sentences(lambda: made(world, "li", name="  ")) == [("请填写党小组名称。", "name")]
    nobody: dict[str, Any] = {"name": "第一党小组", "leader": None, "members": [world.li.uid]}
    found = sentences(lambda: group(world.weavers, actor=clerk(world.weavers), **nobody))
    assert found == [("请选择一名本支部的党员担任组长。", "leader")]


def test_nobody_of_another_branch_is_in_a_group(world: World) -> None:
    assert sentences(lambda: made(world, "qiu")) == [("请选择一名本支部的党员担任组长。", "leader")]
    assert sentences(lambda: made(world, "li", "qiu")) == [
        ("所选的党员中有人已不在本支部，请刷新后重新选择。", "members")
    ]


def test_only_a_branch_has_groups(world: World) -> None:
    with pytest.raises(Refused, match="党小组设在党支部之内，请选择党支部。"):
        group(world.mill, actor=clerk(world.mill), name="第一党小组", leader=world.li.uid, members=[])


def test_another_branchs_group_is_out_of_reach(world: World) -> None:
    one = made(world, "qiu", branch="spinners")
    with pytest.raises(Refused, match="这条党小组刚刚被其他人修改或删除过"):
        made(world, "li", row=one.uid, version=one.version)
    with pytest.raises(Refused, match="这条党小组刚刚被其他人修改或删除过"):
        ungroup(world.weavers, actor=clerk(world.weavers), row=one.uid, version=one.version)
    ended = given_up(one)
    with pytest.raises(Refused, match="没有被撤销"):
        regroup(world.weavers, actor=clerk(world.weavers), row=ended.uid)


def test_of_two_clerks_the_slower_one_is_told(world: World) -> None:
    one = made(world, "li", "ye")
    made(world, "ye", "li", row=one.uid, version=one.version)
    for late in (
        lambda: made(world, "li", row=one.uid, version=one.version),
        lambda: ungroup(world.weavers, actor=clerk(world.weavers), row=one.uid, version=one.version),
    ):
        with pytest.raises(Refused, match="这条党小组刚刚被其他人修改或删除过，请刷新后核对再办理。"):
            late()
    assert Group.objects.get().leader == world.ye


def test_a_member_who_is_taken_into_another_group_leaves_his_own(world: World) -> None:
    made(world, "li", "ye", "shan")
    made(world, "ouyang", "ye", name="第二党小组")
    assert inside(world.weavers) == {
        "第一党小组": sorted([world.li.name, world.shan.name]),
        "第二党小组": sorted([world.ouyang.name, world.ye.name]),
    }


def test_a_leader_is_not_taken_from_his_group(world: World) -> None:
    made(world, "li", "ye")
    words = f"{world.li}是“第一党小组”的组长；请先给“第一党小组”另选组长或撤销“第一党小组”，再编入本组。"
    assert sentences(lambda: made(world, "ouyang", "li", name="第二党小组")) == [(words, "members")]
    assert sentences(lambda: made(world, "li", "ouyang", name="第二党小组")) == [(words, "leader")]


def test_a_leader_who_left_the_branch_leaves_his_place_empty(world: World) -> None:
    one = made(world, "li", "ye")
    with writing():
        world.li.place(world.spinners, TODAY)
    (row,), loose, _ = queries.groups(world.weavers)
    assert (row.leader, [member.name for member in row.members]) == (None, [world.ye.name])
    assert world.li not in loose
    made(world, "ye", row=one.uid, version=one.version)
    assert queries.groups(world.weavers)[0][0].leader == world.ye


def test_the_dead_are_in_no_group(world: World) -> None:
    one = made(world, "li", "ye")
    with writing():
        Member.objects.filter(pk=world.ye.pk).update(status=DEAD)
    assert inside(world.weavers) == {"第一党小组": [world.li.name]}
    assert list(one.members) == [world.li]


def test_a_group_that_was_given_up_comes_back_with_those_who_are_free(world: World) -> None:
    one = given_up(made(world, "li", "ye", "shan"))
    assert inside(world.weavers) == {}
    assert [row.name for row in queries.groups(world.weavers)[2]] == ["第一党小组"]
    made(world, "ouyang", "ye", name="第二党小组")
    with writing():
        world.shan.place(world.spinners, TODAY)
    regroup(world.weavers, actor=clerk(world.weavers), row=one.uid)
    assert inside(world.weavers) == {
        "第一党小组": [world.li.name],
        "第二党小组": sorted([world.ouyang.name, world.ye.name]),
    }


def test_whoever_had_left_it_before_does_not_come_back_with_it(world: World) -> None:
    one = made(world, "li", "ye", "shan")
    one = made(world, "li", "shan", row=one.uid, version=one.version)
    regroup(world.weavers, actor=clerk(world.weavers), row=given_up(one).uid)
    assert inside(world.weavers) == {"第一党小组": sorted([world.li.name, world.shan.name])}


def test_a_group_does_not_come_back_twice_nor_without_its_leader_nor_under_a_name_taken_since(world: World) -> None:
    one = given_up(made(world, "li", "ye"))
    again = {"actor": clerk(world.weavers), "row": one.uid}
    other = made(world, "shan")
    with pytest.raises(Refused, match="现在另有一个党小组也叫“第一党小组”；请先给它换一个名称，再恢复这一个。"):
        regroup(world.weavers, **again)
    made(world, "shan", "li", name="第二党小组", row=other.uid, version=other.version)
    with pytest.raises(Refused, match="原来的组长已不在本支部或已编入其他党小组；请新建一个党小组。"):
        regroup(world.weavers, **again)
    made(world, "shan", name="第二党小组", row=other.uid, version=Group.objects.get(pk=other.pk).version)
    with pytest.raises(Refused, match="原来的组长"):
        regroup(world.weavers, **again)


def test_a_group_that_is_there_does_not_come_back(world: World) -> None:
    one = given_up(made(world, "li", "ye"))
    regroup(world.weavers, actor=clerk(world.weavers), row=one.uid)
    with pytest.raises(Refused, match="这个党小组没有被撤销，不用恢复；请刷新后核对。"):
        regroup(world.weavers, actor=clerk(world.weavers), row=one.uid)


def test_the_time_in_a_group_ends_with_the_group(world: World) -> None:
    one = given_up(made(world, "li", "ye"))
    later = clerk(world.weavers, today=TODAY + timedelta(days=90))
    group(world.weavers, actor=later, name="第二党小组", leader=world.ye.uid, members=[])
    times = {
        each.group.name: (each.started_on, each.ended_on) for each in GroupMembership.objects.filter(member=world.ye)
    }
    assert times == {"第一党小组": (TODAY, one.ended_on), "第二党小组": (later.today, None)}
    assert one.ended_on == TODAY


def test_a_merged_branchs_groups_are_only_looked_at_and_return_with_it(world: World) -> None:
    one = made(world, "xie", "tan", branch="dyers")
    before = inside(world.dyers)
    reorganisations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **PAPER)
    assert inside(world.dyers) == {"第一党小组": []} and inside(world.spinners) == {}
    with pytest.raises(Refused, match="已经撤销，只能查看"):
        ungroup(world.dyers, actor=clerk(world.mill), row=one.uid, version=one.version)
    made(world, "qiu", "zeng", branch="spinners")
    reorganisations.undo(Reorganisation.objects.get(), actor=clerk(world.mill))
    assert inside(world.dyers) == before


def test_a_founded_branch_that_divided_itself_is_not_unmade_under_its_members(world: World) -> None:
    part = organisation_form(name="中共清源县织造厂织布第二支部委员会", category="631", situation="1")
    deal = {str(getattr(world, key).uid): 1 for key in ("li", "ye", "shan")}
    reorganisations.split(world.weavers, actor=clerk(world.mill), parts=[part], deal=deal, goes=False, **PAPER)
    second = Organisation.objects.get(name=part["name"])
    group(second, actor=clerk(world.mill), name="第一党小组", leader=world.li.uid, members=[])
    with pytest.raises(Refused, match="不能撤回"):
        reorganisations.undo(Reorganisation.objects.latest("pk"), actor=clerk(world.mill))
    assert inside(second) == {"第一党小组": [world.li.name]}


def test_the_groups_are_read_by_three_queries_however_many_there_are(world: World) -> None:
    counts = []
    for place, key in enumerate(("li", "ye", "shan", "ouyang")):
        made(world, key, name=f"第{place}党小组")
        with CaptureQueriesContext(connection) as captured:
            living, _, _ = queries.groups(world.weavers)
            assert [row.leader and row.leader.name for row in living][-1] == getattr(world, key).name
        counts.append(len(captured))
    assert counts == [3, 3, 3, 3]


SOME = st.integers(min_value=0, max_value=10_000)
FEW = st.lists(SOME, min_size=1, max_size=4)
BRANCHES = ("weavers", "spinners", "dyers")


class GroupMachine(RuleBasedStateMachine):
    """Members come and go, groups are made, changed, given up and restored, beside a book of who was last put where."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.savepoint, self.day = transaction.savepoint(), TODAY
        self.book: dict[int, UUID] = {}

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    @rule(branch=SOME, members=FEW, name=st.integers(0, 3), outsider=st.integers(0, 9))
    def make(self, branch: int, members: list[int], name: int, outsider: int) -> None:
        self._keep(self._branch(branch), members, name, None, outsider)

    @rule(which=SOME, members=FEW, name=st.integers(0, 3), outsider=st.integers(0, 9))
    def change(self, which: int, members: list[int], name: int, outsider: int) -> None:
        if one := self._pick(Group.objects.select_related("organisation"), which):
            self._keep(one.organisation, members, name, one, outsider)

    @rule(which=SOME)
    def give_up(self, which: int) -> None:
        if one := self._pick(Group.objects.all(), which):
            self._try(
                lambda: ungroup(one.organisation, actor=console(today=self.day), row=one.uid, version=one.version)
            )

    @rule(which=SOME)
    def restore(self, which: int) -> None:
        if one := self._pick(Group.objects.filter(ended_on__isnull=False), which):
            self._try(lambda: regroup(one.organisation, actor=console(today=self.day), row=one.uid))

    @rule(which=SOME, branch=SOME)
    def transfer(self, which: int, branch: int) -> None:
        member = self._pick(Member.objects.all(), which)
        with writing():
            member.place(self._branch(branch), self.day)

    @rule(into=SOME, other=SOME)
    def merge(self, into: int, other: int) -> None:
        self._try(lambda: reorganisations.merge(self._branch(into), others=[self._branch(other)], **self._paper()))

    @rule(branch=SOME, shares=st.lists(st.integers(0, 1), min_size=12, max_size=12))
    def split(self, branch: int, shares: list[int]) -> None:
        one = self._branch(branch)
        name = f"中共清源县织造厂第{Organisation.objects.count()}支部委员会"
        part = organisation_form(name=name, category="631", situation="1")
        members = Member.objects.filter(organisation=one).order_by("pk")
        deal = {str(member.uid): share for member, share in zip(members, shares, strict=False)}
        self._try(lambda: reorganisations.split(one, parts=[part], deal=deal, goes=False, **self._paper()))

    @rule()
    def take_back(self) -> None:
        if last := Reorganisation.objects.order_by("-pk").first():
            self._try(lambda: reorganisations.undo(last, actor=console(today=self.day)))

    @rule()
    def tomorrow(self) -> None:
        self.day += timedelta(days=1)

    @invariant()
    def everybody_is_where_the_book_says_if_he_is_still_there(self) -> None:
        shown: list[int] = []
        for branch in Organisation.objects.branches():
            living, loose, _ = queries.groups(branch)
            here = [member for row in living for member in row.members]
            assert all(self.book[member.pk] == row.group.uid for row in living for member in row.members)
            assert all(row.leader is None or row.leader in row.members for row in living)
            everyone = Member.objects.living().filter(organisation=branch)
            assert sorted(one.pk for one in [*here, *loose]) == sorted(one.pk for one in everyone)
            groups = {row.group.uid for row in living}
            assert not [one for one in loose if self.book.get(one.pk) in groups]
            shown += [member.pk for member in here]
        assert len(shown) == len(set(shown))

    def _keep(self, branch: Organisation, picks: Sequence[int], name: int, one: Group | None, outsider: int) -> None:
        """A group of members of the branch, now and then with somebody of another; the first is to lead."""
        here = list(Member.objects.filter(organisation=branch).order_by("pk"))
        anyone = list(Member.objects.order_by("pk"))
        chosen = [(anyone if not outsider or not here else here) for _ in picks]
        uids = list(dict.fromkeys(rows[pick % len(rows)].uid for rows, pick in zip(chosen, picks, strict=True)))
        seen = {"row": one.uid, "version": one.version} if one else {}
        actor = console(today=self.day)

        def keep() -> None:
            kept = group(branch, actor=actor, name=f"第{name}党小组", leader=uids[0], members=uids[1:], **seen)
            self.book = {pk: uid for pk, uid in self.book.items() if uid != kept.uid}
            self.book |= dict.fromkeys(Member.objects.filter(uid__in=uids).values_list("pk", flat=True), kept.uid)

        self._try(keep)

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except (Refused, Invalid):
            return

    def _branch(self, number: int) -> Organisation:
        rows = list(Organisation.objects.below(self.world.mill.path).branches().order_by("pk"))
        return rows[number % len(rows)]

    @staticmethod
    def _pick(rows: Any, number: int) -> Any:
        found = list(rows.order_by("pk"))
        return found[number % len(found)] if found else None

    def _paper(self) -> dict[str, Any]:
        return {"actor": console(today=self.day), "effective_on": self.day, "document": "清组发〔2025〕12号"}


@pytest.mark.django_db
def test_nobody_is_in_two_groups_nor_in_one_of_a_branch_he_left(world: World) -> None:
    GroupMachine.world = world
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        GroupMachine,
        settings=settings(
            max_examples=8,
            stateful_step_count=20,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
