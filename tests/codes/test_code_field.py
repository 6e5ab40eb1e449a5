"""The field that stores one code (代码项): reads code, name and alias, and asks for the finest (R-034)."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from registry.codes.fields import CodeField
from registry.kernel.refusals import Level

EDUCATION = CodeField("学历", code_list="dz_education")
SEX = CodeField("性别", code_list="gb_sex", only=("1", "2"))
BUILD = CodeField("单位建立党组织情况", code_list="dz_unit_party_build", finest=False)
EDUCATION.set_attributes_from_name("education")
SEX.set_attributes_from_name("sex")


@pytest.mark.parametrize("written", ["21", "大学", " 大学 ", "２１"])
def test_code_and_name_are_read_however_they_are_typed(written: str) -> None:
    assert EDUCATION.parse(written).value == "21"


@pytest.mark.parametrize("written", [None, "", "  "])
def test_nothing_is_no_code(written: str | None) -> None:
    assert EDUCATION.parse(written).value == ""


def test_a_number_cell_is_a_code_too() -> None:
    assert EDUCATION.parse(21.0).value == "21"


def test_an_alias_is_told() -> None:
    read = SEX.parse("男性")
    assert (read.value, read.changed) == ("1", "“男性”按“1 男”登记")
    assert SEX.parse("男").changed == ""


def test_a_code_above_the_finest_is_refused_with_those_below_it() -> None:
    [problem] = EDUCATION.parse("大学本科").problems
    assert (problem.rule, problem.level, problem.field) == ("R-034", Level.REFUSE, "education")
    assert "21 大学" in problem.message
    assert BUILD.parse("2").value == "2"


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    [problem] = EDUCATION.parse("硕士研究").problems
    assert problem.message == "学历代码集中没有“硕士研究”；是否指“12 硕士研究生”？"
    [problem] = EDUCATION.parse("甲乙丙丁戊").problems
    assert problem.message.endswith("请从代码表中选择。")


def test_a_code_the_item_does_not_take_is_refused_and_not_offered() -> None:
    assert SEX.parse("9").refused
    assert [code.code for code in SEX.options()] == ["1", "2"]


def test_people_read_the_name_and_an_unknown_code_as_it_is() -> None:
    assert EDUCATION.text_of(SimpleNamespace(education="21")) == "大学"
    assert EDUCATION.text_of(SimpleNamespace(education="")) == ""
    assert EDUCATION.text_of(SimpleNamespace(education="77")) == "77"


def test_a_name_that_stands_for_two_codes_is_not_guessed() -> None:
    """“农民工” is a post in public and in private units."""
    post = CodeField("工作岗位", code_list="dz_post")
    post.set_attributes_from_name("post")
    assert post.parse("0253").value == "0253"
    [problem] = post.parse("农民工").problems
    assert "0164" in problem.message
    assert "0253" in problem.message


@pytest.mark.parametrize(
    ("list_name", "older", "codes"),
    [
        ("dz_unit_category", "城市社区", "12"), ("dz_unit_category", "村委会", "15"), ("dz_unit_category", "机关单位", "4"),
        ("dz_unit_party_build", "单独建立党支部", "13"), ("dz_unit_subordination", "40", "4"), ("gb_industry", "99400", "92"),
        ("dz_unit_category", "社区", "12 城市社区（居委会）、14 农村社区（居委会）"),
        ("dz_unit_category", "公有制经济控制", "21 国有经济控制、22 集体经济控制"),
        ("dz_post", "机关干部", "0111 公务员、0112 参照公务员法管理的工作人员"),
        ("dz_post", "本科生", "321 大学本科学生（毕业年级）、322 大学本科学生（一年级）、323 大学本科学生（其他年级）"),
    ],
)  # fmt: skip
def test_an_older_name_becomes_its_code_or_says_which_codes_took_its_place(
    list_name: str, older: str, codes: str
) -> None:
    """S3-08, S3-29: what one older code was divided into is for a person to choose."""
    field = CodeField("代码项", code_list=list_name, finest=list_name != "gb_industry")
    field.set_attributes_from_name("code")
    parsed = field.parse(older)
    if parsed.problems:
        assert codes in parsed.problems[0].message
    else:
        assert (parsed.value, "登记" in parsed.changed) == (codes, True)
