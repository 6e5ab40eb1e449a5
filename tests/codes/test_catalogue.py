"""The code lists (代码集): found by code, name and alias, each list a tree, the table a copy of the files."""

from __future__ import annotations

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from registry.codes import catalogue
from registry.codes.catalogue import Code, CodeList, code_list
from registry.codes.models import CodeRow

# Only what changed; the divisions above it are in no list of ours.
PARENTS_ELSEWHERE = {"gb_region_changes"}
LISTS = [code_list(name) for name in catalogue.names()]
EVERY_LIST = pytest.mark.parametrize("one", LISTS, ids=[one.name for one in LISTS])


@EVERY_LIST
def test_every_code_has_a_name_and_stands_below_a_code_of_its_list(one: CodeList) -> None:
    for code in one:
        assert code.name.strip() == code.name != ""
        assert not code.parent or code.parent in one.codes or one.name in PARENTS_ELSEWHERE, code
        assert len(code.code) <= 8
    assert any(code.leaf for code in one)


@EVERY_LIST
def test_every_code_is_found_by_itself_and_by_its_name(one: CodeList) -> None:
    for code in one:
        assert one.find(code.code) == code
        assert one.label(code.code) == code.name
        same = [other for other in one if other.name == code.name]
        leaves = [other for other in same if other.leaf] or same
        assert one.find(code.name) == (leaves[0] if len(leaves) == 1 else None)
        assert one.several(code.name) == (tuple(leaves) if len(leaves) > 1 else ())


@EVERY_LIST
def test_aliases_mean_a_code_of_the_list_and_hide_no_name(one: CodeList) -> None:
    names = {code.name for code in one}
    for alias, stood_for in catalogue._aliases().get(one.name, {}).items():
        assert set(stood_for) <= set(one.codes), alias
        assert len(set(stood_for)) == len(stood_for), alias
        assert alias not in names or one.find(alias).name == alias  # type: ignore[union-attr]


def test_every_alias_belongs_to_a_list() -> None:
    assert set(catalogue._aliases()) <= set(catalogue.names())


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("gb_sex", "男", "1"), ("gb_sex", "男性", "1"), ("gb_ethnic", "1", "01"), ("gb_ethnic", "01", "01"),
        ("gb_ethnic", "维吾尔", "05"), ("dz_org_category", "631", "631"), ("dz_org_category", "支部", "631"),
        ("dz_org_category", "县委", "141"), ("dz_education", "大学", "21"), ("dz_post", "公务员", "0111"),
    ],
)  # fmt: skip
def test_a_clerks_way_of_writing_finds_the_code(name: str, text: str, code: str) -> None:
    found = code_list(name).find(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("text", ["", "没有这个", "9999", "大", "０１"])
def test_what_means_nothing_finds_nothing(text: str) -> None:
    assert code_list("gb_ethnic").find(text) is None


def test_a_slip_is_answered_with_the_nearest_name() -> None:
    nearest = code_list("dz_education").nearest("硕士研究")
    assert nearest is not None
    assert nearest.name == "硕士研究生"
    assert code_list("dz_education").nearest("东岭镇") is None


def test_a_list_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        code_list("no_such_list")


def test_a_code_holds_from_its_first_day_to_the_day_before_its_last() -> None:
    code = Code("1", "甲", "", date(2020, 1, 1), date(2021, 1, 1), 0, True)
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    assert [code.valid_on(day) for day in days] == [False, True, True, False]


def test_a_code_is_found_by_digits_pinyin_and_name() -> None:
    assert code_list("dz_org_category").codes["631"].keys == "631 dzb dangzhibu 党支部"


@pytest.mark.django_db
def test_the_table_is_a_copy_of_the_files_however_often_it_is_loaded() -> None:
    for _ in range(2):
        call_command("load_codes", stdout=StringIO())
    rows = set(CodeRow.objects.values_list("code_list", "code", "name", "parent", "leaf"))
    assert rows == {(one.name, code.code, code.name, code.parent, code.leaf) for one in LISTS for code in one}
    assert CodeRow.objects.count() == len(rows)
