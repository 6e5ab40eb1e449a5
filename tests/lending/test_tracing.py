"""A leaked table leads back to the loan it came from (泄露溯源): as a file, as pasted rows, without its first line."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from registry.lending import operations, queries
from registry.lending.models import Loan
from registry.members import operations as members
from registry.security.actors import Actor
from registry.security.models import AuditEntry, Post, Role
from registry.security.sight import seeing
from tests.lending.performances import TERMS, new_loan, wanted
from tests.screens import signed_in
from tests.world import TODAY, World, clerk, console, identity_number, member_form

MANY = 200


@pytest.fixture
def crowd(world: World) -> World:
    """A branch with two hundred more members."""
    for number in range(MANY):
        items = member_form(
            name=f"测试{chr(0x4E00 + 7 * number)}{chr(0x5000 + 11 * number)}",
            identity_number=identity_number("19800101", "男", number), birth_on="19800101",
        )  # fmt: skip
        members.enter(world.weavers, actor=console("member.enter"), items=items)
    return world


@pytest.fixture
def auditor(crowd: World) -> Client:
    return signed_in(Post.objects.get(organisation=crowd.province, role=Role.AUDIT))


def borrowed(world: World) -> Loan:
    """The county's clerk has the list of all members, masked."""
    borrower = clerk(world.county)
    return operations.ask(
        new_loan(world.county), actor=borrower, content=wanted(borrower, world.county, ()), terms=TERMS
    )


def sheet(loan: Loan) -> list[list[str]]:
    """The rows of the file below its header."""
    assert loan.file
    rows = openpyxl.load_workbook(BytesIO(loan.file.read())).worksheets[0].iter_rows(min_row=3, values_only=True)
    return [[str(cell or "") for cell in row] for row in rows]


def test_two_hundred_rows_copied_out_of_a_file_still_identify_the_export(crowd: World, auditor: Client) -> None:
    loans = [borrowed(crowd) for _ in range(3)]
    copied = sheet(loans[1])[5 : 5 + MANY]
    assert len(copied) == MANY
    pasted = "\r\n".join("\t".join(row) for row in copied)
    suspects = auditor.post(reverse("loan.trace"), {"text": pasted}).context["suspects"]
    assert [(one.loan, one.verdict[1], one.numbered) for one in suspects] == [(loans[1], "确定", False)]


def test_they_do_so_when_they_were_sorted_anew(crowd: World) -> None:
    loans = [borrowed(crowd) for _ in range(3)]
    auditor = clerk(crowd.province, Role.AUDIT)
    suspects = queries.traced(auditor, sorted(sheet(loans[2]), key=lambda row: row[1:]))
    assert [(one.loan, one.likeness.is_certain) for one in suspects] == [(loans[2], True)]


def test_a_whole_file_is_known_by_its_number_and_its_mark(crowd: World, auditor: Client) -> None:
    loan = borrowed(crowd)
    assert loan.file
    leaked = SimpleUploadedFile("名单.xlsx", loan.file.read())
    answer = auditor.post(reverse("loan.trace"), {"file": leaked})
    (found,) = answer.context["suspects"]
    assert (found.loan, found.numbered, found.verdict[1]) == (loan, True, "确定")
    assert loan.number in answer.content.decode()
    entry = AuditEntry.objects.filter(function="loan.trace").latest("pk")
    assert entry.detail == {"rows": MANY + 17 + 2, "found": [loan.number]}


def test_a_number_that_was_copied_to_another_table_is_no_proof(crowd: World, auditor: Client) -> None:
    loan = borrowed(crowd)
    suspects = auditor.post(reverse("loan.trace"), {"text": f"借阅编号 {loan.number}\n张三\t某支部"}).context[
        "suspects"
    ]
    assert [(one.loan, one.verdict[1]) for one in suspects] == [(loan, "仅编号相符")]


def test_what_was_borrowed_beyond_the_auditors_sight_is_not_found(crowd: World) -> None:
    copied = sheet(borrowed(crowd))
    for place, found in ((crowd.city, 1), (crowd.school, 0)):
        actor = Actor.console("loan.trace", today=TODAY, path=place.path)
        with seeing(actor.seat.sight):
            assert len(queries.traced(actor, copied)) == found


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "请上传外泄的表格"),
        ({"file": SimpleUploadedFile("x.xlsx", b"MZ not a workbook")}, "不是"),
        ({"text": "张三\t某支部"}, "没有相符的借阅"),
    ],
)
def test_what_cannot_be_compared_is_told(auditor: Client, given: dict[str, object], words: str) -> None:
    assert words in auditor.post(reverse("loan.trace"), given).content.decode()


def test_what_was_compared_is_kept_nowhere(crowd: World, auditor: Client) -> None:
    auditor.post(reverse("loan.trace"), {"text": "绝无仅有的人\t某支部"})
    entry = AuditEntry.objects.filter(function="loan.trace").latest("pk")
    assert "绝无仅有" not in str(entry.detail)
