"""The demonstration county's sheets (演示县汇总表): invented people who resemble the country's members."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from registry.codes.catalogue import code_list
from registry.intake.demonstration.sheets import MEMBER_COLUMNS, ORGANISATION_COLUMNS, TITLES, Sheets, sheets
from registry.kernel.dates import full_years
from registry.kernel.refusals import Level
from registry.kernel.values import credit_codes, identity
from registry.members.models import Member
from registry.members.sets import basic
from registry.organisations.categories import may_stand_below

TODAY = date(2026, 3, 1)
UNKNOWN = "0" * 18


@pytest.fixture(scope="module")
def county() -> Sheets:
    return sheets(TODAY)


@pytest.fixture(scope="module")
def people(county: Sheets) -> list[dict[str, str]]:
    return [dict(zip(MEMBER_COLUMNS, row, strict=True)) for row in county.members]


@pytest.fixture(scope="module")
def tree(county: Sheets) -> list[dict[str, str]]:
    return [dict(zip(ORGANISATION_COLUMNS, row, strict=True)) for row in county.organisations]


def share(people: list[dict[str, str]], column: str, *values: str) -> float:
    return 100 * sum(person[column] in values for person in people) / len(people)


def test_the_same_day_gives_the_same_sheets(county: Sheets) -> None:
    assert sheets(TODAY) == county
    assert sheets(date(2026, 3, 2)) != county


def test_it_has_the_size_of_a_small_county(county: Sheets) -> None:
    assert 230 <= len(county.organisations) <= 280
    assert 2800 <= len(county.members) <= 3300


def test_nobody_in_it_can_be_a_real_person(people: list[dict[str, str]], tree: list[dict[str, str]]) -> None:
    """R-254: numbers begin with 99, units have 99 in places 3 and 4, telephones lie in a block given to nobody."""
    for person in people:
        number = person["公民身份号码"]
        assert number == UNKNOWN or identity.parse(number, synthetic=True, today=TODAY).value == number
    for code in [code for row in tree for code in row["党组织所在单位代码"].split("；") if code not in ("", "0")]:
        assert credit_codes.parse(code, synthetic=True).value == code
    phones = [row["联系电话"] for row in (*people, *tree)]
    assert all(re.fullmatch(r"19[0-9]0000[0-9]{4}|66[0-9]{5}", phone) for phone in phones)


def test_no_two_share_a_number(people: list[dict[str, str]]) -> None:
    numbers = Counter(person["公民身份号码"] for person in people)
    assert numbers.pop(UNKNOWN) == 5
    assert set(numbers.values()) == {1}


def test_ages_sexes_peoples_and_schooling_are_as_in_the_bulletin(people: list[dict[str, str]]) -> None:
    """The bulletin of the members of 2024, within four points in a hundred."""
    ages = [full_years(date.fromisoformat(person["出生日期"]), TODAY) for person in people]
    bands = {
        (0, 30): 12.2,
        (31, 35): 10.7,
        (36, 40): 11.4,
        (41, 45): 9.7,
        (46, 50): 9.0,
        (51, 55): 9.4,
        (56, 60): 8.6,
        (61, 99): 28.9,
    }
    for (first, last), expected in bands.items():
        assert abs(100 * sum(first <= age <= last for age in ages) / len(ages) - expected) < 4, (first, last)
    assert max(ages) == 98
    assert min(ages) >= 18
    assert abs(share(people, "性别", "女") - 30.9) < 4
    assert abs(100 - share(people, "民族", "汉族") - 7.7) < 2
    assert abs(share(people, "学历", "大专", "大学", "硕士研究生") - 57.6) < 4


def test_it_has_names_that_are_easily_spoilt(people: list[dict[str, str]]) -> None:
    names = {person["姓名"] for person in people}
    assert sum("·" in name for name in names) >= 10
    assert {"䶮", "㼆"} <= {character for name in names for character in name}
    assert any(name.startswith(("欧阳", "上官", "司马", "诸葛", "尉迟", "令狐")) for name in names)


def test_every_organisation_stands_where_it_may_and_every_member_in_a_branch(
    people: list[dict[str, str]], tree: list[dict[str, str]]
) -> None:
    categories = {row["党组织名称"]: code_list("dz_org_category").find(row["组织类别"]) for row in tree}
    assert len(categories) == len(tree)
    assert all(categories.values())
    seen: set[str] = set()
    for row in tree:
        assert row["上级党组织"] in seen or not seen
        seen.add(row["党组织名称"])
        if above := categories.get(row["上级党组织"]):
            assert may_stand_below(categories[row["党组织名称"]].code, above.code)  # type: ignore[union-attr]
    branches = Counter(person["所在党支部"] for person in people)
    assert {categories[name].code for name in branches} == {"631", "632"}  # type: ignore[union-attr]
    assert min(branches.values()) >= 3
    assert max(branches.values()) <= 50


def test_nothing_in_it_is_refused_and_two_dozen_things_are_pointed_at(people: list[dict[str, str]]) -> None:
    items = [
        (label, item) for label in MEMBER_COLUMNS if (item := basic.labelled(label)) and item.name != "organisation"
    ]
    spoken: Counter[str] = Counter()
    for person in people:
        member = Member()
        for label, item in items:
            parsed = item.field.parse(person[label])
            assert not parsed.refused, (person["姓名"], label, parsed.problems)
            item.field.assign(member, parsed.value)
        found = basic.violations(member, TODAY)
        assert all(violation.level is Level.WARN for violation in found), (person["姓名"], found)
        spoken.update(violation.rule for violation in found)
    assert spoken == {"R-012": 8, "R-016": 5, "R-021": 6, "R-033": 5}


def test_the_workbooks_hold_the_rows_as_text(county: Sheets) -> None:
    books = county.workbooks()
    assert list(books) == [f"清源县{title}.xlsx" for title in TITLES.values()]
    for content, columns, rows in zip(
        books.values(), (ORGANISATION_COLUMNS, MEMBER_COLUMNS), (county.organisations, county.members), strict=True
    ):
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        [name] = book.sheet_names
        assert [tuple(row) for row in book.get_sheet_by_name(name).to_python()] == [columns, *rows]
