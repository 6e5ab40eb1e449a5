"""Copies that leave (导出借阅): who has to agree, what is frozen, who may fetch it and how often, and that it comes back."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from registry.jobs import retention
from registry.jobs.models import Task
from registry.jobs.progress import SILENT
from registry.jobs.queue import asker
from registry.kernel import clock
from registry.kernel.refusals import Refused
from registry.lending import jobs, making, operations
from registry.lending.flow import Status
from registry.lending.models import MOST_TAKEN, Loan
from registry.members import operations as members
from registry.security import granting
from registry.security.granting import Said
from registry.security.models import AuditEntry, Outcome, Post, Role, StoredFile
from tests.lending.performances import TERMS, approved, asked, new_loan, ready, wanted
from tests.screens import signed_in
from tests.support.writing import writing
from tests.world import World, clerk, console, identity_number, member_form, open_account

FULL_NUMBER = re.compile(r"[0-9]{17}[0-9X]")


def form(**given: Any) -> dict[str, Any]:
    """What a clerk fills in."""
    due_on = (clock.today() + timedelta(days=30)).isoformat()
    return {"purpose": "report", "words": "报市委核对", "recipient": "市委组织部", "due_on": due_on} | given


def client_of(world: World, place: str) -> Client:
    return signed_in(Post.objects.get(organisation=getattr(world, place), role=Role.OPERATOR))


def cells(content: bytes) -> list[str]:
    rows = openpyxl.load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)
    return [str(cell) for row in rows for cell in row if cell]


def taken(client: Client, loan: Loan, approved: str = "") -> Any:
    return client.post(reverse("loan.take", args=[loan.uid]), {"approved": approved or loan.digest})


# --- what needs somebody else's consent


def test_a_small_masked_list_is_had_at_once_and_stands_among_the_loans(world: World) -> None:
    county = client_of(world, "county")
    answer = county.post(reverse("member.export"), form())
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    loan = Loan.objects.get()
    assert (loan.status, loan.taken, loan.rows, loan.full) == (Status.LENT, 1, 17, {})
    assert loan.number in county.get(reverse("loan.list")).content.decode()


@pytest.mark.parametrize("name", sorted(making.lists()))
@pytest.mark.parametrize("place", ["nation", "province", "city", "county", "mill"])
def test_no_number_leaves_in_full_unless_somebody_agreed(world: World, name: str, place: str) -> None:
    client = client_of(world, place)
    kind = making.lists()[name]
    everything = [column.key for column in client.get(reverse(kind.function)).context["list"].all_columns()]
    client.post(reverse(f"{kind.function}-columns"), {"column": everything})
    answer = client.post(reverse(name) + "?below=1", form())
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert not [cell for cell in cells(answer.content) if FULL_NUMBER.search(cell)]


def test_numbers_in_full_wait_for_somebody_else(world: World) -> None:
    county = client_of(world, "county")
    answer = county.post(reverse("member.export"), form(full=["identity_number"]))
    loan = Loan.objects.get()
    assert answer["Location"] == reverse("loan.view", args=[loan.uid])
    assert (loan.status, loan.file) == (Status.ASKED, None)
    assert "待审批" in county.get(answer["Location"]).content.decode()


def test_many_rows_wait_as_well(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "FREE", 5)
    client_of(world, "county").post(reverse("member.export"), form())
    assert Loan.objects.get().status == Status.ASKED


def test_a_large_list_in_small_pieces_is_a_large_list(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operations, "FREE_A_DAY", 2 * 17)
    county = client_of(world, "county")
    for _ in range(3):
        county.post(reverse("member.export"), form())
    assert [loan.status for loan in Loan.objects.order_by("pk")] == [Status.LENT, Status.LENT, Status.ASKED]


def test_who_may_agree_is_told_at_his_desk_and_who_asked_is_not(world: World) -> None:
    county = client_of(world, "county")
    county.post(reverse("member.export"), form(full=["identity_number"]))
    loan = Loan.objects.get()
    assert "1 份导出等您批准" in client_of(world, "city").get(reverse("home.view")).content.decode()
    assert "等您批准" not in county.get(reverse("home.view")).content.decode()
    assert "loan.approve" not in county.get(reverse("loan.view", args=[loan.uid])).context["buttons"]


def test_a_superior_may_want_every_export_of_an_organisation_to_be_agreed_to(world: World) -> None:
    said = Said(function="loan.free", started_on=clock.today())
    granting.close_function(world.county, actor=console(today=clock.today()), said=said)
    client_of(world, "county").post(reverse("member.export"), form())
    assert Loan.objects.get().status == Status.ASKED


def test_nobody_agrees_to_his_own_loan(world: World) -> None:
    borrower = clerk(world.province)
    with pytest.raises(Refused, match="录入人不得审批本人办理的事项"):
        operations.approve(asked(world), actor=borrower)


def test_who_agrees_sees_what_leaves_and_agrees_to_that_alone(world: World) -> None:
    loan = operations.ask(
        new_loan(world.county),
        actor=clerk(world.county),
        content=wanted(clerk(world.county), world.county),
        terms=TERMS,
    )
    superior, address = client_of(world, "city"), reverse("loan.approve", args=[loan.uid])
    plan = superior.post(address, {"opinion": "同意"}).context["plan"]
    assert [plan.lines[-1].text, re.findall("党员([0-9]+)人", plan.sums[0])[0]] == ["公民身份号码", "17"]
    members.enter(world.weavers, actor=console("member.enter"), items=member_form())
    changed = superior.post(address, {"opinion": "同意", "agreed": plan.digest})
    assert Loan.objects.get(pk=loan.pk).status == Status.ASKED
    superior.post(address, {"opinion": "同意", "agreed": changed.context["plan"].digest})
    loan.refresh_from_db()
    assert (loan.status, loan.rows) == (Status.APPROVED, 18)


# --- made in the background, as it was approved


def perform(loan: Loan) -> str:
    """What the worker does with the job that approving asked for."""
    task = Task.of("loan.make", loan.pk)
    assert task
    return jobs.make(task.subject, asker(task), SILENT)


def test_an_approved_copy_is_made_in_the_borrowers_name_with_the_numbers_he_asked_for(world: World) -> None:
    loan = approved(world)
    assert perform(loan) == perform(loan) == "可下载"
    loan.refresh_from_db()
    assert loan.file
    found = cells(loan.file.read())
    assert identity_number("19620305", "男") in found
    assert not [cell for cell in found if cell.startswith("1390000")]


def test_who_lost_the_right_meanwhile_gets_no_copy(world: World) -> None:
    loan = approved(world)
    said = Said(function="member.export", started_on=clock.today())
    granting.close_function(world.province, actor=console(today=clock.today()), said=said)
    with pytest.raises(Refused, match="没有这项导出的权限"):
        perform(loan)
    loan.refresh_from_db()
    assert (loan.status, loan.failure) == (Status.FAILED, operations.NOT_ANY_MORE)
    assert AuditEntry.objects.filter(function="loan.make", outcome=Outcome.REFUSED).exists()


def test_who_lost_it_after_the_copy_was_made_does_not_fetch_it(world: World) -> None:
    loan = ready(world)
    said = Said(function="loan.full", started_on=clock.today())
    granting.close_function(world.province, actor=console(today=clock.today()), said=said)
    assert "没有这项导出的权限" in taken(client_of(world, "province"), loan).content.decode()


def test_rows_that_changed_since_are_not_those_approved(world: World) -> None:
    loan = approved(world)
    members.enter(world.weavers, actor=console("member.enter"), items=member_form())
    with pytest.raises(Refused, match="名册有变动"):
        operations.make(loan, actor=clerk(world.province))


@pytest.mark.parametrize(
    "touched", [{"columns": []}, {"full": {"phone": "联系电话"}}, {"rows": 19}, {"function": "unit.export"}], ids=str
)
def test_terms_that_somebody_touched_in_the_database_are_not_those_approved(
    world: World, touched: dict[str, Any]
) -> None:
    loan, made = approved(world), ready(world)
    with writing():
        Loan.objects.filter(pk__in=[loan.pk, made.pk]).update(**touched)
    with pytest.raises(Refused, match="与批准的不同"):
        operations.make(loan, actor=clerk(world.province))
    made.refresh_from_db()
    assert taken(client_of(world, "province"), made).status_code == 409


# --- fetched by the borrower alone


def test_the_borrower_fetches_it_three_times_and_each_is_in_the_trail(world: World) -> None:
    province, loan = client_of(world, "province"), ready(world)
    for time in range(1, MOST_TAKEN + 1):
        assert taken(province, loan)["Content-Type"].endswith("spreadsheetml.sheet")
        entry = AuditEntry.objects.filter(function="member.export").latest("pk")
        assert (entry.detail["taken"], entry.detail["loan"]) == (time, loan.number)
        assert entry.detail["full"] == {"identity_number": "公民身份号码"}
    assert "文件已清除" in taken(province, loan).content.decode()


def test_for_anybody_else_there_is_no_such_file(world: World) -> None:
    loan = ready(world)
    open_account(world.province, "second-clerk")
    second = signed_in(Post.objects.get(user__login_name="second-clerk"))
    assert second.get(reverse("loan.view", args=[loan.uid])).status_code == 200
    assert taken(second, loan).status_code == 404


def test_what_is_not_as_approved_is_a_conflict(world: World) -> None:
    province, loan = client_of(world, "province"), ready(world)
    assert taken(province, loan, "0" * 64).status_code == 409
    loan.refresh_from_db()
    assert loan.taken == 0


def test_after_a_day_the_file_is_gone_and_a_second_sweep_finds_nothing(world: World) -> None:
    loan = ready(world)
    files = StoredFile.objects.count()
    assert retention.swept("copies", clock.now()) == 0
    tomorrow = clock.now() + timedelta(hours=25)
    assert retention.swept("copies", tomorrow) == 1
    assert retention.swept("copies", tomorrow) == 0
    loan.refresh_from_db()
    assert (loan.status, loan.file, StoredFile.objects.count()) == (Status.LAPSED, None, files - 1)


def test_a_copy_that_was_never_made_is_given_up_by_night(world: World) -> None:
    loan = approved(world)
    assert retention.swept("copies", clock.now() + timedelta(hours=25)) == 1
    loan.refresh_from_db()
    assert (loan.status, loan.failure) == (Status.FAILED, jobs.LATE)


def test_the_file_is_sealed_and_its_question_too(world: World) -> None:
    loan = ready(world)
    assert loan.file
    raw = Loan.objects.values("query", "secret").get(pk=loan.pk)
    assert b"PK" not in bytes(loan.file.content)[:4] and b"filters" not in bytes(raw["query"])
    assert bytes(raw["secret"]) != loan.secret.encode()
