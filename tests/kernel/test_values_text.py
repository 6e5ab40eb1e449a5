"""Text and names (文本, 姓名) as clerks type and paste them."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.kernel.refusals import Level
from registry.kernel.values import characters, names, text

# Lone surrogates too: a broken file may hold them, and nothing may fall over.
ANY_TEXT = st.text(st.characters(exclude_categories=()))
TRAPS = st.text(st.sampled_from("王李· 　\u200b\u202e•．.／、⽤⼾⺮\ue863\ufffdA9²\n\t（"))
ANYTHING = st.one_of(
    ANY_TEXT,
    TRAPS,
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
)


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("清河县", "清河县"),
        ("  清河县　波梅镇 ", "清河县 波梅镇"),
        ("清河\u200b县\ufeff", "清河县"),
        ("\u202e清河县\u202c", "清河县"),
        ("清河县\r\n波梅镇", "清河县 波梅镇"),
        ("１９０号", "190号"),
        ("ＡＢ座（１）", "AB座（1）"),
        ("⽤⼾⼿册", "用户手册"),
        ("⻢⺠⻄", "马民西"),
        ("⾺", "馬"),
        ("cafe\u0301", "café"),
        ("\x00清\x07河", "清河"),
    ],
)
def test_text_is_stored_as_people_see_it(written: str, stored: str) -> None:
    parsed = text.parse(written)
    assert parsed.value == stored
    assert parsed.problems == ()
    assert bool(parsed.changed) == (written != stored)


def test_composed_but_never_folded_because_names_would_change() -> None:
    assert text.parse("ﬁ①㎏").value == "ﬁ①㎏"
    assert text.parse("⼾").value == "户"


def test_signs_become_half_width_only_where_asked() -> None:
    assert text.parse("（１）", half_width=True).value == "(1)"
    assert text.parse("（１）").value == "（1）"


def test_every_kangxi_radical_has_its_character() -> None:
    plain = {characters.RADICALS[code] for code in range(0x2F00, 0x2FD6)}
    assert len(plain) == 214
    assert all(map(characters.is_han, plain))


def test_a_change_is_told_with_the_code_point_of_what_looked_right() -> None:
    assert text.parse("⽤品").changed == "部首符号⽤（U+2F64）改为汉字用。"


def test_private_use_characters_are_kept_with_a_warning_and_a_guess() -> None:
    (problem,) = text.parse("\ue863").problems
    assert problem.level is Level.WARN
    assert "U+E863" in problem.message
    assert "䶮" in problem.message


def test_old_private_codes_lead_to_the_characters_that_became_standard_later() -> None:
    assert characters.meant_by("\ue816") == "\U00020087"
    assert characters.meant_by("\ue864") == "龻"
    assert characters.meant_by("\ue000") == ""


def test_lost_characters_are_refused() -> None:
    for lost in ("清\ufffd河", "清\ud800河", "\ufdd0"):
        parsed = text.parse(lost)
        assert parsed.refused
        assert parsed.value is None


def test_too_long_a_text_says_how_long_it_is() -> None:
    (problem,) = text.parse("清" * 11, limit=10).problems
    assert problem.message == "最多10个字，现有11个字，请精简后再填。"


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#公式未计算"])
def test_error_values_of_a_sheet_are_never_data(error: str) -> None:
    assert text.parse(error).refused
    assert names.parse(error).refused


def test_cells_of_other_types_become_text() -> None:
    assert text.parse(21.0).value == "21"
    assert text.parse(3.5).value == "3.5"
    assert text.parse(True).value == "是"
    assert text.parse(date(1990, 9, 4)).value == "1990-09-04"
    assert text.parse(datetime(1990, 9, 4, 8, 30)).value == "1990-09-04 08:30"
    assert text.parse(None).value == ""


def test_flags_and_numbers_are_read_or_refused_with_what_to_write() -> None:
    assert text.parse_flag("是").value is True
    assert text.parse_flag("否 ").value is False
    assert text.parse_flag(1.0).value is True
    assert text.parse_flag("").value is None
    assert "请填“是”或“否”" in text.parse_flag("也许").problems[0].message
    assert text.parse_number("１２").value == 12
    assert text.parse_number("²").refused
    assert text.parse_number("十二").refused


def test_an_address_is_masked_after_its_county() -> None:
    assert text.mask_address("清河县彪坚路190号") == "清河县****"
    assert text.mask_address("北京市朝阳区某路1号") == "北京市朝阳区****"
    assert text.mask_address("某市幸福小区3号") == "某市****"
    assert text.mask_address("某村") == "****"
    assert text.mask_address("") == ""


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("龚　亨承", "龚亨承"),
        (" 龚亨承 ", "龚亨承"),
        ("王\n某", "王某"),
        ("欧阳 建国", "欧阳建国"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提・艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("买买提･艾力", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"),
        ("买买提 · 艾力", "买买提·艾力"),
        ("⽤⼾", "用户"),
        ("John  Smith", "John Smith"),
        ("张\u200b三", "张三"),
    ],
)
def test_names_come_into_one_form_and_say_so(written: str, stored: str) -> None:
    parsed = names.parse(written)
    assert parsed.value == stored
    assert parsed.changed
    assert parsed.problems == ()


@pytest.mark.parametrize(
    "name", ["龚亨承", "龙䶮", "㼆某", "𠮷野某", "\U00031350某", "\U0002ebf0某", "买买提·艾力", "某〇"]
)
def test_right_names_are_taken_as_they_stand(name: str) -> None:
    assert names.parse(name) == names.parse(name).__class__(name)


@pytest.mark.parametrize(
    "written",
    ["张三、李四", "张三，李四", "张三/李四", "张三／李四", "张三;李四", "张三；李四", "张三\n李四"],
)
def test_two_people_in_one_cell_are_refused(written: str) -> None:
    parsed = names.parse(written)
    assert parsed.refused
    assert parsed.problems[0].message == names.TWO_PEOPLE


@pytest.mark.parametrize("odd", ["张3", "张²", "张三（女）", "张", "·张三", "张@三"])
def test_odd_names_are_kept_with_a_warning(odd: str) -> None:
    parsed = names.parse(odd)
    assert parsed.value == odd
    assert [(problem.rule, problem.level) for problem in parsed.problems] == [("R-032", Level.WARN)]


def test_two_full_parts_with_a_space_are_joined_but_questioned() -> None:
    parsed = names.parse("张伟 李娜")
    assert parsed.value == "张伟李娜"
    assert "如果是两个人请分成两行" in parsed.problems[0].message


def test_names_are_at_most_fifty_characters_and_never_numbers() -> None:
    assert names.parse("某" * 50).problems == ()
    assert names.parse("某" * 51).refused
    assert names.parse(123.0).refused


def test_rare_characters_come_with_their_numbers() -> None:
    assert names.rare_characters("张䶮㼆䶮") == [("䶮", "U+4DAE"), ("㼆", "U+3F06")]
    assert names.rare_characters("张三·") == []


@given(ANYTHING)
@settings(deadline=None, max_examples=300)
def test_no_input_breaks_the_readers_and_what_was_read_reads_as_itself(raw: object) -> None:
    for read in (text.parse, names.parse):
        parsed = read(raw)
        assert parsed.refused == (parsed.value is None)
        again = read(parsed.value)
        assert parsed.value is None or (again.value, again.changed) == (parsed.value, "")
    text.parse_flag(raw)
    text.parse_number(raw)
