"""Dates (日期) in the notations that sheets hold."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.kernel.values import dates
from registry.kernel.values.dates import PartialDate, Precision

DAY = PartialDate(date(1990, 9, 4))
MONTH = PartialDate(date(1990, 9, 1), Precision.MONTH)
YEAR = PartialDate(date(1990, 1, 1), Precision.YEAR)
TRAPS = st.text(st.sampled_from("0123456789-/.年月日号 一二十廿〇O农:T²９"), max_size=14)


@pytest.mark.parametrize("raw", ["1990-09-04", date(1990, 9, 4), datetime(1990, 9, 4)])
def test_the_registry_s_own_notation_and_date_cells_are_taken_as_they_stand(raw: object) -> None:
    assert dates.parse(raw).value == DAY
    assert dates.parse(raw).changed == ""


@pytest.mark.parametrize(
    "raw",
    [
        "19900904", "1990-9-4", "1990/9/4", "1990/09/04", "1990.9.4", "1990.09.04", "1990。9。4", "1990·9·4", "1990 9 4", "1990、9、4",
        "1990年9月4日", "1990年09月04日", "1990 年 9 月 4 日", "1990年9月4号", "1990年9月4", "１９９０年９月４日", "１９９００９０４",
        "一九九〇年九月四日", "一九九○年九月四日", "一九九零年九月四号", "1990-09-04 00:00:00", "1990-09-04T00:00:00", "1990/9/4 8:30",
        " 1990-09-04 ", "1990–09–04", "1990-09-04\u200b", 19900904, 19900904.0, datetime(1990, 9, 4, 8, 30),
    ],
)  # fmt: skip
def test_a_day_is_understood_in_every_usual_notation(raw: object) -> None:
    parsed = dates.parse(raw)
    assert parsed.value == DAY
    assert parsed.problems == ()
    assert parsed.changed


@pytest.mark.parametrize(
    "raw",
    [
        "1990.09",
        "1990.9",
        "1990-9",
        "1990/09",
        "1990年9月",
        "1990年09月",
        "一九九〇年九月",
        "199009",
        199009.0,
        1990.9,
    ],
)
def test_a_month_is_kept_as_the_whole_month(raw: object) -> None:
    parsed = dates.parse(raw)
    assert parsed.value == MONTH
    assert parsed.changed == "日期写法统一为 1990-09（只到月）。"
    assert MONTH.last == date(1990, 9, 30)


@pytest.mark.parametrize("raw", ["1990年", "一九九〇年", "１９９０", 1990.0])
def test_a_year_is_kept_as_the_whole_year(raw: object) -> None:
    assert dates.parse(raw).value == YEAR
    assert YEAR.last == date(1990, 12, 31)


@pytest.mark.parametrize(
    ("numeral", "day"),
    [
        ("二〇二一年十二月三十一日", date(2021, 12, 31)),
        ("二〇〇〇年二月廿九日", date(2000, 2, 29)),
        ("一九四九年十月一日", date(1949, 10, 1)),
        ("二〇二〇年十月二十日", date(2020, 10, 20)),
        ("一九七一年十一月卅日", date(1971, 11, 30)),
    ],
)
def test_chinese_numerals_count(numeral: str, day: date) -> None:
    assert dates.parse(numeral).value == PartialDate(day)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("2021-02-30", "2021年2月没有30日"),
        ("2021年2月29日", "2021年2月没有29日"),
        ("1990-13-04", "月份是13"),
        ("19901304", "月份是13"),
        ("1990-00-04", "月份是0"),
        ("0990-09-04", "年份990早于1900年"),
        ("90年9月", "哪个世纪"),
        ("九〇年九月", "哪个世纪"),
        ("90.9.4", "哪个世纪"),
        ("900904", "哪个世纪"),
        ("9/4/1990", "年、月、日的顺序"),
        ("农历一九九〇年七月十六", "农历"),
        ("1990年正月初四", "农历"),
        ("一九九〇年七月廿三", "农历"),
        ("1990904", "有7位数字"),
        ("无", "请把这一格留空"),
        ("/", "请把这一格留空"),
        ("至今", "请把这一格留空"),
        ("Sep-90", "读不出日期"),
        ("2月30日", "读不出日期"),
        ("²⁰²¹", "读不出日期"),
        ("#N/A", "错误结果"),
        (33120.0, "日期序号，可能是 1990-09-04"),
        (1990.1, "分不清是1月还是10月"),
        (float("nan"), "不是日期"),
        (float("inf"), "不是日期"),
        (1e300, "位数字"),
        (-5.0, "日期应为8位"),
        (True, "不是日期"),
        (time(8, 30), "不是日期"),
        (timedelta(days=3), "不是日期"),
        (date(1899, 12, 31), "早于1900年"),
    ],
)
def test_a_doubtful_date_is_refused_with_what_is_wrong(raw: object, said: str) -> None:
    parsed = dates.parse(raw)
    assert parsed.value is None
    assert parsed.refused
    assert said in parsed.problems[0].message


def test_no_date_is_no_problem() -> None:
    assert dates.parse("") == dates.parse(None) == dates.parse(" 　") == dates.parse(None).__class__(None)


@given(st.dates(min_value=date(1900, 1, 1)), st.sampled_from(Precision))
@settings(deadline=None)
def test_what_the_registry_writes_it_reads(day: date, precision: Precision) -> None:
    parsed = dates.parse(dates.show(day, precision))
    assert parsed.value is not None
    assert parsed.value.precision is precision
    assert parsed.value.first <= day <= parsed.value.last
    assert parsed.changed == ""


@given(
    st.dates(min_value=date(1900, 1, 1)),
    st.sampled_from(["%Y%m%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y %m %d"]),
)
@settings(deadline=None)
def test_every_day_reads_the_same_in_every_notation(day: date, notation: str) -> None:
    assert dates.parse(day.strftime(notation)).value == PartialDate(day)


@given(
    st.one_of(
        st.text(st.characters(exclude_categories=())),
        TRAPS,
        st.integers(),
        st.floats(),
        st.datetimes(),
        st.binary(),
    )
)
@settings(deadline=None, max_examples=500)
def test_no_input_breaks_the_reader_and_what_was_read_reads_as_itself(raw: object) -> None:
    parsed = dates.parse(raw)
    assert parsed.value is None or dates.parse(str(parsed.value)) == parsed.__class__(parsed.value)
