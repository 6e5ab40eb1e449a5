"""Files that cannot be taken in (不能导入的文件): each is refused in one sentence that says what to do instead."""

from __future__ import annotations

import io
import zipfile

import pytest

from registry.intake import workbook
from registry.intake.workbook import Mark, Outcome, Verdict, examination, limits
from registry.kernel.refusals import Refused
from tests.intake import workbooks
from tests.intake.workbooks import Raw, members, package, sheet_xml, zipped

GIGABYTE = 1 << 30


def refusal(content: bytes, filename: str = "党员.xlsx", **choices: str | int) -> str:
    """The sentence with which the file is refused."""
    with pytest.raises(Refused) as refused:
        workbook.examine(content, filename, **choices)  # type: ignore[arg-type]
    sentence = str(refused.value)
    assert sentence.endswith("。")
    return sentence


@pytest.mark.parametrize(
    ("content", "filename", "kind"),
    [
        (b"%PDF-1.7 ...", "党员.pdf", "PDF 文件"),
        (b"\xff\xd8\xff\xe0", "党员.jpg", "JPG 图片"),
        (b"\x89PNG\r\n", "党员.png", "PNG 图片"),
        (b"Rar!\x1a\x07", "党员.rar", "RAR 压缩包"),
        ("姓名,性别\n刘某,男\n".encode(), "党员.csv", "CSV 文本文件"),
        ("姓名\t性别\n".encode("gb18030"), "党员.xlsx", "CSV 文本文件"),
        (b"<html><table><tr>", "党员.xls", "网页"),
        (b'<?xml version="1.0"?><Workbook/>', "党员.xls", "XML 文件"),
        (workbooks.compound("WordDocument"), "党员.doc", "Word 文档（.doc）"),
        (zipped({"word/document.xml": "<a/>"}), "党员.docx", "Word 文档（.docx）"),
        (zipped({"content.xml": "<a/>"}), "党员.ods", "ODS"),
        (zipped({"xl/workbook.bin": "x"}), "党员.xlsb", "二进制工作簿"),
        (zipped({"党员.txt": "x"}), "党员.zip", "压缩包"),
        (bytes(range(256)), "党员.dat", "无法识别的文件"),
    ],
)
def test_another_kind_of_file_is_named_and_the_way_out_told(content: bytes, filename: str, kind: str) -> None:
    sentence = refusal(content, filename)
    assert kind in sentence
    assert ".xlsx" in sentence


def test_an_old_workbook_is_to_be_saved_anew() -> None:
    assert "另存为“Excel 工作簿（.xlsx）”" in refusal(workbooks.compound("Workbook"), "党员.xls")


def test_a_password_is_to_be_taken_off() -> None:
    assert "取消密码" in refusal(workbooks.compound("EncryptedPackage"))
    content = bytearray(workbooks.workbook(members()))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.find(signature) + flags] |= 1
    assert "取消密码" in refusal(bytes(content))


def test_an_empty_file_and_an_empty_workbook_say_that_they_are_empty() -> None:
    assert "0 字节" in refusal(b"")
    assert "工作簿是空的" in refusal(workbooks.workbook([]))
    assert "只有表头，没有数据" in refusal(workbooks.workbook(members(0)))


def test_without_a_header_nothing_can_be_read() -> None:
    assert "找不到表头" in refusal(workbooks.workbook([[1, 990001, 3], [2, 990002, 5]]))


def test_a_file_cut_off_or_damaged_is_no_defect_of_ours() -> None:
    whole = workbooks.workbook(members())
    broken = zipfile.ZipFile(io.BytesIO(whole)).read("xl/worksheets/sheet1.xml").replace(b"</row>", b"", 1)
    middle = whole.find(b"PK\x03\x04", 100) + 60
    for content in (
        whole[:300],
        whole[:-30],
        whole[:middle] + b"\x00\xff\x00\xff" + whole[middle + 4 :],
        package({"S": broken.decode()}),
        package({"S": sheet_xml([["姓名", "性别"], ["刘某", Raw('<c r="B2" t="s"><v>7</v></c>')]])}),
    ):
        assert "重新保存后再上传" in refusal(content)


def test_a_sheet_that_does_not_exist_cannot_be_chosen() -> None:
    content = workbooks.workbook(members())
    assert "没有名为“党费”的工作表" in refusal(content, sheet="党费")
    with pytest.raises(Refused, match="没有名为"):
        list(workbook.rows(content, "党费", 1))


def test_definitions_inside_are_refused_before_anything_reads_them() -> None:
    outside = '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/hostname">]><sst>&x;</sst>'
    laughs = '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><sst>&b;</sst>'
    for part in ("xl/sharedStrings.xml", "xl/styles.xml", "xl/theme/theme1.xml", "docProps/core.xml"):
        for attack in (outside, laughs, " " * (1 << 18) + outside):
            assert "DTD" in refusal(package({"S": sheet_xml(members())}, extra={part: attack}))


def test_another_encoding_hides_nothing() -> None:
    hidden = ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a []>' + sheet_xml(members())).encode("utf-16")
    assert "重新保存" in refusal(package({"S": ""}, extra={"xl/worksheets/sheet1.xml": hidden}))


def test_a_bomb_is_refused_by_its_directory() -> None:
    bomb = package({"S": sheet_xml(members())}, extra={"xl/media/image1.png": bytes(120 << 20)})
    assert len(bomb) < 1 << 20
    assert "解开后过大" in refusal(bomb)
    assert "解开后过大" in refusal(
        workbooks.claiming(workbooks.workbook(members()), "xl/worksheets/sheet1.xml", 4 * GIGABYTE - 1)
    )


def test_a_bomb_that_lies_about_its_size_is_refused_while_it_unpacks() -> None:
    with zipfile.ZipFile(io.BytesIO(workbooks.workbook(members()))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert "解开后过大" in refusal(workbooks.understated_bomb(parts, "xl/media/image1.png", 400 << 20))


def test_too_many_parts_are_refused() -> None:
    extra = {f"xl/media/image{at}.png": b"x" for at in range(limits.MAX_ENTRIES)}
    assert "200 个的上限" in refusal(package({"S": sheet_xml(members())}, extra=extra))


def test_two_parts_of_one_name_are_refused_because_readers_would_differ() -> None:
    extra = {"xl/worksheets/SHEET1.xml": sheet_xml(members())}
    assert "已损坏" in refusal(package({"S": sheet_xml(members())}, extra=extra))


def test_five_gigabytes_are_refused_before_they_are_sent() -> None:
    for claimed in (5 * GIGABYTE, str(5 * GIGABYTE)):
        with pytest.raises(Refused, match=r"文件有 5\.0 GB，超过 50 MB 的上限"):
            workbook.claimed_size(claimed)
    with pytest.raises(Refused, match="超过 50 MB"):
        workbook.claimed_size("9" * 5000)
    with pytest.raises(Refused, match="超过 50 MB"):
        workbook.examine(bytes(limits.MAX_UPLOAD + 1), "党员.xlsx")
    for small in (limits.MAX_UPLOAD, "1024", None, "", "²"):
        workbook.claimed_size(small)


def test_one_cell_in_the_far_corner_costs_no_memory() -> None:
    for far in ('<c r="XFD1048576"><v>1</v></c>', "<c><v>1</v></c>" + "<c/>" * 300 + "<c><v>1</v></c>"):
        rows = sheet_xml(members()).replace("</sheetData>", f'<row r="1048576">{far}</row></sheetData>')
        assert "超过 200 列的上限" in refusal(package({"S": rows}))


def test_emptiness_between_cells_is_not_read() -> None:
    wide = [[f"项目{letter}" for letter in "甲乙丙丁戊己庚辛壬癸子丑"], ["某"] * 12]
    far = sheet_xml(wide).replace("</sheetData>", '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>')
    assert "第 1048576 行还有内容" in refusal(package({"S": far}))


def test_more_than_two_hundred_columns_are_refused() -> None:
    wide = [["项目" + chr(0x4E00 + at) for at in range(201)], ["某"] * 201]
    assert "超过 200 列的上限" in refusal(workbooks.workbook(wide))
    assert workbook.examine(workbooks.workbook([line[:200] for line in wide]), "党员.xlsx").data_rows == 1


def test_a_million_and_one_rows_are_refused() -> None:
    # With references, as office programs write them: a row without is taken apart cell by cell and costs twice as much.
    lines = (f'<row><c r="A{at}"><v>{at}</v></c></row>' for at in range(2, limits.MAX_ROWS + 3))
    too_long = package({"S": sheet_xml([["序号"]]).replace("</sheetData>", "".join(lines) + "</sheetData>")})
    assert "1,000,000 行的上限" in refusal(too_long)


def test_the_limit_itself_is_let_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_ROWS", 3)
    examined = examination.inspect(workbooks.workbook(members(3)), "党员.xlsx", None, None, frozenset())
    assert examined.data_rows == 3
    with pytest.raises(Refused, match="行的上限"):
        examination.inspect(workbooks.workbook(members(4)), "党员.xlsx", None, None, frozenset())


@pytest.mark.parametrize("odd", ["", "-1", "²", "9" * 5000, "ZZZZ1"])
def test_odd_numbers_in_a_sheet_are_refused_or_read_but_never_a_defect_of_ours(odd: str) -> None:
    hidden = '<cols><col min="2" max="2" hidden="1"/></cols>'
    sound = sheet_xml(members(2), before=hidden).replace('r="C2"', 'r="C2" s="1"')
    for attribute in ('r="C2"', 'r="2"', 's="1"', 'min="2"', 'max="2"'):
        name = attribute.partition("=")[0]
        content = package({"S": sound.replace(attribute, f'{name}="{odd}"')})
        try:
            found = workbook.examine(content, "党员.xlsx")
        except Refused as refused:
            assert str(refused).endswith("。")  # noqa: PT017 - a refusal is as right as a reading
        else:
            verdicts = [Verdict(row.excel_row, Outcome.REJECTED, {2: (Mark.FAULT, "错")}) for row in found.sample]
            assert workbook.returned(content, "S", found.header_row, verdicts)
