"""Copies that come back (归还、销毁、逾期), and those that leave on paper."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from registry.kernel import clock
from registry.kernel.refusals import Invalid, Refused
from registry.lending import operations, queries
from registry.lending.flow import Status
from registry.lending.models import Loan
from registry.organisations.models import Organisation, State
from registry.security.models import AuditEntry, Outcome, Post, Role
from registry.security.sight import seeing
from tests.lending.performances import TERMS, asked, lent, new_loan, wanted
from tests.lending.test_loans import client_of, form
from tests.screens import signed_in
from tests.support.writing import writing
from tests.world import TODAY, World, clerk, console


def test_a_copy_that_was_destroyed_is_settled_and_its_file_gone(world: World) -> None:
    loan, today = lent(world), clock.today()
    loan = operations.give_back(loan, actor=clerk(world.province, today=today), became="destroyed", on=today)
    assert (loan.status, loan.settled_on, loan.file) == (Status.DESTROYED, today, None)


@pytest.mark.parametrize("on", [date(2024, 1, 1), clock.today() + timedelta(days=1)])
def test_it_did_not_come_back_before_it_left_or_after_today(world: World, on: date) -> None:
    with pytest.raises(Invalid, match="不能早于借出"):
        operations.give_back(lent(world), actor=clerk(world.province, today=clock.today()), became="returned", on=on)


def test_it_is_extended_twice_with_a_reason_and_no_more(world: World) -> None:
    loan, borrower = lent(world), clerk(world.province)
    for weeks in (6, 8):
        loan = operations.extend(loan, actor=borrower, due_on=TODAY + timedelta(weeks=weeks), reason="核对没有做完")
    with pytest.raises(Refused, match="已经延期两次"):
        operations.extend(loan, actor=borrower, due_on=TODAY + timedelta(weeks=10), reason="还没有做完")


def test_a_copy_of_an_organisation_that_is_gone_comes_back_all_the_same(world: World) -> None:
    loan, today = lent(world), clock.today()
    with writing():
        Organisation.objects.filter(pk=loan.organisation_id).update(state=State.DISSOLVED)
    loan = operations.give_back(loan, actor=clerk(world.province, today=today), became="returned", on=today)
    assert loan.status == Status.RETURNED


@pytest.mark.parametrize("act", [operations.withdraw, operations.extend])
def test_only_the_borrower_himself_withdraws_and_extends(world: World, act: Any) -> None:
    loan = lent(world) if act is operations.extend else asked(world)
    inputs = {"due_on": TODAY + timedelta(weeks=8), "reason": "替他延期"} if act is operations.extend else {}
    with pytest.raises(Refused, match="只有借阅人本人"):
        act(loan, actor=console(), **inputs)


@pytest.mark.parametrize("days", [-1, 181])
def test_it_is_lent_from_today_and_for_half_a_year_at_most(world: World, days: int) -> None:
    with pytest.raises(Invalid, match="180天"):
        asked(world, due_on=TODAY + timedelta(days=days))


# --- overdue


@pytest.fixture
def late(world: World) -> Loan:
    """The county's clerk had a list in the autumn of 2025 and never brought it back."""
    return operations.ask(
        new_loan(world.county),
        actor=clerk(world.county),
        content=wanted(clerk(world.county), world.county, ()),
        terms=TERMS,
    )


def test_who_is_late_is_told_at_his_desk_and_his_superior_at_his(world: World, late: Loan) -> None:
    for place, counted in ((world.county, (1, 0)), (world.city, (0, 1)), (world.school, (0, 0))):
        actor = clerk(place, today=clock.today())
        with seeing(actor.seat.sight):
            assert queries.overdue(actor) == counted
    assert "导出逾期" in client_of(world, "county").get(reverse("home.view")).content.decode()
    assert "份导出逾期未还" in client_of(world, "city").get(reverse("home.view")).content.decode()


def test_the_auditor_sees_what_is_late_and_nothing_to_do_with_it(world: World, late: Loan) -> None:
    auditor = signed_in(Post.objects.get(organisation=world.province, role=Role.AUDIT))
    assert late.number in auditor.get(reverse("loan.watch") + "?state=overdue").content.decode()
    assert late.number not in auditor.get(reverse("loan.watch") + "?state=ended").content.decode()
    answer = auditor.get(reverse("loan.watch-one", args=[late.uid]))
    assert "逾期" in answer.content.decode()
    assert answer.context["buttons"] == []
    assert auditor.post(reverse("loan.take", args=[late.uid])).status_code == 404


# --- paper


def test_one_form_is_printed_with_one_click_and_is_no_loan(world: World) -> None:
    mill = client_of(world, "mill")
    assert mill.post(reverse("member.print"), {"pick": world.li.uid})["Content-Type"] == "application/pdf"
    assert not Loan.objects.exists()


def test_forms_of_a_branch_are_lent_under_a_number_that_stands_in_the_trail(world: World) -> None:
    branch, address = client_of(world, "weavers"), reverse("member.print-branch", args=[world.weavers.uid])
    assert "将打印" in branch.get(address).content.decode()
    assert not Loan.objects.exists()
    assert branch.post(address, form(purpose="collect"))["Content-Type"] == "application/pdf"
    loan = Loan.objects.get()
    assert (loan.function, loan.status, loan.rows) == ("member.print", Status.LENT, 4)
    read = AuditEntry.objects.filter(function="member.print", outcome=Outcome.READ)
    assert [entry.detail["loan"] for entry in read] == [loan.number] * 4
    assert "打印件借出" in branch.get(reverse("loan.list")).content.decode()


def test_forms_of_those_ticked_are_too(world: World) -> None:
    mill, picks = client_of(world, "mill"), {"pick": [world.li.uid, world.ye.uid]}
    assert "将打印" in mill.post(reverse("member.print"), picks).content.decode()
    assert mill.post(reverse("member.print"), picks | form())["Content-Type"] == "application/pdf"
    assert Loan.objects.get().rows == 2
    assert "还没有勾选党员" in mill.post(reverse("member.print")).content.decode()
