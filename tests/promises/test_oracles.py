"""The worked examples of rules.md section 17 (校核样例) that the register of organisations and members can answer."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest

from registry.kernel import dates
from registry.kernel.refusals import Invalid, Level
from registry.kernel.sets import InformationSet
from registry.kernel.values import credit_codes
from registry.members import operations as members
from registry.members.models import Member
from registry.members.sets import basic as member_set
from registry.members.sets import seniority
from registry.organisations.models import Organisation
from registry.organisations.sets import basic as organisation_set
from registry.organisations.sets import details
from registry.web import attachments
from tests import world as country
from tests.world import World

REFUSE, WAIVABLE, WARN = Level.REFUSE, Level.WAIVABLE, Level.WARN
Found = set[tuple[str, Level]]


def judged(information: InformationSet, row: Any, today: date, **written: str) -> Found:
    """The rules that speak when these values are typed into a form, by number and level."""
    read = {name: information.items[name].field.parse(value) for name, value in written.items()}
    found = {(problem.rule, problem.level) for parsed in read.values() for problem in parsed.problems}
    touched = {name for name, parsed in read.items() if not parsed.refused}
    for name in touched:
        information.items[name].field.assign(row, read[name].value)
    touched |= {companion for name in touched for companion in information.items[name].field.companions()}
    return found | {(one.rule, one.level) for one in information.violations(row, today, touched)}


def member(today: date = country.TODAY, **written: str) -> Found:
    """What is said of a new member's form."""
    return judged(member_set, Member(), today, **written)


@pytest.mark.parametrize(
    ("number", "start", "months", "expected"),
    [
        ("E-001", "2025-01-31", 1, "2025-02-28"), ("E-002", "2024-01-31", 1, "2024-02-29"),
        ("E-003", "2024-02-29", 12, "2025-02-28"), ("E-004", "2025-08-31", 6, "2026-02-28"),
        ("E-005", "2025-01-31", 2, "2025-03-31"), ("E-085", "1975-07-01", 600, "2025-07-01"),
        ("E-085", "1975-07-02", 600, "2025-07-02"),
    ],
)  # fmt: skip
def test_months_are_added_as_the_rule_book_does(number: str, start: str, months: int, expected: str) -> None:
    assert dates.add_months(date.fromisoformat(start), months) == date.fromisoformat(expected)


def test_months_added_one_by_one_may_end_elsewhere() -> None:
    """E-005."""
    assert dates.add_months(dates.add_months(date(2025, 1, 31), 1), 1) == date(2025, 3, 28)


def test_somebody_born_on_29_february_comes_of_age_on_the_28th() -> None:
    """E-006."""
    born = date(2004, 2, 29)
    assert dates.full_years(born, date(2022, 2, 27)) == 17
    assert dates.full_years(born, date(2022, 2, 28)) == 18


@pytest.mark.parametrize(
    ("number", "written", "expected"),
    [
        ("E-019", {"identity_number": "990001197503120010", "sex": "男", "birth_on": "1975-03-12"}, set()),
        ("E-020", {"identity_number": "990001197503120011"}, {("R-019", REFUSE)}),
        ("E-021", {"identity_number": "99000120040229012x", "sex": "女", "birth_on": "2004-02-29"}, set()),
        ("E-022", {"identity_number": "990001198805050024", "sex": "男"}, {("R-020", WAIVABLE)}),
        ("E-023", {"identity_number": "990001199009040313", "birth_on": "1990-09-14"}, {("R-021", WARN)}),
        ("E-024", {"identity_number": "990001200002301014"}, {("R-018", REFUSE)}),
        ("E-028", {"birth_on": "1990-05-01", "joined_on": "2005-04-30"}, {("R-026", REFUSE)}),
        ("E-029", {"birth_on": "1958-06-10", "joined_on": "1975-07-01"}, {("R-026", WARN)}),
        ("E-030", {"category": "预备党员", "converted_on": "2025-06-01"}, {("R-029", REFUSE)}),
        ("E-032", {"joined_on": "2024-06-01", "converted_on": "2024-05-31"},
         {("R-028", REFUSE), ("R-076", WAIVABLE)}),
        ("E-036", {"phone": "1234567"}, {("R-033", WARN)}),
        ("E-076", {"joined_on": "1971-07-01", "converted_on": "1971-07-01"}, set()),
        ("E-077", {"joined_on": "1971-07-01", "converted_on": "1972-07-01"}, {("R-208", WARN)}),
        ("E-078", {"joined_on": "1979-10-01", "converted_on": "1980-09-30"}, {("R-076", WAIVABLE)}),
        ("E-078", {"joined_on": "1979-10-01", "converted_on": "1980-10-01"}, set()),
        ("E-079", {"joined_on": "1950-03-15", "converted_on": "1950-09-15"}, set()),
        ("E-079", {"joined_on": "1950-03-15", "converted_on": "1950-09-14"}, {("R-209", WARN)}),
        ("E-080", {"joined_on": "1969-04-08", "converted_on": "1969-04-08"}, {("R-076", WARN)}),
        ("E-081", {"joined_on": "2021-07-01", "converted_on": "2022-06-30"}, {("R-076", WAIVABLE)}),
    ],
)  # fmt: skip
def test_a_members_form_is_judged_as_the_rule_book_says(number: str, written: dict[str, str], expected: Found) -> None:
    assert member(**written) == expected


def test_the_lower_case_x_is_stored_as_a_capital_and_the_change_is_told() -> None:
    """E-021."""
    read = member_set.items["identity_number"].field.parse("99000120040229012x")
    assert read.value == "99000120040229012X"
    assert read.changed


def test_a_conversion_dated_tomorrow_is_refused() -> None:
    """E-031."""
    found = member(date(2025, 8, 31), joined_on="2024-08-31", converted_on="2025-09-01")
    assert ("R-027", REFUSE) in found
    assert member(date(2025, 9, 1), joined_on="2024-08-31", converted_on="2025-09-01") == set()


def test_a_member_without_a_number_is_entered_with_a_warning(world: World) -> None:
    """E-025."""
    form = country.member_form(identity_number="0" * 18)
    entered = members.enter(world.weavers, actor=country.console("member.enter"), items=form)
    found = member_set.violations(entered, country.TODAY)
    assert [(one.rule, one.level) for one in found] == [("R-016", WARN)]


def test_the_number_of_somebody_in_another_branch_is_refused(world: World) -> None:
    """E-026."""
    form = country.member_form(identity_number=world.li.identity_number, birth_on="1962-03-05")
    with pytest.raises(Invalid) as refusal:
        members.enter(world.teachers, actor=country.console("member.enter"), items=form)
    assert [violation.rule for violation in refusal.value.violations] == ["R-022"]


def test_a_changed_day_of_joining_needs_a_document(world: World, committee_clerk: Any) -> None:
    """E-033."""
    with pytest.raises(Invalid) as refusal:
        members.correct(
            world.li, actor=committee_clerk, items=country.written(member_set, joined_on="1985-07-02"), version=1
        )
    assert [violation.rule for violation in refusal.value.violations] == ["R-031"]


def test_a_document_may_have_five_mebibytes_and_not_a_byte_more() -> None:
    """E-034."""
    assert attachments.kind_of("决议.pdf", _document(5_242_880)) == "pdf"
    with pytest.raises(ValueError, match="5M"):
        attachments.kind_of("决议.pdf", _document(5_242_881))


def test_a_credit_code_is_checked_to_its_last_character() -> None:
    """E-035."""
    assert credit_codes.parse("11999901000012345L").value == "11999901000012345L"
    assert [problem.rule for problem in credit_codes.parse("11999901000012345M").problems] == ["R-144"]


def test_lists_show_the_first_six_and_the_last_two_of_a_number() -> None:
    """E-037."""
    row = Member()
    row.identity_number = "990001197503120010"
    assert member_set.items["identity_number"].text(row) == "990001**********10"


def test_fifteen_of_sixteen_items_are_93_percent(world: World) -> None:
    """E-038: eighteen items count, sixteen of them apply to a full member who is neither lost nor away."""
    li = world.li
    assert sum(item.applies_to(li) for item in member_set.counted) == 16
    assert member_set.completeness(li).percent == 100
    li.education = ""
    assert member_set.completeness(li).percent == 93
    assert [item.name for item in member_set.completeness(li).missing] == ["education"]


@pytest.mark.parametrize(
    ("number", "converted", "correction", "today", "months", "years"),
    [
        ("E-082", date(2015, 7, 1), 0, date(2025, 6, 30), 119, 9),
        ("E-082", date(2015, 7, 1), 0, date(2025, 7, 1), 120, 10),
        ("E-083", date(2015, 7, 1), -7, date(2026, 3, 31), 121, 10),
        ("E-084", date(2016, 5, 1), 0, date(2026, 5, 1), 120, 10),
    ],
)  # fmt: skip
def test_party_standing_is_counted_in_full_months(
    number: str, converted: date, correction: int, today: date, months: int, years: int
) -> None:
    standing = seniority.on(today, converted, correction)
    assert (standing.months, standing.years) == (months, years)


@pytest.mark.parametrize(
    ("number", "category", "above", "situation", "units", "expected"),
    [
        ("E-115", "632", "611", "2", 1, {("R-141", REFUSE)}),
        ("E-115", "632", "611", "2", 2, set()),
        ("E-115", "632", "611", "2", 6, {("R-141", WARN)}),
        ("E-116", "141", "611", "", 0, {("R-139", REFUSE)}),
        ("E-117", "611", "141", "", 0, {("R-140", REFUSE)}),
        ("E-117", "141", "131", "", 0, set()),
    ],
)  # fmt: skip
def test_an_organisations_form_is_judged_as_the_rule_book_says(
    number: str, category: str, above: str, situation: str, units: int, expected: Found
) -> None:
    form = country.organisation_form(category=category, situation=situation)
    row = Organisation(parent=Organisation(category=above))
    for name, value in form.items():
        details.items[name].field.assign(row, value)
    facts = _Facts(row, units)
    assert {(one.rule, one.level) for one in organisation_set.violations(facts, country.TODAY)} == expected


class _Facts:
    """An organisation with a number of units, below a superior that has one."""

    def __init__(self, organisation: Organisation, units: int) -> None:
        self._organisation, self.unit_count, self.parent_has_unit = organisation, units, True

    def __getattr__(self, name: str) -> Any:
        return getattr(self._organisation, name)


def _document(size: int) -> Any:
    file = BytesIO(b"%PDF-1.7\n")
    file.size = size  # type: ignore[attr-defined]
    return file
