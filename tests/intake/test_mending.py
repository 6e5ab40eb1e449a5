"""Mending: one cell is put right in the rehearsal, and its row, and those it is entangled with, are judged again."""

from __future__ import annotations

import pytest

from registry.intake import operations
from registry.intake.flow import Status
from registry.intake.models import Batch, Finding, Mend, Outcome, Weight
from registry.kernel import clock
from registry.kernel.refusals import Refused
from registry.members.models import Member
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from tests import world as country
from tests.intake import county as sheets
from tests.intake.conftest import finding_texts, loaded, outcomes, rehearsed

pytestmark = pytest.mark.django_db


@pytest.fixture
def actor() -> Actor:
    return country.console(today=clock.today())


@pytest.fixture
def county() -> sheets.County:
    return sheets.faulty()


@pytest.fixture
def batch(new_county: Organisation, county: sheets.County, actor: Actor) -> Batch:
    """The faulty sheet of members, rehearsed."""
    loaded(new_county, "organisations", county.workbooks()["organisations"], actor)
    return rehearsed(new_county, "members", county.workbooks()["members"], actor)


def row_of(county: sheets.County, kind: str) -> int:
    return next(fault.excel_row for fault in county.faults if fault.kind.startswith(kind))


def test_a_mended_cell_lets_its_row_in_and_leaves_nothing_to_say(
    batch: Batch, county: sheets.County, actor: Actor
) -> None:
    row = row_of(county, "unknown-code")
    assert outcomes(batch)[row] == Outcome.REJECTED
    before = batch.counts
    batch = operations.mend(batch, actor=actor, row=row, item="education", value="大学")
    assert outcomes(batch)[row] == Outcome.NEW
    assert batch.findings.filter(row=row).exclude(weight=Weight.NOTE).count() == 0
    assert (batch.counts["new"], batch.counts["rejected"]) == (before["new"] + 1, before["rejected"] - 1)


def test_a_mend_that_is_wrong_again_says_what_is_wrong_now(batch: Batch, county: sheets.County, actor: Actor) -> None:
    row = row_of(county, "id-17-digits")
    number = str(county.members[row - 2][4])
    batch = operations.mend(batch, actor=actor, row=row, item="identity_number", value=f"{number}Q")
    assert outcomes(batch)[row] == Outcome.REJECTED
    assert "第18位是“Q”" in finding_texts(batch, row)


def test_a_mended_number_goes_in_sealed_and_searchable(batch: Batch, county: sheets.County, actor: Actor) -> None:
    row = row_of(county, "id-check-digit")
    number = str(county.members[row - 2][4])
    right = sheets.identity_of(number)
    batch = operations.mend(batch, actor=actor, row=row, item="identity_number", value=right)
    operations.load(operations.start(batch, actor=actor), actor=actor)
    member = Member.objects.with_identity(right).get()
    assert (member.identity_number, member.name) == (right, county.members[row - 2][1])


def test_what_was_typed_is_kept_sealed_with_who_did_it(batch: Batch, county: sheets.County, actor: Actor) -> None:
    row = row_of(county, "id-check-digit")
    right = sheets.identity_of(str(county.members[row - 2][4]))
    operations.mend(batch, actor=actor, row=row, item="identity_number", value=right)
    mend = Mend.objects.get(batch=batch, row=row)
    assert mend.value == right
    assert right.encode() not in bytes(Mend.objects.filter(pk=mend.pk).values_list("value", flat=True)[0])


def test_mends_outlive_a_new_rehearsal(batch: Batch, county: sheets.County, actor: Actor) -> None:
    row = row_of(county, "missing-name")
    batch = operations.mend(batch, actor=actor, row=row, item="name", value="测试戊")
    batch = operations.match(
        batch, actor=actor, kind=batch.kind, chosen=batch.columns, values={"education": {"大本": "21"}}
    )
    batch = operations.rehearse(batch, actor=actor)
    assert outcomes(batch)[row] == Outcome.NEW
    assert outcomes(batch)[row_of(county, "unknown-code")] == Outcome.NEW


def test_mending_the_number_of_a_twin_frees_both(batch: Batch, county: sheets.County, actor: Actor) -> None:
    row = row_of(county, "duplicate-id")
    other = int(next(fault.kind for fault in county.faults if fault.excel_row == row).rsplit("-", 1)[1])
    assert outcomes(batch)[other] == Outcome.NEW
    own = sheets.member(990, sheets.branch_name(1))
    for item, place in (("identity_number", 4), ("birth_on", 5), ("sex", 2), ("joined_on", 9), ("converted_on", 10)):
        batch = operations.mend(batch, actor=actor, row=row, item=item, value=str(own[place]))
    assert (outcomes(batch)[row], outcomes(batch)[other]) == (Outcome.NEW, Outcome.NEW)


def test_mending_makes_a_twin_as_well(batch: Batch, county: sheets.County, actor: Actor) -> None:
    first, second = county.members[1], county.members[3]
    batch = operations.mend(batch, actor=actor, row=5, item="identity_number", value=str(first[4]))
    assert first[4] != second[4]
    assert outcomes(batch)[3] == Outcome.NEW
    assert "与第3行号码相同" in finding_texts(batch, 5)


def test_rows_mended_after_the_load_go_in_as_a_second_act_of_the_same_batch(
    batch: Batch, new_county: Organisation, county: sheets.County, actor: Actor
) -> None:
    batch = operations.load(operations.start(batch, actor=actor), actor=actor)
    first = Member.objects.below(new_county.path).count()
    row = row_of(county, "unknown-code")
    batch = operations.mend(batch, actor=actor, row=row, item="education", value="大学")
    assert (batch.status, batch.counts["new"]) == (Status.LOADED, 1)
    batch = operations.load(operations.start(batch, actor=actor), actor=actor)
    assert Member.objects.below(new_county.path).count() == first + 1
    operations.undo(batch, actor=actor)
    assert Member.objects.below(new_county.path).count() == 0


def test_a_row_that_has_gone_in_is_not_mended(batch: Batch, county: sheets.County, actor: Actor) -> None:
    batch = operations.load(operations.start(batch, actor=actor), actor=actor)
    with pytest.raises(Refused, match="它已经导入"):
        operations.mend(batch, actor=actor, row=2, item="name", value="测试己")


def test_a_skipped_row_stays_out_and_says_that_it_was_skipped(batch: Batch, actor: Actor) -> None:
    batch = operations.decide(batch, actor=actor, row=2, choice="skip")
    assert outcomes(batch)[2] == Outcome.REJECTED
    assert "已选择跳过" in finding_texts(batch, 2)
    batch = operations.decide(batch, actor=actor, row=2, choice="")
    assert outcomes(batch)[2] == Outcome.NEW


def test_only_the_corrected_rows_handed_in_again_go_in_and_the_rest_is_unchanged(
    batch: Batch, new_county: Organisation, county: sheets.County, actor: Actor
) -> None:
    operations.load(operations.start(batch, actor=actor), actor=actor)
    row = list(county.members[row_of(county, "unknown-code") - 2])
    row[6] = "大学"
    again = rehearsed(new_county, "members", sheets.workbook(sheets.MEMBER_HEAD, [row, county.members[0]]), actor)
    assert outcomes(again) == {2: Outcome.NEW, 3: Outcome.UNCHANGED}


def test_no_finding_shows_a_whole_number(batch: Batch, county: sheets.County) -> None:
    shown = " ".join(Finding.objects.filter(batch=batch, item="identity_number").values_list("shown", flat=True))
    assert shown
    assert not any(str(row[4]).strip() in shown for row in county.members if row[4])
