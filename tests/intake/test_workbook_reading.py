"""Values of cells (取数) as WPS, Excel and other programs write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from registry.intake import workbook
from registry.kernel.values import dates, identity, text
from tests.intake import workbooks
from tests.intake.workbooks import MAIN, Failed, Formula, Raw, Serial, members, package, sheet_xml

SHARED = (
    "<si><t>姓名</t></si><si><r><t>刘</t></r><r><rPr><b/></rPr><t>某某</t></r>"
    '<rPh sb="0" eb="1"><t>liú</t></rPh><phoneticPr fontId="1"/></si><si><t>备注</t></si><si><t xml:space="preserve"> 空 格 </t></si>'
)


def cell(content: str, style: str = "") -> Raw:
    return Raw(f'<c r="@" {style}>{content}</c>')


def values(rows: list[list[object]], header_row: int = 1, **more: str | bool) -> list[list[object]]:
    """The data of a sheet with these rows."""
    content = package({"数据": sheet_xml(rows)}, **more)  # type: ignore[arg-type]
    return [row.values for row in workbook.rows(content, "数据", header_row)]


def test_rows_come_with_their_numbers_in_the_sheet() -> None:
    rows = members(2)
    rows[1:1] = [[], [None, None]]
    found = list(workbook.rows(workbooks.workbook(rows), "党员基本信息汇总表", 1))
    assert [row.excel_row for row in found] == [4, 5]
    assert found[0].values == [1.0, "刘丁", *rows[3][2:]]


def test_text_is_the_same_in_whatever_way_it_is_stored() -> None:
    rows = [
        [cell("<v>0</v>", 't="s"'), cell("<v>2</v>", 't="s"')],
        [cell("<v>1</v>", 't="s"'), cell("<v>3</v>", 't="s"')],
        [
            cell("<is><r><t>刘</t></r><r><t>某某</t></r></is>", 't="inlineStr"'),
            cell('<is><t xml:space="preserve">&lt;&amp;&#10;</t></is>', 't="inlineStr"'),
        ],
        [cell("<v>刘某某</v>", 't="str"'), cell("<v>_x0041_甲</v>", 't="str"')],
    ]
    assert values(rows, shared=SHARED) == [["刘某某", " 空 格 "], ["刘某某", "<&\n"], ["刘某某", "A甲"]]


def test_a_number_in_place_of_text_stays_a_number_so_that_it_can_be_refused() -> None:
    ((name, number),) = values([["姓名", "公民身份号码"], ["刘某某", cell("<v>9.9000119750312E+17</v>")]])
    assert isinstance(number, float)
    assert identity.parse(number).problems[0].message == identity.DIGITS_LOST
    assert name == "刘某某"


def test_dates_are_dates_by_their_format_in_both_date_systems() -> None:
    rows = [["姓名", "出生日期", "入党日期"], ["刘某某", Serial(33120), cell("<v>33120.5</v>", 's="3"')]]
    assert values(rows) == [["刘某某", date(1990, 9, 4), datetime(1990, 9, 4, 12, 0)]]
    since_1904 = [["姓名", "出生日期"], ["刘某某", Serial(33120 - 1462)]]
    assert values(since_1904, date_1904=True) == [["刘某某", date(1990, 9, 4)]]
    iso = [["姓名", "出生日期"], ["刘某某", cell("<v>1990-09-04T00:00:00</v>", 't="d"')]]
    assert dates.parse(values(iso)[0][1]).value == dates.PartialDate(date(1990, 9, 4))


def test_errors_and_formulas_without_result_are_never_read_as_nothing() -> None:
    rows = [
        ["姓名", "党支部", "电话", "备注"],
        ["刘某某", Failed("#N/A"), Formula.of("A1&1", None), Formula.of("A1&1", "姓名1")],
        ["李某某", cell("<f>B1/0</f><v>#DIV/0!</v>", 't="e"'), Formula.of("A1", ""), True],
    ]
    first, second = values(rows)
    assert first == ["刘某某", "#N/A", "#公式未计算", "姓名1"]
    assert second == ["李某某", "#DIV/0!", "", True]
    assert all(text.parse(error).refused for error in (first[1], first[2], second[1]))


def test_cells_and_rows_without_references_follow_each_other() -> None:
    markup = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="str"><v>姓名</v></c><c t="str"><v>性别</v></c></row>'
        '<row><c/><c t="e"><v>#REF!</v></c></row><row><c t="str"><v>刘某</v></c><c t="str"><v>男</v></c></row></sheetData></worksheet>'
    )
    found = list(workbook.rows(package({"S": markup}), "S", 1))
    assert [(row.excel_row, row.values) for row in found] == [(2, ["", "#REF!"]), (3, ["刘某", "男"])]


def test_a_prefix_for_every_element_makes_no_difference() -> None:
    rows = [["姓名", "党支部"], ["刘某某", Failed("#N/A")], ["李某某", "第1支部"]]
    prefixed = sheet_xml(rows).replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    found = [row.values for row in workbook.rows(package({"S": prefixed}), "S", 1)]
    assert found == [["刘某某", "#N/A"], ["李某某", "第1支部"]]


def test_data_may_begin_anywhere_in_the_sheet() -> None:
    rows = [[], [], [None, None, "姓名", "性别"], [None, None, "刘某", "男"]]
    found = list(workbook.rows(workbooks.workbook(rows), "党员基本信息汇总表", 3))
    assert [(row.excel_row, row.values) for row in found] == [(4, ["", "", "刘某", "男"])]


def test_what_is_no_data_is_passed_over() -> None:
    rows = members(3)
    rows.insert(2, [" ", "\u3000"])
    rows.insert(3, ["序号", "姓名", "性别", "公民身份号码", "出生日期", "联系电话", "家庭住址"])
    rows += [["合计", 3.0], ["填报人：刘某", None, None, "审核人：李某"], ["备注"]]
    found = [row.values[1] for row in workbook.rows(workbooks.workbook(rows), "党员基本信息汇总表", 1)]
    assert found == ["刘丁", "刘丂", "刘七"]


def test_a_person_whose_row_is_nearly_empty_is_still_a_person() -> None:
    rows = [*members(1), [2, "合计某"], [None, "刘某"]]
    found = [row.values[1] for row in workbook.rows(workbooks.workbook(rows), "党员基本信息汇总表", 1)]
    assert found == ["刘丁", "合计某", "刘某"]


@pytest.mark.parametrize("count", [1, 999, 1000, 1001, 2500])
def test_no_row_is_lost_between_batches(count: int) -> None:
    rows = [["姓名", "序"], *(["刘某", at] for at in range(count))]
    found = [row.values[1] for row in workbook.rows(workbooks.workbook(rows), "党员基本信息汇总表", 1)]
    assert found == list(range(count))
