"""The clerk's own workbook handed back (退回的工作簿): faults marked, everything else as it was."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from registry.intake import workbook
from registry.intake.workbook import FAULTY, Mark, Outcome, Verdict
from registry.kernel.refusals import Refused
from tests.intake import workbooks
from tests.intake.workbooks import MAIN, OFFICE, PACKAGES, Formula, Raw, members, package, sheet_xml

NAME = "党员基本信息汇总表"
FAULT = Verdict(3, Outcome.REJECTED, {3: (Mark.FAULT, "校验位应为0")}, "公民身份号码校验位不符")
LIST_OF_SEXES = (
    '<dataValidations count="1"><dataValidation type="list" sqref="C2:C9"><formula1>"男,女"</formula1></dataValidation>'
)
AROUND = {
    "before": '<sheetViews><sheetView workbookViewId="0" topLeftCell="A5"/></sheetViews>'
    '<cols><col min="1" max="1" width="6"/><col min="2" max="16384" width="13" hidden="0"/></cols>',
    "after": f'{LIST_OF_SEXES}</dataValidations><pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/>',
}


def opened(content: bytes, name: str = NAME) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(content))[name]


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def sheet_part(content: bytes) -> str:
    return part(content, "xl/worksheets/sheet1.xml")


def row_text(content: bytes, row: int) -> str:
    found = re.search(rf'<row\b[^>]*\br="{row}".*?</row>', sheet_part(content), re.DOTALL)
    assert found
    return found.group()


def colour(cell: Cell) -> str:
    return str(cell.fill.fgColor.rgb) if cell.fill.fill_type else ""


def styled(style: int, text: str) -> Raw:
    return Raw(f'<c r="@" s="{style}" t="inlineStr"><is><t>{text}</t></is></c>')


def sound(content: bytes) -> None:
    """Every part is well-formed, every relation and content type leads somewhere, and readers open it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        names = set(archive.namelist())
        assert len(names) == len(archive.namelist())
        for name in names:
            if name.endswith((".xml", ".rels", ".vml")):
                ElementTree.fromstring(archive.read(name))
        for one in ElementTree.fromstring(archive.read("[Content_Types].xml")):
            assert one.get("PartName", "/xl/workbook.xml").lstrip("/") in names
    assert workbook.examine(content, "退回.xlsx").data_rows


def test_each_row_is_told_what_became_of_it_in_a_last_column() -> None:
    verdicts = [
        Verdict(2, Outcome.LOADED),
        Verdict(3, Outcome.REJECTED, {}, "党支部不存在"),
        Verdict(4, Outcome.WARNED, {}, "电话不像电话"),
    ]
    back = workbook.returned(workbooks.workbook(members(4)), NAME, 1, verdicts)
    sheet = opened(back)
    results = [sheet.cell(row, 8) for row in range(1, 6)]
    assert [one.value for one in results] == [
        "导入结果",
        "已导入",
        "未导入：党支部不存在",
        "已导入（有提示）：电话不像电话",
        None,
    ]
    assert [colour(one) for one in results[1:4]] == ["", Mark.FAULT.colour, Mark.WARNING.colour]
    assert sheet.column_dimensions["H"].width == 48
    sound(back)


def test_marked_cells_are_coloured_and_commented_and_keep_the_rest_of_their_look() -> None:
    rows = [[styled(2, "姓名"), styled(2, "性别")], [styled(2, "刘某"), styled(2, "男")], ["李某", "女"]]
    marks = {0: (Mark.NORMALISED, "龚　亨承 → 龚亨承"), 1: (Mark.WARNING, "请核对 <性别> & 号码")}
    back = workbook.returned(workbooks.workbook(rows), NAME, 1, [Verdict(2, Outcome.WARNED, marks)])
    name, sex, heading = opened(back)["A2"], opened(back)["B2"], opened(back)["C1"]
    assert (colour(name), colour(sex)) == (Mark.NORMALISED.colour, Mark.WARNING.colour)
    assert name.font.b
    assert name.alignment.horizontal == "center"
    assert name.number_format == "@"
    assert (name.comment.text, name.comment.author) == ("龚　亨承 → 龚亨承", "导入中心")
    assert sex.comment.text == "请核对 <性别> & 号码"
    assert (heading.font.b, colour(heading)) == (True, "FF00B050")
    sound(back)


def test_cells_nobody_speaks_of_keep_every_byte() -> None:
    rows = [
        *members(3),
        [4, Formula.of("B2", "刘丁"), "男", styled(4, "990001197503120010"), '=HYPERLINK("x")', "+86", "-1", "@某"],
    ]
    content = workbooks.workbook(rows, **AROUND)
    back = workbook.returned(content, NAME, 1, [FAULT, Verdict(5, Outcome.LOADED)])
    assert row_text(back, 4) == row_text(content, 4)
    assert row_text(back, 5).startswith(row_text(content, 5).removesuffix("</row>"))
    for cell in re.findall(r"<c\b.*?</c>", row_text(content, 3)):
        assert (cell in row_text(back, 3)) is ('r="D3"' not in cell)
    assert LIST_OF_SEXES in sheet_part(back)
    assert sheet_part(back).count("<f>") == sheet_part(content).count("<f>") == 1


def test_nothing_that_was_text_becomes_a_formula_and_no_digit_is_lost() -> None:
    traps = ['=HYPERLINK("http://x","y")', "+1+1", "-1", "@SUM(A1)", "\t=1", "990001197503120010"]
    content = workbooks.workbook([["甲", "乙", "丙", "丁", "戊", "公民身份号码"], traps])
    marks = dict.fromkeys(range(6), (Mark.NEUTRALISED, "=按文字导入"))
    back = workbook.returned(content, NAME, 1, [Verdict(2, Outcome.NORMALISED, marks, "=1+1")])
    assert "<f" not in sheet_part(back)
    cells = [opened(back).cell(2, column) for column in range(1, 8)]
    assert [one.value for one in cells[:6]] == traps
    assert {one.data_type for one in cells} == {"s"}
    assert all(one.quotePrefix for one in cells[:6])
    assert cells[6].value == "已导入（已规范）：=1+1"


def test_a_missing_value_is_marked_where_it_is_missing() -> None:
    rows = members(2)
    rows[2][1] = None
    verdict = Verdict(3, Outcome.REJECTED, {1: (Mark.FAULT, "缺少必填项：姓名。"), 6: (Mark.WARNING, "x")})
    back = workbook.returned(workbooks.workbook(rows), NAME, 1, [verdict])
    missing = opened(back)["B3"]
    assert missing.value is None
    assert colour(missing) == Mark.FAULT.colour
    assert missing.comment.text == "缺少必填项：姓名。"
    assert re.findall(r'r="([A-Z]+)3"', row_text(back, 3)) == list("ABCDEFGH")


def test_widths_that_reach_across_the_new_column_are_cut() -> None:
    back = workbook.returned(workbooks.workbook(members(2), **AROUND), NAME, 1, [FAULT])
    ranges = re.findall(r'<col (?=[^>]*min="(\d+)")(?=[^>]*max="(\d+)")(?=[^>]*width="(\d+)")', sheet_part(back))
    assert ranges == [("1", "1", "6"), ("2", "7", "13"), ("8", "8", "48"), ("9", "16384", "13")]
    sound(back)


def test_only_the_faulty_rows_come_back_in_the_original_look() -> None:
    rows = [["党员基本信息汇总表"], *members(5)]
    rows[3][6] = Formula.of("G2", "清河县彪坚路2号")
    merged = (
        '<mergeCells count="3"><mergeCell ref="A1:G1"/><mergeCell ref="E4:F4"/><mergeCell ref="E5:E6"/></mergeCells>'
    )
    links = '<hyperlinks><hyperlink ref="B4" location="x"/><hyperlink ref="B5" location="x"/></hyperlinks>'
    content = workbooks.workbook(
        rows, after=merged + links, before=AROUND["before"], row_attributes={4: 'spans="1:7" hidden="1"'}
    )
    verdicts = [
        Verdict(row, Outcome.REJECTED if row in (4, 7) else Outcome.LOADED, {1: (Mark.FAULT, f"第{row}行的姓名")}, "改")
        for row in range(3, 8)
    ]
    back = workbook.returned(content, NAME, 2, verdicts, only=FAULTY)
    sheet = opened(back)
    assert sheet.max_row == 4
    assert [sheet.cell(row, 2).value for row in (2, 3, 4)] == ["姓名", "刘丂", "刘丅"]
    assert [sheet.cell(row, 8).value for row in (2, 3, 4)] == ["导入结果", "原第4行 未导入：改", "原第7行 未导入：改"]
    assert [sheet.cell(row, 2).comment.text for row in (3, 4)] == ["第4行的姓名", "第7行的姓名"]
    assert sheet["G3"].value == "清河县彪坚路2号"
    assert not sheet.row_dimensions[3].hidden
    assert sorted(map(str, sheet.merged_cells.ranges)) == ["A1:G1", "E3:F3"]
    assert sheet["B3"].hyperlink.location == "x"
    assert "topLeftCell" not in sheet_part(back)
    assert workbook.examine(back, "需修改.xlsx").data_rows == 2


def test_the_chain_of_formulas_goes_when_the_formulas_go() -> None:
    types = part(workbooks.workbook(members(3)), "[Content_Types].xml").replace(
        "</Types>", '<Override PartName="/xl/calcChain.xml" ContentType="application/xml"/></Types>'
    )
    content = package(
        {NAME: sheet_xml(members(3))},
        extra={"xl/calcChain.xml": f'<calcChain xmlns="{MAIN}"/>', "[Content_Types].xml": types},
    )
    sound(workbook.returned(content, NAME, 1, [FAULT]))
    back = workbook.returned(content, NAME, 1, [FAULT], only=FAULTY)
    sound(back)
    assert "xl/calcChain.xml" not in zipfile.ZipFile(io.BytesIO(back)).namelist()


def with_comment(text: str, cell: str) -> bytes:
    """A workbook in which the clerk has commented on a cell."""
    built = openpyxl.Workbook()
    sheet = built.active
    sheet.title = NAME
    for row in members(4):
        sheet.append(row)
    sheet[cell].comment = openpyxl.comments.Comment(text, "刘某")
    buffer = io.BytesIO()
    built.save(buffer)
    return buffer.getvalue()


def test_the_clerk_s_own_comments_stay_beside_ours() -> None:
    content = with_comment("档案里如此", "B4")
    back = workbook.returned(content, NAME, 1, [FAULT])
    assert opened(back)["B4"].comment.text == "档案里如此"
    assert opened(back)["D3"].comment.text == "校验位应为0"
    sound(back)


def test_a_cell_with_a_comment_gets_ours_below_it() -> None:
    back = workbook.returned(with_comment("档案里如此", "D3"), NAME, 1, [FAULT])
    comment = opened(back)["D3"].comment
    assert comment.author == "刘某"
    assert comment.text == "档案里如此\n【导入中心】校验位应为0"
    again = workbook.returned(back, NAME, 1, [FAULT])
    assert opened(again)["D3"].comment.text == comment.text
    sound(again)


def test_comments_move_with_their_rows() -> None:
    content = with_comment("档案里如此", "B4")
    verdicts = [Verdict(4, Outcome.REJECTED, {3: (Mark.FAULT, "校验位应为0")}), Verdict(3, Outcome.LOADED)]
    back = workbook.returned(content, NAME, 1, verdicts, only=FAULTY)
    assert opened(back)["B2"].comment.text == "档案里如此"
    assert opened(back)["D2"].comment.text == "校验位应为0"
    sound(back)


def test_sent_in_again_only_the_new_result_shows() -> None:
    first = workbook.returned(workbooks.workbook(members(3)), NAME, 1, [FAULT, Verdict(4, Outcome.LOADED)])
    second = workbook.returned(
        first, NAME, 1, [Verdict(3, Outcome.LOADED), Verdict(4, Outcome.REJECTED, {1: (Mark.FAULT, "改名")})]
    )
    sheet = opened(second)
    assert [sheet.cell(row, 8).value for row in (1, 3, 4)] == ["导入结果", "已导入", "未导入"]
    assert sheet.cell(1, 9).value is None
    assert (colour(sheet["D3"]), sheet["D3"].comment) == ("", None)
    assert (colour(sheet["B4"]), sheet["B4"].comment.text) == (Mark.FAULT.colour, "改名")
    sound(second)


def test_the_column_of_results_is_known_again_when_its_label_is_a_shared_string() -> None:
    saved = io.BytesIO()
    with xlsxwriter.Workbook(saved) as built:  # as office programs do, it keeps all text in one shared list
        sheet = built.add_worksheet(NAME)
        for at, row in enumerate([["姓名", "备注", "导入结果"], ["刘某", "a", "未导入"], ["李某", "b", "未导入"]]):
            sheet.write_row(at, 0, row)
    back = workbook.returned(saved.getvalue(), NAME, 1, [Verdict(3, Outcome.LOADED)])
    assert [[cell.value for cell in row] for row in opened(back).rows] == [
        ["姓名", "备注", "导入结果"],
        ["刘某", "a", "未导入"],
        ["李某", "b", "已导入"],
    ]


def test_other_sheets_and_parts_come_back_untouched() -> None:
    picture = bytes(range(256)) * 40
    drawing = {
        "xl/media/image1.png": picture,
        "xl/drawings/vmlDrawing1.vml": "<xml/>",
        "xl/comments1.xml": f'<comments xmlns="{MAIN}"/>',
    }
    content = package({"说明": sheet_xml([["请填写"]]), NAME: sheet_xml(members(2))}, extra=drawing)
    back = workbook.returned(content, NAME, 1, [FAULT])
    for name in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", *drawing):
        with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(io.BytesIO(back)) as after:
            assert after.read(name) == before.read(name)
    assert "xl/comments2.xml" in zipfile.ZipFile(io.BytesIO(back)).namelist()


def test_a_workbook_without_styles_is_given_some() -> None:
    content = workbooks.workbook(members(2))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name != "xl/styles.xml"}
    parts["xl/_rels/workbook.xml.rels"] = (
        f'<Relationships xmlns="{PACKAGES}/relationships"><Relationship Id="rId1" Type="{OFFICE}/worksheet"'
        ' Target="/xl/worksheets/sheet1.xml"/></Relationships>'
    ).encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b'<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>',
        b"",
    )
    back = workbook.returned(workbooks.zipped(parts), NAME, 1, [FAULT])
    assert colour(opened(back)["D3"]) == Mark.FAULT.colour
    sound(back)


def test_prefixed_elements_stay_prefixed() -> None:
    prefixed = sheet_xml(members(2)).replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    back = workbook.returned(package({NAME: prefixed}), NAME, 1, [FAULT])
    assert opened(back)["D3"].comment.text == "校验位应为0"
    assert opened(back)["H3"].value == "未导入：公民身份号码校验位不符"
    sound(back)


def test_words_may_hold_anything() -> None:
    odd = "\x00<a>&\ud800_x0041_" + "长" * 40_000
    back = workbook.returned(
        workbooks.workbook(members(2)), NAME, 1, [Verdict(3, Outcome.REJECTED, {1: (Mark.FAULT, odd)}, odd)]
    )
    (_, written) = (row.values[7] for row in workbook.rows(back, NAME, 1))
    assert isinstance(written, str)
    assert written.startswith("未导入：<a>&_x0041_长")
    assert len(written) <= 32_767
    sound(back)


def test_more_comments_than_an_office_program_bears_are_left_to_the_column_of_results() -> None:
    rows = members(3_400)
    marks = dict.fromkeys(range(3), (Mark.FAULT, "错"))
    back = workbook.returned(
        workbooks.workbook(rows), NAME, 1, [Verdict(row, Outcome.REJECTED, marks, "错") for row in range(2, 3_402)]
    )
    assert part(back, "xl/comments1.xml").count("<comment ") == 10_000
    ids = re.findall(r'<v:shape id="(_x0000_s\d+)"', part(back, "xl/drawings/vmlDrawing1.vml"))
    assert len(set(ids)) == 10_000
    sheet = opened(back)
    assert (colour(sheet["C3401"]), sheet["H3401"].value) == (Mark.FAULT.colour, "未导入：错")


def test_a_sheet_that_is_gone_cannot_be_handed_back() -> None:
    with pytest.raises(Refused, match="没有名为“党费”的工作表"):
        workbook.returned(workbooks.workbook(members(1)), "党费", 1, [FAULT])
