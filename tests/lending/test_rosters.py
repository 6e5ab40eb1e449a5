"""Lists that leave the registry as sheets (导出名册): what is on screen, as text, for a purpose, and with a trace."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from registry.kernel import clock
from registry.organisations.lists import PlacedList
from registry.printing import rosters
from registry.security.models import AuditEntry, Outcome, Post
from registry.unit_register.lists import UnitList
from tests.screens import signed_in
from tests.unit_register.test_linking import situate
from tests.units.performances import new_unit
from tests.world import LEGAL, PEOPLE, World

PURPOSE = {
    "purpose": "report", "words": "报县委组织部核对", "recipient": "县委组织部",
    "due_on": (clock.today() + timedelta(days=30)).isoformat(),
}  # fmt: skip
SHEETS = pytest.mark.parametrize("name", ["member.export", "unit.export"])


@pytest.fixture
def county(world: World) -> Client:
    return signed_in(Post.objects.get(organisation=world.county))


def read(answer: HttpResponse) -> list[list[str]]:
    """The sheet that came, row by row."""
    assert answer.status_code == 200
    sheet = openpyxl.load_workbook(BytesIO(answer.content)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


@SHEETS
def test_without_a_purpose_nothing_leaves(county: Client, name: str) -> None:
    answer = county.post(reverse(name), PURPOSE | {"words": " "})
    assert "导出须填写用途" in answer.content.decode()
    assert answer["Content-Type"].startswith("text/html")
    assert not AuditEntry.objects.filter(function=name).exists()


@SHEETS
def test_what_left_is_in_the_trail_with_purpose_number_and_columns(county: Client, world: World, name: str) -> None:
    rows = read(county.post(reverse(name), PURPOSE))
    entry = AuditEntry.objects.get(function=name)
    assert (entry.outcome, entry.subject_id) == (Outcome.READ, world.county.pk)
    assert entry.detail["purpose"].endswith(PURPOSE["words"])
    assert entry.detail["rows"] == len(rows) - 2
    assert len(entry.detail["columns"]) == len(rows[1])
    assert PURPOSE["words"] in rows[0][0] and "不得外传" in rows[0][0]
    assert entry.detail["loan"] in rows[0][0]


@SHEETS
def test_more_than_a_sheet_may_hold_is_refused_with_what_to_do(
    county: Client, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rosters, "MOST", 2)
    assert "请加上条件或分组织导出" in county.post(reverse(name), PURPOSE).content.decode()


@SHEETS
def test_a_branch_takes_no_roster_out(world: World, name: str) -> None:
    assert signed_in(Post.objects.get(organisation=world.weavers)).post(reverse(name), PURPOSE).status_code == 404


def test_members_leave_with_their_numbers_masked(county: Client) -> None:
    head, *rows = read(county.post(reverse("member.export"), PURPOSE))[1:]
    assert 0 < len(rows) < len(PEOPLE)
    assert all("*" in row[head.index("公民身份号码")] for row in rows)


def test_units_leave_as_the_list_shows_them(county: Client, world: World) -> None:
    new_unit(world, name="=清源县等号商行", party_build="3", full_members="4")
    county.post(reverse("unit.list-columns"), {"column": ["state", "code", "organisations"]})
    head, *rows = read(county.post(reverse("unit.export") + "?state=owing", PURPOSE))[1:]
    assert head == ["单位名称", "建立党组织", "党组织所在单位代码", "关联党组织"]
    assert rows == [["=清源县等号商行", "应建未建", "0", ""]]


def test_a_sheet_names_every_organisation_of_a_unit_where_the_screen_names_the_first(
    county: Client, world: World
) -> None:
    unit = new_unit(world)
    for one in (world.spinning, world.spinners, world.dyers, world.weavers):
        situate(world, one, LEGAL, [unit])
    shown = next(row for row in county.get(reverse("unit.list")).context["list"].page.rows if row == unit)
    column = next(
        one
        for one in UnitList.all_columns(county.get(reverse("unit.list")).context["list"])
        if one.key == "organisations"
    )
    assert column.cell(shown).endswith("等")
    assert len(column.text(shown).split("、")) == 4


def test_every_list_beside_the_tree_says_what_its_rows_are() -> None:
    assert all(one.what and one.sought for one in PlacedList.__subclasses__())
