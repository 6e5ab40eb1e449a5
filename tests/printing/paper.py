"""Forms filled with invented people (样表), and ways to read a print again."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from io import BytesIO

from pypdf import PdfReader

from registry.printing.collection_forms import (
    Boxes,
    Choice,
    Code,
    Day,
    Detail,
    Item,
    MemberForm,
    Option,
    OrganisationForm,
    UnitLine,
    Words,
)
from registry.printing.marks import CheckMark, PrintMark

CHINA = timezone(timedelta(hours=8))
MARK = PrintMark(datetime(2026, 11, 20, 9, 30, tzinfo=CHINA), "中共长河市青川县委员会", "李某")
BRANCH = "中共青川县石桥镇柳溪村支部委员会"
FULL_OR_PROBATIONARY = (Option("1", "正式党员"), Option("2", "预备党员"))
STATES = (Option("1", "正常"), Option("2", "停止党籍"))
SITUATIONS = (Option("1", "与上级党组织相同"), Option("3", "法人单位"), Option("2", "联合支部"))


def yes_or_no(detail: Detail) -> tuple[Option, ...]:
    return Option("是", "是", detail), Option("否", "否")


def member(
    name: str = "赵一鸣",
    branch: str = BRANCH,
    address: str = "柳溪村三组",
    identity: str = "990101198001011234",
) -> MemberForm:
    """One member with every item filled in."""
    values = (
        ("姓名", Words(name)),
        ("性别", Words("男")),
        ("民族", Words("汉族")),
        ("公民身份证号", Boxes(identity)),
        ("出生日期", Day.of(date(1980, 1, 1))),
        ("学历", Code("21")),
        ("人员类别", Choice(FULL_OR_PROBATIONARY, "1")),
        ("所在党支部", Words(branch)),
        ("加入党组织日期", Day.of(date(2005, 7, 1))),
        ("转为正式党员日期", Day.of(date(2006, 7, 1))),
        ("工作岗位", Code("213")),
        ("联系电话", Words("13800000000")),
        ("家庭住址", Words(address)),
        ("党籍状态", Choice(STATES, "1")),
        ("是否为失联党员", Choice(yes_or_no(Detail("失去联系日期", Day.month(None))), "否")),
        ("是否为流动党员", Choice(yes_or_no(Detail("外出流向", Words("外省务工"))), "是")),
    )
    items = tuple(Item(number, label, value) for number, (label, value) in enumerate(values, 1))
    return MemberForm(name, branch, items, CheckMark("7K3M9Q", "CHECK:7K3M9Q"))


def blank_member() -> MemberForm:
    """The same form to be filled in by hand."""
    empty = {Words: Words(), Boxes: Boxes(), Code: Code()}
    items = []
    for item in member().items:
        value = item.value
        if isinstance(value, Day):
            value = Day()
        elif isinstance(value, Choice):
            value = Choice(tuple(Option(option.code, option.label) for option in value.options))
        items.append(Item(item.number, item.label, empty.get(type(value), value)))
    return MemberForm("", "", tuple(items))


def organisation(units: int = 1, name: str = BRANCH) -> OrganisationForm:
    """One organisation; with more than one unit it is a joint branch."""
    values = (
        ("党组织名称", Words(name)),
        ("党组织书记", Words("钱二")),
        ("党组织联系人", Words("孙三")),
        ("联系电话", Words("0838-1234567")),
        ("组织类别", Code("632" if units > 1 else "631")),
        ("党组织所在单位情况", Choice(SITUATIONS, "2" if units > 1 else "3")),
        ("单位名称", Words("柳溪村村民委员会")),
        ("单位类别", Code("931")),
        ("单位建立党组织情况", Code("11")),
        ("党组织所在单位代码", Words("54510000MF00000001")),
    )
    items = tuple(Item(number, label, value) for number, (label, value) in enumerate(values, 1))
    further = tuple(UnitLine(f"石桥镇第{number}合作社", "21", "13", "") for number in range(2, units + 1))
    return OrganisationForm(name, items, further, date(2026, 11, 20), CheckMark("AB2C3D", "CHECK:AB2C3D"))


def pages(pdf: bytes) -> list[str]:
    """The text of each page, as a reader would copy it."""
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def close(text: str) -> str:
    """The text without the breaks and gaps that setting it has brought in."""
    return "".join(text.replace("\u200b", "").split())


def lines(page: str) -> list[str]:
    """The lines of a page, each without its gaps: how wide they look is a matter of taste, not of content."""
    return [close(line) for line in page.splitlines()]


def font_names(pdf: bytes) -> dict[str, bool]:
    """Every font of the print, and whether its outlines travel with it."""
    found = {}
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            name = str(descendant["/BaseFont"]).partition("+")[2]
            found[name] = "/FontFile2" in descendant["/FontDescriptor"] or "/FontFile3" in descendant["/FontDescriptor"]
    return found
