"""The two forms of the basic-information collection (党员、党组织和所在单位基本信息采集表), filled by the caller.

Labels and texts come from the information sets; only what belongs to the paper itself stands in the templates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from registry.printing import typesetting
from registry.printing.marks import CheckMark, PrintMark

MEMBER_TITLE = "党员基本信息采集表"
ORGANISATION_TITLE = "党组织和所在单位基本信息采集表"
MEMBER_ITEMS = tuple(range(1, 17))
ORGANISATION_ITEMS = tuple(range(1, 11))
# A longer batch goes to a printer, not to a reader; without tags its file is a quarter of the size.
TAGGED_UP_TO = 50
BLANK = "空白表"


@dataclass(frozen=True, slots=True)
class Words:
    """A text as it is (文字)."""

    kind: ClassVar[str] = "text"
    value: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """A code, printed instead of its name (代码)."""

    kind: ClassVar[str] = "code"
    value: str = ""


@dataclass(frozen=True, slots=True)
class Boxes:
    """A box for each character (方格), as for the identity number."""

    kind: ClassVar[str] = "boxes"
    value: str = ""
    count: int = 18


@dataclass(frozen=True, slots=True)
class Day:
    """年月日, or 年月 when only two parts are given; an empty part stays a line to write on."""

    kind: ClassVar[str] = "date"
    parts: tuple[str, ...] = ("", "", "")

    @classmethod
    def of(cls, day: date | None) -> Day:
        return cls((str(day.year), str(day.month), str(day.day))) if day else cls()

    @classmethod
    def month(cls, day: date | None) -> Day:
        return cls((str(day.year), str(day.month)) if day else ("", ""))


@dataclass(frozen=True, slots=True)
class Detail:
    """What a ticked option asks for besides (选项附带的内容)."""

    label: str
    value: Words | Day


@dataclass(frozen=True, slots=True)
class Option:
    """One box to tick (选项)."""

    code: str
    label: str
    detail: Detail | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Boxes of which one is ticked (勾选), or none while unknown."""

    kind: ClassVar[str] = "choice"
    options: tuple[Option, ...]
    ticked: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One numbered item of a form (采集项)."""

    number: int
    label: str
    value: Words | Code | Boxes | Day | Choice


@dataclass(frozen=True, slots=True)
class MemberForm:
    """The sheet of one member (一名党员的采集表): items 1 to 16; name and branch also stand in the cover list."""

    name: str
    branch: str
    items: tuple[Item, ...]
    check: CheckMark | None = None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One more unit of a joint branch, a line of the attached page (附页)."""

    name: str = ""
    category: str = ""
    party_building: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class OrganisationForm:
    """The sheet of one organisation (一个党组织的采集表): items 1 to 10, the last four for its main unit."""

    name: str
    items: tuple[Item, ...]
    further_units: tuple[UnitLine, ...] = ()
    summarised_on: date | None = None
    check: CheckMark | None = None


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A code list annexed for those who fill in by hand (代码表): rows of code and name."""

    title: str
    rows: tuple[tuple[str, str], ...]


def member_forms(
    forms: Sequence[MemberForm],
    *,
    mark: PrintMark,
    cover: bool = False,
    large_type: bool = False,
    code_tables: Sequence[CodeTable] = (),
) -> bytes:
    """One PDF of 党员基本信息采集表, each member on a page of their own."""
    sheets = [
        _sheet(form, f"{form.name}（{form.branch}）", [form.name or BLANK, form.branch], MEMBER_ITEMS) for form in forms
    ]
    return _print("member", MEMBER_TITLE, sheets, mark, cover, large_type, code_tables)


def organisation_forms(
    forms: Sequence[OrganisationForm],
    *,
    mark: PrintMark,
    cover: bool = False,
    large_type: bool = False,
    code_tables: Sequence[CodeTable] = (),
) -> bytes:
    """One PDF of 党组织和所在单位基本信息采集表, each organisation on a new page, joint branches with their 附页."""
    sheets = [
        _sheet(form, form.name, [form.name or BLANK], ORGANISATION_ITEMS)
        | {
            "name": form.name,
            "further_units": form.further_units,
            "summarised_on": Day.of(form.summarised_on),
        }
        for form in forms
    ]
    return _print("organisation", ORGANISATION_TITLE, sheets, mark, cover, large_type, code_tables)


def _sheet(
    form: MemberForm | OrganisationForm, whose: str, listed: list[str], numbers: tuple[int, ...]
) -> dict[str, object]:
    if tuple(item.number for item in form.items) != numbers:
        raise ValueError(f"the items of this form are {numbers[0]} to {numbers[-1]}, each once and in order")
    check = form.check and {"word": form.check.word, "svg": typesetting.Drawing(form.check.svg())}
    return {"items": form.items, "whose": whose if form.name else BLANK, "listed": listed, "check": check}


def _print(
    form: str,
    title: str,
    sheets: Sequence[Mapping[str, object]],
    mark: PrintMark,
    cover: bool,
    large_type: bool,
    code_tables: Sequence[CodeTable],
) -> bytes:
    data = {
        "mark": {
            "printed_at": f"{mark.printed_at:%Y-%m-%d %H:%M}",
            "office": mark.office,
            "operator": mark.operator,
            "number": mark.number,
        },
        "cover": cover,
        "large_type": large_type,
        "sheets": sheets,
        "code_tables": code_tables,
    }
    return typesetting.compile(form, data, title=title, printed_at=mark.printed_at, tagged=len(sheets) <= TAGGED_UP_TO)
