"""A county as it hands in its two sheets (测试用的县), with one of every fault a sheet may have and what has to come of it.

All persons are invented; their numbers begin with 99.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

import xlsxwriter

from registry.kernel.values.credit_codes import check_character
from registry.kernel.values.identity import check_digit

COUNTY = "中国共产党青石县委员会"
ORGANISATION_HEAD = (
    "序号", "党组织名称", "上级党组织", "党组织书记", "党组织联系人", "联系电话", "组织类别", "党组织所在单位情况",
    "单位名称", "单位类别", "单位建立党组织情况", "党组织所在单位代码",
)  # fmt: skip
MEMBER_HEAD = (
    "序号", "姓名", "性别", "民族", "公民身份号码", "出生日期", "学历", "人员类别", "所在党支部", "加入党组织日期",
    "转为正式党员日期", "工作岗位", "联系电话", "家庭住址", "党籍状态", "是否失联党员", "失去联系日期", "是否流动党员",
    "外出流向",
)  # fmt: skip
SURNAMES = "赵钱孙李周吴郑王冯陈卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "春和景明山高水长风清月白云开日出江远林深"
SCHOOLING = ("大学", "大专", "普通高中", "初中", "中等专科", "小学", "硕士研究生")

Row = list[object]


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault planted in a row of a sheet, and what a correct intake does with it."""

    sheet: str
    excel_row: int
    kind: str
    expected: str


@dataclass(slots=True)
class County:
    """Both sheets as rows without heads, and the faults in them."""

    organisations: list[Row] = field(default_factory=list)
    members: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def workbooks(self) -> dict[str, bytes]:
        """Both sheets as files."""
        return {
            "organisations": workbook(ORGANISATION_HEAD, self.organisations),
            "members": workbook(MEMBER_HEAD, self.members),
        }


def workbook(head: tuple[str, ...], rows: list[Row]) -> bytes:
    """One sheet; text is written as text, whatever it looks like."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet("汇总表")
        sheet.write_row(0, 0, head)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                sheet.write(number, place, value)
    return file.getvalue()


def sound(branches: int = 6, size: int = 8) -> County:
    """A county without a fault: a committee with its branches, one of them joint, and a general branch."""
    county = County()
    committee, general = "中共青石县北川镇委员会", "中共青石县北川镇集镇总支部委员会"
    county.organisations.append(_organisation(COUNTY, "", "县（市、区、旗）委员会", ""))
    county.organisations.append(
        _organisation(committee, COUNTY, "党委", "法人单位", "青石县北川镇", "乡镇", "建立党委的", code(1))
    )
    county.organisations.append(_organisation(general, committee, "党总支部", "与上级党组织相同"))
    for number in range(1, branches + 1):
        above = general if number % 3 == 0 else committee
        county.organisations.append(_branch(number, above))
        county.members += [member(number * 100 + place, branch_name(number)) for place in range(size)]
    for number, row in enumerate((*county.organisations, *county.members), 1):
        row[0] = number
    return county


def faulty() -> County:
    """The county with every fault planted once, in rows that have none otherwise."""
    county = sound(branches=8, size=10)
    _plant_organisations(county)
    free = iter(range(5, len(county.members), 2))
    for kind, (expected, spoil) in MEMBER_FAULTS.items():
        place = next(free)
        spoil(county.members[place])
        county.faults.append(Fault("members", place + 2, kind, expected))
    place = next(free)
    county.members[place][4] = county.members[0][4]
    county.faults.append(Fault("members", place + 2, "duplicate-id-of-row-2", "reject-one"))
    return county


def branch_name(number: int) -> str:
    return f"中共青石县北川镇第{number}{'联合' if number == 4 else ''}支部委员会"


def member(number: int, branch: str) -> Row:
    """The number-th person, with a birthday, a sex and a number that agree."""
    woman = number % 3 == 0
    born = date(1955, 1, 5) + timedelta(days=13 * number)
    joined = date(born.year + 24, number % 12 + 1, number % 27 + 1)
    joined = max(joined, date(1984, 1, 9))
    name = SURNAMES[number % 31] + GIVEN[number % 20] + GIVEN[number // 20 % 20]
    return [
        0, name, "女" if woman else "男", "汉族", identity(born, number, woman=woman), born.isoformat(), SCHOOLING[number % 7],
        "正式党员", branch, joined.isoformat(), joined.replace(year=joined.year + 1).isoformat(), "农牧渔业生产人员",
        f"199{number:08d}", f"青石县北川镇中街{number}号", "正常", "否", "", "否", "",
    ]  # fmt: skip


def identity(born: date, number: int, *, woman: bool) -> str:
    first = f"990{number % 1000:03d}{born:%Y%m%d}{2 * (number % 450) + (not woman):03d}"
    return first + check_digit(first)


def identity_of(wrong: str) -> str:
    """The number with its last character put right."""
    return wrong[:17] + check_digit(wrong[:17])


def _organisation(name: str, above: str, category: str, situation: str, *unit: str) -> Row:
    people = ("测试甲", "测试乙", "19900000001")
    return [0, name, above, *people, category, situation, *(unit or ("", "", "", ""))]


def _branch(number: int, above: str) -> Row:
    if number == 4:
        names = "青石县木作坊；青石县石作坊"
        codes = f"{code(41)}；{code(42)}"
        return _organisation(
            branch_name(number), above, "联合党支部", "联合党支部", names, "非公有经济控制", "建立联合党支部的", codes
        )
    return _organisation(branch_name(number), above, "党支部", "与上级党组织相同")


def code(number: int) -> str:
    first = f"9199{number:013d}"
    return first + check_character(first)


def _plant_organisations(county: County) -> None:
    committee = "中共青石县北川镇委员会"
    wrong = code(51)
    wrong = wrong[:-1] + ("A" if wrong[-1] != "A" else "B")
    planted = {
        "parent-unknown": _organisation("中共青石县无源支部委员会", "没有这样的党组织", "党支部", "与上级党组织相同"),
        "category-above-parent": _organisation(
            "中共青石县倒置工作委员会", branch_name(1), "县（市、区、旗）委派出的工作委员会", ""
        ),
        "joint-branch-one-unit": _organisation(
            "中共青石县独木联合支部委员会",
            committee,
            "联合党支部",
            "联合党支部",
            "青石县独木厂",
            "非公有经济控制",
            "建立联合党支部的",
            code(50),
        ),
        "uscc-check-digit": _organisation(
            "中共青石县错码支部委员会",
            committee,
            "党支部",
            "法人单位",
            "青石县错码厂",
            "非公有经济控制",
            "建立党支部的",
            wrong,
        ),
        "duplicate-name": _organisation(branch_name(2), committee, "党支部", "与上级党组织相同"),
    }
    for kind, row in planted.items():
        county.organisations.append(row)
        county.faults.append(Fault("organisations", len(county.organisations) + 1, kind, "reject"))


def _set(place: int, value: object) -> Callable[[Row], None]:
    def spoil(row: Row) -> None:
        row[place] = value

    return spoil


def _with(place: int, change: Callable[[str], object]) -> Callable[[Row], None]:
    def spoil(row: Row) -> None:
        row[place] = change(str(row[place]))

    return spoil


def _probationary(row: Row) -> None:
    row[7] = "预备党员"


def _other_sex(row: Row) -> None:
    row[2] = "男" if row[2] == "女" else "女"


def _too_young(row: Row) -> None:
    year = int(str(row[5])[:4]) + 12
    row[9], row[10] = f"{year}-03-02", f"{year + 1}-03-02"


def _future(row: Row) -> None:
    row[9] = "2999-08-01"


def _short_probation(row: Row) -> None:
    row[9], row[10] = "2010-06-01", "2010-09-01"


def _wrong_check(number: str) -> str:
    return number[:-1] + ("1" if number[-1] != "1" else "2")


def _other_birth(row: Row) -> None:
    row[5] = f"{int(str(row[5])[:4]) - 1}{str(row[5])[4:]}"


def _full_width(text: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


def _in_chinese(day: str) -> str:
    year, month, number = map(int, day.split("-"))
    return f"{year}年{month}月{number}日"


def _pairs() -> Iterator[tuple[str, tuple[str, Callable[[Row], None]]]]:
    yield "probationary-with-conversion-date", ("reject", _probationary)
    yield "id-check-digit", ("reject", _with(4, _wrong_check))
    yield "id-sex-mismatch", ("reject", _other_sex)
    yield "joined-too-young", ("reject", _too_young)
    yield "missing-contact-no-date", ("reject", _set(15, "是"))
    yield "date-future", ("reject", _future)
    yield "missing-join-date", ("reject", _set(9, ""))
    yield "floating-no-destination", ("reject", _set(17, "是"))
    yield "missing-name", ("reject", _set(1, ""))
    yield "probation-under-a-year", ("reject", _short_probation)
    yield "unknown-code", ("reject", _set(6, "大本"))
    yield "id-17-digits", ("reject", _with(4, lambda number: number[:-1]))
    yield "unknown-branch", ("reject", _with(8, lambda name: f"{name}（老名称）"))
    yield "phone-bad", ("warn", _set(12, "12345"))
    yield "id-unknown-18-zeros", ("warn", _set(4, "0" * 18))
    yield "id-birth-mismatch", ("warn", _other_birth)
    yield "name-inner-space", ("normalise", _with(1, lambda name: f"{name[0]}\u3000{name[1:]}"))
    yield "id-lowercase-x-or-spaces", ("normalise", _with(4, lambda number: f" {number.lower()} "))
    yield "id-fullwidth", ("normalise", _with(4, _full_width))
    yield "date-style-chinese", ("normalise", _with(9, _in_chinese))
    yield "date-style-dots", ("normalise", _with(9, lambda day: day.replace("-", ".")))
    yield "formula-injection", ("neutralise", _set(13, '=HYPERLINK("http://127.0.0.1/x","点我")'))


MEMBER_FAULTS = dict(_pairs())
