"""Every fault of a county's sheets ends as it must, and every other row goes in."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import pytest

from registry.intake.models import Batch, Outcome, Weight
from registry.kernel import clock
from registry.kernel.values.identity import check_digit
from registry.members.models import Member
from registry.organisations import operations as organisations
from registry.organisations.models import Organisation
from tests import world as country
from tests.intake import county as sheets
from tests.intake.conftest import loaded, outcomes, said

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Handed:
    """Sheets as they were handed in, and the answers to them."""

    name: str
    workbooks: dict[str, bytes]
    faults: list[sheets.Fault]


def built() -> Handed:
    county = sheets.faulty()
    return Handed("built", county.workbooks(), county.faults)


def found() -> list[Handed]:
    """The sample counties that lie beside the project, if there are any; else the built one."""
    folders = sorted(Path(__file__).parents[3].glob("shared/samples/*/answers.csv"))
    return [_read(answers.parent) for answers in folders] or [built()]


def _read(folder: Path) -> Handed:
    with (folder / "answers.csv").open(encoding="utf-8", newline="") as file:
        faults = [
            sheets.Fault(row["sheet"], int(row["excel_row"]), row["fault"], row["expected"])
            for row in csv.DictReader(file)
        ]
    names = ("organisations", "members")
    return Handed(folder.name, {name: (folder / f"{name}.xlsx").read_bytes() for name in names}, faults)


@pytest.fixture
def place(world: country.World) -> Organisation:
    """An empty place above a new county."""
    items = country.organisation_form(name="中国共产党试点市委员会", category="131", situation="")
    return organisations.create(world.province, actor=country.console("organisation.create"), items=items)


@pytest.mark.parametrize("handed", [built(), *found()], ids=lambda handed: handed.name)
def test_every_fault_ends_as_the_answers_say_and_every_other_row_goes_in(handed: Handed, place: Organisation) -> None:
    actor = country.console(today=clock.today())
    before = Member.objects.count()
    batches = {name: loaded(place, name, handed.workbooks[name], actor) for name in ("organisations", "members")}
    for name, batch in batches.items():
        answers = {fault.excel_row: fault for fault in handed.faults if fault.sheet == name}
        results = outcomes(batch)
        wrong = [fault for row, fault in answers.items() if not _is_right(batch, row, results[row], fault)]
        assert wrong == []
        assert {row for row, outcome in results.items() if outcome != Outcome.NEW and row not in answers} == set()
    results = outcomes(batches["members"])
    assert Member.objects.count() - before == sum(outcome == Outcome.NEW for outcome in results.values())


def _is_right(batch: Batch, row: int, outcome: str, fault: sheets.Fault) -> bool:
    weights = {weight for weight, _ in said(batch, row)}
    if fault.expected == "reject":
        return outcome == Outcome.REJECTED and bool(weights & {Weight.REFUSE, Weight.WAIVABLE})
    if fault.expected == "reject-one":
        return _one_of_two(batch, row, int(fault.kind.rsplit("-", 1)[1]))
    expected = {"warn": Weight.WARN, "normalise": Weight.NOTE, "neutralise": Weight.PLAIN}[fault.expected]
    return outcome == Outcome.NEW and expected in weights


def _one_of_two(batch: Batch, row: int, other: int) -> bool:
    results = outcomes(batch)
    pair = {row: other, other: row}
    out = [one for one in pair if results[one] in (Outcome.REJECTED, Outcome.PENDING)]
    naming = [one for one in out if any(f"第{pair[one]}行" in message for _, message in said(batch, one))]
    return len(out) == 1 and naming == out


def test_a_warning_stays_with_the_record(place: Organisation) -> None:
    county = sheets.faulty()
    actor = country.console(today=clock.today())
    for name, content in county.workbooks().items():
        batch = loaded(place, name, content, actor)
    for fault in county.faults:
        if fault.expected == "warn":
            number = county.members[fault.excel_row - 2]
            member = Member.objects.get(name=number[1], path__below=place.path)
            rules = {violation.rule for violation in country.member_set.violations(member, actor.today)}
            assert {one.rule for one in batch.findings.filter(row=fault.excel_row, weight=Weight.WARN)} <= rules


def test_what_begins_like_a_formula_is_loaded_as_the_text_it_is(place: Organisation) -> None:
    county = sheets.faulty()
    actor = country.console(today=clock.today())
    for name, content in county.workbooks().items():
        loaded(place, name, content, actor)
    row = next(fault.excel_row for fault in county.faults if fault.kind == "formula-injection")
    assert (
        Member.objects.get(name=county.members[row - 2][1], path__below=place.path).address
        == county.members[row - 2][13]
    )


def test_a_wrong_check_digit_is_answered_with_the_right_one(place: Organisation) -> None:
    county = sheets.faulty()
    actor = country.console(today=clock.today())
    for name, content in county.workbooks().items():
        batch = loaded(place, name, content, actor)
    row = next(fault.excel_row for fault in county.faults if fault.kind == "id-check-digit")
    number = str(county.members[row - 2][4])
    finding = batch.findings.get(row=row, rule="R-019")
    assert f"应为{check_digit(number[:17])}" in finding.message
    assert number not in finding.shown
    assert finding.original() == number
