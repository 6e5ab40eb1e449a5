"""Empty workbooks to fill in (导入模板): the labels we know, drop-downs, a hint in every cell, everything as text."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

LAST_ROW = 1_048_575
_CHOICES_SHEET = "代码"
_GUIDE_SHEET = "填写说明"
_HINT_LIMIT = 255
_HEADER = {
    "bold": True,
    "bg_color": "#F2F3F5",
    "border": 1,
    "border_color": "#C9CDD4",
    "align": "center",
    "valign": "vcenter",
    "text_wrap": True,
}
_FORMATS: dict[str, dict[str, object]] = {
    "header": _HEADER,
    "required": {**_HEADER, "font_color": "#B3131B"},
    "text": {"num_format": "@"},
    "wrapped": {"text_wrap": True, "valign": "top"},
}
_GUIDE = ("列名", "是否必填", "怎样填", "示例", "可选的值")


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column of a template (模板列); `choices` become its drop-down."""

    label: str
    note: str = ""
    required: bool = False
    choices: Sequence[str] = ()
    example: str = ""
    width: int = 14


def template(columns: Sequence[TemplateColumn], *, sheet: str = "数据") -> bytes:
    """An empty workbook: the sheet to fill in, a guide, and the lists of its drop-downs."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as workbook:
        formats = {name: workbook.add_format(kind) for name, kind in _FORMATS.items()}
        data = workbook.add_worksheet(sheet)
        _guide(workbook.add_worksheet(_GUIDE_SHEET), columns, formats)
        lists = workbook.add_worksheet(_CHOICES_SHEET)
        lists.hide()
        _headings(data, columns, formats)
        for at, column in enumerate(columns):
            for row, choice in enumerate(column.choices):
                lists.write_string(row, at, choice)
            data.data_validation(1, at, LAST_ROW, at, _validation(column, at))
    return buffer.getvalue()


def _headings(data: Worksheet, columns: Sequence[TemplateColumn], formats: dict[str, Format]) -> None:
    data.set_row(0, 32)
    data.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        # Text for the whole column: a number of eighteen digits typed into it keeps them all.
        data.set_column(at, at, column.width, formats["text"])
        data.write_string(0, at, column.label, formats["required" if column.required else "header"])


def _validation(column: TemplateColumn, at: int) -> dict[str, object]:
    """The drop-down and the hint. A value off the list is questioned, not refused: intake also knows codes and old names."""
    hint = f"{'必填。' if column.required else ''}{column.note}{f' 例：{column.example}' if column.example else ''}"
    rule: dict[str, object] = {"validate": "any"}
    if column.choices:
        name = xlsxwriter.utility.xl_col_to_name(at, True)
        rule = {
            "validate": "list",
            "source": f"='{_CHOICES_SHEET}'!{name}$1:{name}${len(column.choices)}",
            "error_type": "warning",
        }
        rule |= {
            "error_title": "不在列表中",
            "error_message": "请从下拉列表中选择；填代码或旧名称的，导入时会再核对。",
        }
    return rule | ({"input_title": column.label[:32], "input_message": hint[:_HINT_LIMIT]} if hint else {})


def _guide(guide: Worksheet, columns: Sequence[TemplateColumn], formats: dict[str, Format]) -> None:
    for at, (title, width) in enumerate(zip(_GUIDE, (18, 10, 60, 24, 60), strict=True)):
        guide.set_column(at, at, width, formats["wrapped"])
        guide.write_string(0, at, title, formats["header"])
    for row, column in enumerate(columns, 1):
        cells = (
            column.label,
            "必填" if column.required else "",
            column.note,
            column.example,
            "、".join(column.choices[:60]),
        )
        for at, text in enumerate(cells):
            guide.write_string(row, at, text)
    guide.freeze_panes(1, 0)
