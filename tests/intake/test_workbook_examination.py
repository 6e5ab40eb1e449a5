"""The health check of a workbook (表格体检): where the data are, and each defect named with a way out."""

from __future__ import annotations

from collections.abc import Mapping

from registry.intake import workbook
from registry.intake.workbook import Examination, Fix, findings
from tests.intake import workbooks
from tests.intake.workbooks import HEADER, PERSON, Failed, Formula, Raw, Serial, members, package, sheet_xml

LABELS = frozenset(HEADER)


def examined(rows: list[list[object]], **more: str | Mapping[int, str]) -> Examination:
    return workbook.examine(workbooks.workbook(rows, **more), "党员.xlsx", known=LABELS)


def kinds(examination: Examination) -> list[str]:
    return [one.kind for one in examination.findings]


def person(**changes: object) -> list[object]:
    """A person's row with some cells changed, named by the header."""
    return [changes.get(label, value) for label, value in zip(HEADER, PERSON, strict=True)]


def test_a_sound_sheet_has_no_findings() -> None:
    found = examined(members(3))
    assert found.findings == ()
    assert (found.sheet, found.header_row, found.data_rows) == ("党员基本信息汇总表", 1, 3)
    assert [(one.number, one.letters, one.label, one.filled) for one in found.columns[:2]] == [
        (1, "A", "序号", 3),
        (2, "B", "姓名", 3),
    ]
    assert [row.values[1] for row in found.sample] == ["刘丁", "刘丂", "刘七"]


def test_the_header_is_found_below_a_title_and_the_reporting_unit() -> None:
    rows = [
        ["党员基本信息汇总表"],
        ["填报单位：清河县波梅镇", None, None, "汇总日期：2026年11月20日"],
        ["序 号", "姓  名*", "性别", "公民身份号码（必填）", "出生\n日期", "联系电话", "家庭住址"],
        *members(2)[1:],
        ["填报人：刘某", None, None, "审核人：李某"],
    ]
    found = examined(rows)
    assert (found.header_row, found.data_rows) == (3, 2)
    assert [one.label for one in found.columns] == HEADER
    assert kinds(found) == ["title-rows", "footer-row"]


def test_two_lines_of_header_are_joined_along_their_merged_cells() -> None:
    rows = [
        ["党员基本信息汇总表"],
        ["姓名", "公民身份号码", "失联", None, "流动", None],
        [None, None, "是否失联", "日期", "是否流动", "日期"],
        ["刘某某", PERSON[3], "否", None, "否", None],
    ]
    merged = (
        '<mergeCells><mergeCell ref="A1:F1"/><mergeCell ref="A2:A3"/><mergeCell ref="B2:B3"/><mergeCell ref="C2:D2"/>'
    )
    found = examined(rows, after=merged + '<mergeCell ref="E2:F2"/></mergeCells>')
    assert found.header_row == 3
    assert [one.label for one in found.columns] == [
        "姓名",
        "公民身份号码",
        "是否失联",
        "失联日期",
        "是否流动",
        "流动日期",
    ]
    assert kinds(found) == ["title-rows", "two-line-header", "empty-column", "empty-column"]


def test_the_clerk_may_point_at_another_sheet_and_another_header() -> None:
    guide = [["填写说明", "示例"], ["姓名", "刘某"]]
    content = package({"说明": sheet_xml(guide), "数据": sheet_xml([["甲", "乙"], *members(2)])})
    assert workbook.examine(content, "党员.xlsx", known=LABELS).sheet == "数据"
    assert workbook.examine(content, "党员.xlsx", sheet="说明").header_row == 1
    chosen = workbook.examine(content, "党员.xlsx", sheet="数据", header_row=2)
    assert (chosen.header_row, chosen.data_rows) == (2, 2)


def test_every_sheet_is_described_so_that_a_wrong_one_is_noticed() -> None:
    organisations = [["党组织名称", "上级党组织"], ["中共清河县委员会", "x"]]
    content = package(
        {
            "党组织": sheet_xml(organisations),
            "党员": sheet_xml(members(5)),
            "代码": sheet_xml([["代码", "名称"], ["a", "b"]]),
        },
        hidden=["代码"],
    )
    found = workbook.examine(content, "党员.xlsx", known=LABELS)
    assert [(one.name, one.hidden, one.rows, one.columns) for one in found.sheets] == [
        ("党组织", False, 1, 2),
        ("党员", False, 5, 7),
        ("代码", True, 1, 2),
    ]
    assert found.sheets[0].labels == ("党组织名称", "上级党组织")
    assert found.sheet == "党员"
    assert kinds(found) == ["hidden-sheet"]


def test_a_visible_sheet_is_preferred_to_a_longer_hidden_one() -> None:
    content = package({"旧": sheet_xml(members(9)), "新": sheet_xml(members(2))}, hidden=["旧"])
    assert workbook.examine(content, "党员.xlsx", known=LABELS).sheet == "新"


def test_a_poisoned_workbook_yields_a_finding_for_each_of_its_defects() -> None:
    poisoned: dict[str, list[object]] = {
        "numeric-identity": person(公民身份号码=9.9000119750312e17),
        "identity-15": person(公民身份号码="990001750312001"),
        "identity-length": person(公民身份号码="99000119750312001"),
        "identity-form": person(公民身份号码="99000120040229012x"),
        "identity-unknown": person(公民身份号码="#"),
        "full-width": person(公民身份号码="９９０００１１９７５０３１２００１０"),
        "scientific": person(公民身份号码="9.90001E+17"),
        "several-people": person(姓名="刘某、李某"),
        "name-space": person(姓名="龚　亨承"),
        "name-dot": person(姓名="买买提•艾力"),
        "name-odd": person(姓名="刘3"),
        "rare-character": person(姓名="刘䶮"),
        "radical": person(家庭住址="⽤⼾村1号"),
        "stray-radical": person(家庭住址="⺮村1号"),
        "private-character": person(家庭住址="\ue863村1号"),
        "broken-character": person(家庭住址="清\ufffd县1号"),
        "compatible-character": person(家庭住址="\uf9d1村1号"),
        "invisible-character": person(家庭住址="清\u200b河县1号"),
        "line-break": person(家庭住址="清河县\n2号"),
        "surplus-space": person(家庭住址=" 清河县3号"),
        "formula-like": person(家庭住址='=HYPERLINK("x")'),
        "placeholder": person(家庭住址="无"),
        "long-text": person(家庭住址="某" * 501),
        "boolean": person(性别=True),
        "time-cell": person(出生日期=Serial(0.5)),
        "long-number": person(家庭住址=12345678901234567890.0),
        "numeric-phone": person(联系电话=13900000000),
        "date-notation": person(出生日期="1975.03.12"),
        "date-partial": person(出生日期="1975年3月"),
        "date-unreadable": person(出生日期="75年3月"),
        "error-value": person(家庭住址=Failed("#REF!")),
        "formula": person(家庭住址=Formula.of("A1", "序号")),
        "formula-without-value": person(家庭住址=Formula.of("A1", None)),
    }
    assert len(poisoned) >= 30
    rows = [list(HEADER), *([at, *row[1:]] for at, row in enumerate(poisoned.values(), 1))]
    # Each row differs from the others in a text of its own, or all those without one would be twins.
    for at, row in enumerate(rows[1:], 1):
        row[2] = row[2] if row[2] is True else "男" + chr(0x4E00 + at)
    found = examined(rows)
    assert sorted(kinds(found)) == sorted(poisoned)
    for one in found.findings:
        assert one.places == (one.where,)
        assert int("".join(filter(str.isdigit, one.where))) == 2 + list(poisoned).index(one.kind)
        assert one.message.endswith("。")
        assert isinstance(one.fix, Fix)


def test_defects_of_the_layout_are_found() -> None:
    header = ["序号", "姓名", "姓名", "", "备注", "公民身份号码"]
    rows = [
        header,
        [1, "刘某", "刘某", "多", None, PERSON[3]],
        [2, "李某", "李某", None, None, "99000120040229012X"],
        [],
        header,
        [3, "王某", "王某", None, None, "990001198805050024"],
        [4, "王某", "王某", None, None, "990001198805050024"],
        ["合计", 4],
    ]
    found = examined(
        rows,
        before='<cols><col min="6" max="6" hidden="1"/></cols>',
        after='<sheetProtection sheet="1"/><autoFilter ref="A1:F7"><filterColumn colId="1"/></autoFilter>'
        '<mergeCells><mergeCell ref="B2:C2"/></mergeCells>',
        row_attributes={3: 'hidden="1"'},
    )
    by_kind = {one.kind: one for one in found.findings}
    assert sorted(by_kind) == sorted(
        [
            "protected",
            "duplicate-header",
            "missing-header",
            "empty-column",
            "merged-cell",
            "hidden-row",
            "hidden-column",
            "filtered",
            "blank-row",
            "footer-row",
            "repeated-header",
            "identical-row",
        ]
    )
    assert by_kind["duplicate-header"].places == ("B", "C")
    assert "“姓名”（B、C列）" in by_kind["duplicate-header"].message
    assert by_kind["missing-header"].where == "D1"
    assert by_kind["merged-cell"].places == ("B2:C2",)
    assert by_kind["hidden-row"].message.startswith("第3行")
    assert by_kind["hidden-column"].where == "F列"
    assert by_kind["blank-row"].where == "第4行"
    assert by_kind["repeated-header"].where == "第5行"
    assert by_kind["identical-row"].where == "第7行"
    assert found.data_rows == 4
    assert [one.label for one in found.columns] == ["序号", "姓名", "姓名", "备注", "公民身份号码"]


def test_defects_of_the_workbook_are_found() -> None:
    content = package(
        {"一": sheet_xml(members(3)), "二": sheet_xml(members(2))},
        date_1904=True,
        extra={"xl/vbaProject.bin": b"x", "xl/externalLinks/externalLink1.xml": "<externalLink/>"},
    )
    found = workbook.examine(content, "党员.xls", known=LABELS)
    assert kinds(found) == ["extension", "macro", "external-link", "date-1904", "several-sheets"]
    assert found.findings[-1].message.startswith("“一”、“二”：")


def test_the_result_of_an_earlier_return_is_not_taken_for_data() -> None:
    rows = [[*row, result] for row, result in zip(members(2), ["导入结果", "已导入", "未导入"], strict=True)]
    found = examined(rows)
    assert kinds(found) == ["result-column"]
    assert "导入结果" not in [one.label for one in found.columns]


def test_many_cells_of_one_kind_are_one_finding_with_a_count() -> None:
    rows = [list(HEADER), *([at, "刘" + chr(0x4E00 + at), *person(出生日期="1975.3.12")[2:]] for at in range(120))]
    (one,) = examined(rows).findings
    assert (one.kind, one.count, one.where, len(one.places)) == ("date-notation", 120, "E2", findings.PLACES)
    assert one.message == "“出生日期”列 E2 等 120 处（1975.3.12）：日期写法不一，统一为 1990-09-04 的样子。"


def test_an_odd_character_is_named_by_its_code_point() -> None:
    (one,) = examined([list(HEADER), person(家庭住址="⼾村")]).findings
    assert "U+2F3E" in one.message


def test_right_but_unusual_values_are_no_defects() -> None:
    rows = [
        list(HEADER),
        person(姓名="买买提·艾力"),
        person(公民身份号码="99000120040229012X", 出生日期=Serial(33120), 联系电话="0999-1234567"),
        person(姓名="John Smith", 家庭住址="清河县（彪坚路）1号，A—B座·东", 联系电话="+86 13900000000"),
    ]
    assert kinds(examined(rows)) == []


def test_a_cell_may_be_written_in_any_order_of_attributes() -> None:
    rows = [*members(1), [Raw("<c t=\"e\" r='A3'><v>#N/A</v></c>"), "李某某", "男", "990001198805050024"]]
    assert kinds(examined(rows)) == ["error-value"]
