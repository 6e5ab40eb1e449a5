"""The county's two summary sheets (汇总表), as rows and as workbooks in the layout a county hands in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from random import Random

import xlsxwriter

from registry.intake.demonstration.county import COUNTY, Place, places
from registry.intake.demonstration.names import name_of
from registry.intake.demonstration.people import NO, YES, People, Person, with_defects

ORGANISATION_COLUMNS = (
    "序号", "党组织名称", "上级党组织", "党组织书记", "党组织联系人", "联系电话", "组织类别", "党组织所在单位情况",
    "单位名称", "单位类别", "单位建立党组织情况", "党组织所在单位代码", "批准建立日期",
)  # fmt: skip
MEMBER_COLUMNS = (
    "序号", "姓名", "性别", "民族", "公民身份号码", "出生日期", "学历", "人员类别", "所在党支部", "加入党组织日期",
    "转为正式党员日期", "工作岗位", "联系电话", "家庭住址", "党籍状态", "是否失联党员", "失去联系日期", "是否流动党员",
    "外出流向",
)  # fmt: skip
TITLES = {"organisations": "党组织和所在单位信息汇总表", "members": "党员基本信息汇总表"}
WIDTHS = {"党组织名称": 36, "上级党组织": 30, "所在党支部": 36, "公民身份号码": 21, "党组织所在单位代码": 21, "家庭住址": 30,
          "单位名称": 26, "联系电话": 14, "工作岗位": 22}  # fmt: skip

Rows = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Sheets:
    """The rows of both sheets without their headings."""

    organisations: Rows
    members: Rows

    def workbooks(self) -> dict[str, bytes]:
        """Both as files by their names."""
        return {
            f"{COUNTY}{TITLES['organisations']}.xlsx": _workbook(
                TITLES["organisations"], ORGANISATION_COLUMNS, self.organisations
            ),
            f"{COUNTY}{TITLES['members']}.xlsx": _workbook(TITLES["members"], MEMBER_COLUMNS, self.members),
        }


def sheets(today: date) -> Sheets:
    """The county's sheets as of that day; the same day gives the same sheets everywhere."""
    draw = Random(COUNTY)  # noqa: S311 - nothing is kept secret by it
    tree, makes = places(draw), People(draw, today)
    members = {place.name: makes.of(place) for place in tree if place.people}
    founded = _foundings(tree)
    organisations = [
        (*_organisation_row(number, place, members.get(place.name, []), makes, draw), f"{founded[place.name]:%Y-%m-%d}")
        for number, place in enumerate(tree, 1)
    ]
    people = with_defects([person for same in members.values() for person in same], draw)
    return Sheets(organisations, [_member_row(number, person) for number, person in enumerate(people, 1)])


def _foundings(tree: Sequence[Place]) -> dict[str, date]:
    """When each was founded, some years after its superior; no other draw is disturbed by it."""
    founded: dict[str, date] = {}
    for place in tree:
        draw = Random(place.name)  # noqa: S311 - nothing is kept secret by it
        year = founded[place.above].year + draw.randrange(1, 19) if place.above else 1950
        founded[place.name] = date(year, draw.randrange(1, 13), draw.randrange(1, 29))
    return founded


def _organisation_row(number: int, place: Place, members: list[Person], makes: People, draw: Random) -> tuple[str, ...]:
    """Several units share one row, their names and codes divided by ；."""
    full = sorted((abs(int(person.birth_on[:4]) - 1978), person.name) for person in members if person.converted_on)
    leaders = [name for _, name in full[:2]]
    leaders += [name_of(draw, woman=False, born=1978, ethnicity="汉族") for _ in range(2 - len(leaders))]
    units = place.units
    return (
        str(number), place.name, place.above, *leaders, makes.phone(), place.category, place.situation,
        "；".join(unit.name for unit in units), units[0].category if units else "", place.built,
        "；".join(unit.code for unit in units),
    )  # fmt: skip


def _member_row(number: int, person: Person) -> tuple[str, ...]:
    return (
        str(number), person.name, person.sex, person.ethnicity, person.identity_number, person.birth_on, person.education,
        person.category, person.branch, person.joined_on, person.converted_on, person.post, person.phone, person.address,
        "正常", YES if person.lost_on else NO, person.lost_on, YES if person.destination else NO, person.destination,
    )  # fmt: skip


def _workbook(title: str, columns: tuple[str, ...], rows: Rows) -> bytes:
    """One sheet with a heading that stays in sight; every cell is text, so that no number loses its digits."""
    file = BytesIO()
    with xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    ) as book:
        text = book.add_format({"num_format": "@", "font_name": "宋体", "font_size": 11})
        heading = book.add_format(
            {"bold": True, "bg_color": "#F2F2F2", "border": 1, "font_name": "宋体", "font_size": 11}
        )
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
        sheet.write_row(0, 0, columns, heading)
        for place, label in enumerate(columns):
            sheet.set_column(place, place, WIDTHS.get(label, 12), text)
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, row, text)
    return file.getvalue()
