"""Identity numbers, telephone numbers and unit codes (身份号码, 电话, 单位代码)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from registry.kernel.refusals import Level
from registry.kernel.values import credit_codes, identity, phones
from registry.kernel.values.identity import IdentityNumber

WOMAN, MAN = "99000120040229012X", "990001197503120010"
ANYTHING = st.one_of(
    st.text(st.characters(exclude_categories=())),
    st.text(st.sampled_from("0123456789XxO ²-９+()转/#"), max_size=24),
    st.none(), st.booleans(), st.integers(), st.floats(), st.dates(),
)  # fmt: skip
SERIALS = st.integers(0, 999)
BIRTHS = st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 12, 31))


def number_of(region: str, birth: date, serial: int) -> str:
    first17 = f"{region}{birth:%Y%m%d}{serial:03}"
    return first17 + identity.check_digit(first17)


def of_another_region(number: str, region: str) -> str:
    first17 = region + number[len(region) : 17]
    return first17 + identity.check_digit(first17)


def rules(problems: tuple) -> list[tuple[str, Level]]:
    return [(problem.rule, problem.level) for problem in problems]


@pytest.mark.parametrize(
    ("case", "written", "stored", "broken"),
    [
        ("E-019", MAN, MAN, []),
        ("E-020", "990001197503120011", None, ["R-019"]),
        ("E-021", "99000120040229012x", WOMAN, []),
        ("E-022", "990001198805050024", "990001198805050024", []),
        ("E-023", "990001199009040313", "990001199009040313", []),
        ("E-024", "990001200002301014", None, ["R-018"]),
        ("E-025", "0" * 18, None, ["R-016"]),
    ],
)
def test_the_worked_examples_of_the_rule_book_hold(
    case: str, written: str, stored: str | None, broken: list[str]
) -> None:
    parsed = identity.parse(written, synthetic=True)
    assert (case, parsed.value) == (case, stored)
    assert [problem.rule for problem in parsed.problems] == broken


def test_facts_are_read_off_the_number() -> None:
    number = IdentityNumber("990001198805050024")
    assert (number.birth_on, number.sex, number.region) == (date(1988, 5, 5), "2", "990001")
    assert IdentityNumber(MAN).sex == "1"


def test_a_number_is_masked_to_its_first_six_and_last_two() -> None:
    assert IdentityNumber(MAN).mask == identity.mask(MAN) == "990001**********10"  # E-037
    assert identity.mask("12345") == "*****"


@pytest.mark.parametrize(
    "written",
    [
        "99000120040229012x",
        "９９０００１２００４０２２９０１２Ｘ",
        "990001 20040229 012X",
        "990001-20040229-012X",
        "'99000120040229012X",
        " 99000120040229012X\n",
        "99000120040229012Х",
        "99000120040229012×",
        "99000120040229012\u200bX",
    ],
)
def test_a_number_is_brought_into_form_and_the_change_told(written: str) -> None:
    parsed = identity.parse(written, synthetic=True)
    assert parsed.value == WOMAN
    assert parsed.changed
    assert parsed.problems == ()


@pytest.mark.parametrize("written", ["0" * 18, "#", "＃", "000000 00000000 0000"])
def test_an_unknown_number_is_its_own_state_and_never_a_number(written: str) -> None:
    parsed = identity.parse(written)
    assert parsed.unknown
    assert parsed.value is None
    assert rules(parsed.problems) == [("R-016", Level.WARN)]


def test_the_right_check_digit_is_told() -> None:
    assert "校验位应为0" in identity.parse("990001197503120011", synthetic=True).problems[0].message


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("99000119750312001", "现为17位"),
        ("9900011975031200100", "现为19位"),
        ("无", "现为1位"),
        ("99000119750312O010", "第15位是“O”"),
        ("²" * 18, "第1位是“²”"),
        ("X90001197503120010", "第1位是“X”"),
        ("9.90001E+17", "数字已经丢失"),
        ("#N/A", "错误结果"),
    ],
)
def test_a_malformed_number_is_refused_with_what_is_wrong(written: str, said: str) -> None:
    parsed = identity.parse(written, synthetic=True)
    assert parsed.refused
    assert said in parsed.problems[0].message


@pytest.mark.parametrize("cell", [9.9000119750312e17, 990001197503120010, 0.0, 990001750312001.0])
def test_a_numeric_cell_is_refused_because_its_digits_are_lost(cell: float) -> None:
    assert identity.parse(cell).problems[0].message == identity.DIGITS_LOST


def test_fifteen_digits_are_converted_only_with_confirmation() -> None:
    parsed = identity.parse("990001750312001", synthetic=True)
    assert parsed.refused
    assert parsed.conversion == MAN
    assert MAN in parsed.problems[0].message
    assert [problem.rule for problem in identity.parse("990001750230001", synthetic=True).problems] == ["R-018"]


def test_birth_dates_lie_between_1900_and_today() -> None:
    too_early, too_late = (number_of("990001", birth, 1) for birth in (date(1899, 12, 31), date(2030, 1, 1)))
    assert identity.parse(too_early, synthetic=True).problems[0].rule == "R-018"
    assert identity.parse(too_late, synthetic=True, today=date(2029, 12, 31)).problems[0].rule == "R-018"
    assert identity.parse(too_late, synthetic=True, today=date(2030, 1, 1)).problems == ()


def test_invented_and_real_numbers_do_not_mix() -> None:
    real = of_another_region(MAN, "110101")
    assert identity.parse(real).value == real
    assert identity.parse(real, synthetic=True).problems[0].message == "演示环境只允许使用合成数据。"
    assert identity.parse(MAN).refused


def test_an_unknown_province_only_warns() -> None:
    odd = of_another_region(MAN, "160101")
    parsed = identity.parse(odd)
    assert parsed.value == odd
    assert rules(parsed.problems) == [("R-017", Level.WARN)]


@given(st.from_regex(r"[0-9]{17}", fullmatch=True))
@settings(deadline=None)
def test_the_check_digit_is_the_weighted_sum_of_the_standard(first17: str) -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(first17, weights, strict=True))
    assert identity.check_digit(first17) == "10X98765432"[total % 11]


@given(BIRTHS, SERIALS)
@settings(deadline=None)
def test_the_check_digit_agrees_with_an_independent_library(birth: date, serial: int) -> None:
    number = number_of("990001", birth, serial)
    assert ric.calc_check_digit(number) == number[17]
    parsed = identity.parse(number, synthetic=True)
    assert (parsed.value, parsed.changed, parsed.problems) == (number, "", ())
    assert IdentityNumber(number).birth_on == birth == ric.get_birth_date(number)


@given(BIRTHS, SERIALS, st.integers(0, 16), st.integers(1, 9))
@settings(deadline=None)
def test_one_wrong_digit_is_always_noticed(birth: date, serial: int, place: int, shift: int) -> None:
    number = number_of("990001", birth, serial)
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert identity.parse(wrong, synthetic=True).value is None


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("139 0000 0000", "13900000000"),
        ("139-0000-0000", "13900000000"),
        ("１３９００００００００", "13900000000"),
        ("+86 13900000000", "13900000000"),
        ("0086-139-0000-0000", "13900000000"),
        (13900000000.0, "13900000000"),
        ("(0999) 1234567", "0999-1234567"),
        ("0999—1234567", "0999-1234567"),
        ("0999-1234567转12", "0999-1234567-12"),
    ],
)
def test_telephone_numbers_come_into_one_form(written: object, stored: str) -> None:
    parsed = phones.parse(written)
    assert parsed.value == stored
    assert parsed.problems == ()


@pytest.mark.parametrize("right", ["13900000000", "0999-1234567", "09991234567", "010-12345678", "0999-1234567-12"])
def test_right_telephone_numbers_are_taken_as_they_stand(right: str) -> None:
    assert phones.parse(right).changed == ""
    assert phones.parse(right).problems == ()


@pytest.mark.parametrize(
    "wrong",
    ["1234567", "12900000000", "1390000000", "139000000000", "无", "²²²²²²²²²²²", "13900000000/13900000001"],
)  # E-036
def test_other_telephone_numbers_are_kept_with_a_warning(wrong: str) -> None:
    parsed = phones.parse(wrong)
    assert parsed.value == wrong
    assert rules(parsed.problems) == [("R-033", Level.WARN)]


def test_telephone_numbers_are_masked_and_compared_by_digits() -> None:
    assert phones.mask("13900001234") == "139****1234"
    assert phones.mask("0999-1234567") == "0999-*****67"
    assert phones.mask("01012345678-9") == "010-******78-***"
    assert phones.mask("1234567") == "*****67"
    assert phones.digits("0999-1234567") == phones.digits("09991234567")


def test_unit_codes_hold_by_the_worked_example() -> None:  # E-035
    assert credit_codes.parse("11999901000012345L", synthetic=True).problems == ()
    (problem,) = credit_codes.parse("11999901000012345M", synthetic=True).problems
    assert (problem.rule, problem.level) == ("R-144", Level.REFUSE)
    assert "应为L" in problem.message


def test_a_missing_unit_code_is_its_own_state() -> None:
    for written in ("0", 0.0, "０"):
        parsed = credit_codes.parse(written)
        assert parsed.absent
        assert rules(parsed.problems) == [("R-144", Level.WARN)]
    assert credit_codes.parse("").problems == ()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("11999901O00012345L", "第9位是“O”，代码中不用字母O，是否为数字0"),
        ("1199990100001234", "现为16位"),
        (119999010000123456.0, "数字已经丢失"),
        ("#REF!", "错误结果"),
        ("1234567890²", "现为11位"),
    ],
)
def test_wrong_unit_codes_say_what_is_wrong_and_are_never_guessed(written: object, said: str) -> None:
    parsed = credit_codes.parse(written)
    assert parsed.refused
    assert said in parsed.problems[0].message


def test_unit_codes_are_brought_into_form() -> None:
    parsed = credit_codes.parse(" 119999010000 12345l", synthetic=True)
    assert parsed.value == "11999901000012345L"
    assert parsed.changed
    first8 = "99000001"
    assert credit_codes.parse(
        f"{first8}-{credit_codes.organisation_check(first8)}"
    ).value == first8 + credit_codes.organisation_check(first8)
    assert credit_codes.parse(first8 + "Y").refused


def test_real_unit_codes_stay_out_of_a_demonstration() -> None:
    first17 = "11110101000012345"
    real = first17 + credit_codes.check_character(first17)
    assert credit_codes.parse(real).value == real
    assert credit_codes.parse(real, synthetic=True).problems[0].rule == "R-254"


@given(st.from_regex(r"[0-9A-HJ-NPQRTUWXY]{2}99[0-9]{4}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True))
@settings(deadline=None)
def test_the_check_character_agrees_with_an_independent_library(first17: str) -> None:
    code = first17 + credit_codes.check_character(first17)
    assert uscc.calc_check_digit(first17) == code[17]
    assert credit_codes.parse(code, synthetic=True).value == code


@given(ANYTHING)
@settings(deadline=None, max_examples=400)
def test_no_input_breaks_the_readers_and_what_was_read_reads_as_itself(raw: object) -> None:
    for read in (identity.parse, phones.parse, credit_codes.parse):
        parsed = read(raw)
        if parsed.value:
            again = read(parsed.value)
            assert (again.value, again.changed) == (parsed.value, "")
    phones.mask(phones.parse(raw).value or "")
