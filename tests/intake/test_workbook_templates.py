"""Empty workbooks to fill in (导入模板)."""

from __future__ import annotations

import io

import openpyxl
import pytest

from registry.intake import workbook
from registry.intake.workbook import TemplateColumn
from registry.kernel.refusals import Refused

COLUMNS = [
    TemplateColumn("姓名", "与证件一致", required=True, example="刘某某"),
    TemplateColumn("性别", required=True, choices=("男", "女")),
    TemplateColumn("学历", choices=tuple(f"{at} 学历{at}" for at in range(300))),
    TemplateColumn("公民身份号码", "18位，末位可为大写X" * 40, required=True, width=22),
    TemplateColumn("备注", choices=("=1+1", "+某")),
]


def test_what_is_made_for_filling_in_is_understood_when_it_comes_back() -> None:
    made = openpyxl.load_workbook(io.BytesIO(workbook.template(COLUMNS, sheet="党员")))
    made["党员"].append(["刘某某", "男", "1 学历1", "990001197503120010", "无误"])
    filled = io.BytesIO()
    made.save(filled)
    found = workbook.examine(filled.getvalue(), "党员.xlsx", known={column.label for column in COLUMNS})
    assert (found.sheet, found.header_row, found.data_rows) == ("党员", 1, 1)
    assert [one.label for one in found.columns] == [column.label for column in COLUMNS]


def test_an_empty_template_is_refused_with_what_is_missing() -> None:
    with pytest.raises(Refused, match="只有表头，没有数据"):
        workbook.examine(workbook.template(COLUMNS), "模板.xlsx", known={column.label for column in COLUMNS})


def test_every_column_is_text_with_a_hint_and_the_coded_ones_have_drop_downs() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.template(COLUMNS)))["数据"]
    assert {sheet.column_dimensions[letter].width > 0 for letter in "ABCDE"} == {True}
    rules = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    assert rules["A2:A1048576"].prompt == "必填。与证件一致 例：刘某某"
    assert (rules["C2:C1048576"].type, rules["C2:C1048576"].formula1) == ("list", "'代码'!$C$1:$C$300")
    assert rules["B2:B1048576"].errorStyle == "warning"
    assert len(rules["D2:D1048576"].prompt) <= 255
    assert sheet.freeze_panes == "A2"


def test_choices_are_text_even_when_they_look_like_formulas() -> None:
    lists = openpyxl.load_workbook(io.BytesIO(workbook.template(COLUMNS)))["代码"]
    assert lists.sheet_state == "hidden"
    assert [(lists.cell(row, 5).value, lists.cell(row, 5).data_type) for row in (1, 2)] == [("=1+1", "s"), ("+某", "s")]
