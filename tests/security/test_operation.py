"""One operation, one transaction, one entry (业务操作): two clicks, two clerks, one who does both parts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection, transaction

from registry.kernel.flow import current_operation
from registry.kernel.refusals import Invalid, Refused
from registry.members import operations as members
from registry.members.models import Member
from registry.members.sets import basic
from registry.organisations import operations as organisations
from registry.organisations.models import Organisation
from registry.security import trail
from registry.security.actors import Actor
from registry.security.models import AuditEntry, Outcome
from registry.security.operation import each, entry_number, note, operation
from tests.world import TODAY, World, clerk, console, member_form, organisation_form, unit_form, written


def test_of_two_clicks_on_one_button_the_second_is_refused(world: World, branch_clerk: Actor) -> None:
    items = written(basic, phone="13900000099")
    members.maintain(world.li, actor=branch_clerk, items=items, version=1)
    with pytest.raises(Refused, match="刚刚被其他人修改过"):
        members.maintain(world.li, actor=branch_clerk, items=items, version=1)
    assert Member.objects.get(pk=world.li.pk).version == 2


def test_of_two_clerks_with_one_file_open_the_slower_is_told(
    world: World, branch_clerk: Actor, committee_clerk: Actor
) -> None:
    here, there = Member.objects.get(pk=world.li.pk), Member.objects.get(pk=world.li.pk)
    members.correct(here, actor=committee_clerk, items=written(basic, household="江川省"), version=here.version)
    with pytest.raises(Refused, match="刚刚被其他人修改过"):
        members.maintain(there, actor=branch_clerk, items=written(basic, address="新址"), version=there.version)
    assert Member.objects.get(pk=world.li.pk).address == "清源县二路1号"


def test_the_operation_sees_the_row_as_it_is_and_not_as_the_page_had_it(world: World, branch_clerk: Actor) -> None:
    world.li.name = "篡改"
    changed = members.maintain(world.li, actor=branch_clerk, items=written(basic, address="新址"), version=1)
    assert changed.name == "李守田"
    assert Member.objects.get(pk=world.li.pk).name == "李守田"


def test_a_refusal_keeps_nothing_of_what_was_done_before_it(world: World) -> None:
    before = (Organisation.objects.count(), world.county.children_made)
    twice = [unit_form(), unit_form()]
    with pytest.raises(Refused, match="同名单位"):
        organisations.create(
            world.county, actor=clerk(world.county), items=organisation_form(category="632", situation="2"), units=twice
        )
    world.county.refresh_from_db()
    assert (Organisation.objects.count(), world.county.children_made) == before


def test_what_a_constraint_refuses_is_said_in_chinese_and_recorded(world: World) -> None:
    form = organisation_form(name="中共清源县另一委员会")
    with pytest.raises(Refused) as refusal:
        organisations.create(world.county, actor=clerk(world.county), items=form, units=[unit_form("清源县织造厂")])
    assert str(refusal.value) == "已有同名单位，请直接关联该单位。"
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.outcome, entry.reason) == (Outcome.REFUSED, str(refusal.value))


def test_the_trail_keeps_of_broken_rules_their_numbers_and_no_data(world: World, committee_clerk: Actor) -> None:
    items = written(basic, joined_on="19750101", birth_on="19700305")
    with pytest.raises(Invalid):
        members.correct(world.li, actor=committee_clerk, items=items, version=1)
    assert AuditEntry.objects.order_by("-pk")[0].reason == "R-031"


def test_operations_do_not_call_operations(world: World) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        members.enter(world.weavers, actor=console("member.enter"), items=member_form())


def test_outside_an_operation_the_ledger_is_closed_again(world: World, branch_clerk: Actor) -> None:
    members.maintain(world.li, actor=branch_clerk, items=written(basic, address="新址"), version=1)
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('registry.entry', true)")
        assert cursor.fetchone() == ("",)
    assert (entry_number(), current_operation.get()) == (0, "")
    note(ignored="outside")


def test_many_subjects_have_one_outcome_each(world: World) -> None:
    people = [world.li, world.aygul, world.ouyang]
    results = each(
        members.maintain, people, actor=clerk(world.weavers), items=written(basic, education="大专"), version=1
    )
    assert [bool(result.refusal) for result in results] == [False, True, False]
    assert results[1].refusal == "超出本党组织管理范围。"
    assert [Member.objects.get(pk=one.pk).education for one in people] == ["31", "31", "31"]
    assert AuditEntry.objects.filter(function="member.maintain").count() == 3


def test_an_unknown_name_cannot_become_an_operation() -> None:
    with pytest.raises(KeyError):
        operation("member.abolish")


def test_whoever_lacks_the_right_is_told_who_has_it(world: World, branch_clerk: Actor) -> None:
    with pytest.raises(Refused) as refusal:
        members.correct(world.li, actor=branch_clerk, items={}, version=1)
    assert "维护党员信息" in str(refusal.value)
    assert "基层党委" in str(refusal.value)


def test_the_same_person_did_it_whatever_post_he_acts_from(world: World, branch_clerk: Actor) -> None:
    members.maintain(world.li, actor=branch_clerk, items=written(basic, address="新址"), version=1)
    elsewhere = replace(branch_clerk, seat=clerk(world.mill).seat)
    assert trail.did(elsewhere, ["member.maintain"], world.li)
    assert not trail.did(clerk(world.mill), ["member.maintain"], world.li)
    assert not trail.did(branch_clerk, ["member.maintain"], world.ouyang)
    assert not trail.did(branch_clerk, [], world.li)


def test_the_history_of_a_row_is_read_off_the_ledger(world: World, branch_clerk: Actor) -> None:
    members.maintain(world.li, actor=branch_clerk, items=written(basic, education="大专"), version=1)
    latest, first = trail.changes_of(world.li)
    assert (latest.before, latest.after) == ({"education": "61", "version": 1}, {"education": "31", "version": 2})
    assert latest.entry.detail == {"items": ["education"]}
    assert (first.before, first.after["name"]) == (None, "李守田")
    assert latest.entry.at is not None
    assert latest.entry.user_id == branch_clerk.user


def test_saving_without_a_change_leaves_the_row_as_it_was(world: World, branch_clerk: Actor) -> None:
    items = written(basic, education="初中", phone="139 0000 1000")
    same = members.maintain(world.li, actor=branch_clerk, items=items, version=1)
    assert same.version == 1
    assert trail.changes_of(world.li).count() == 1


def test_today_is_the_actors_day(world: World) -> None:
    items = written(basic, lost="是", lost_on="2025-09-02")
    with pytest.raises(Invalid, match="不能晚于今天"):
        members.correct(world.li, actor=clerk(world.mill, today=TODAY), items=items, version=1)
    members.correct(world.li, actor=clerk(world.mill, today=TODAY.replace(day=2)), items=items, version=1)
