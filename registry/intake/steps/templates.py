"""The empty sheet a clerk may fill in (模板): the columns of a kind, with drop-downs where an item is a code."""

from __future__ import annotations

from registry.codes.fields import CodeField
from registry.intake import workbook
from registry.intake.sheets import SHEETS, UNIT_COLUMNS, Column, Kind, Need
from registry.intake.workbook import TemplateColumn
from registry.kernel.fields import DayField, FlagField, ItemField
from registry.kernel.sealed_fields import IdentityField
from registry.members.sets.basic import COLLECTED
from registry.organisations.models import Organisation, State
from registry.units.sets import information as unit_set

ORDER = {
    Kind.MEMBERS: COLLECTED,
    Kind.ORGANISATIONS: ("name", "superior", "secretary", "contact", "phone", "category", "situation", *UNIT_COLUMNS),
}
MOST_PLACES = 2_000
"""Organisations offered in a drop-down; more than that nobody scrolls through."""
SEVERAL = "联合党支部有多个单位的，用“；”隔开，名称和代码一一对应。"
BELONGS = "填写全称。"
WIDE = {"organisation", "name", "superior", "address", "unit_name"}


def template(kind: Kind, organisation: Organisation) -> bytes:
    """A workbook to fill in for organisations or members below that organisation."""
    return workbook.template([_column(kind, name, organisation) for name in ORDER[kind]], sheet=kind.label)


def _column(kind: Kind, name: str, organisation: Organisation) -> TemplateColumn:
    column = SHEETS[kind].columns[name]
    field = unit_set.items[UNIT_COLUMNS[name]].field if name in UNIT_COLUMNS else column.field
    return TemplateColumn(
        column.label,
        note=_note(column, field),
        required=column.need > Need.FREE and not field.blank,
        choices=_choices(kind, name, field, organisation),
        width=_width(kind, name, field),
    )


def _note(column: Column, field: ItemField) -> str:
    if column.name in UNIT_COLUMNS:
        return f"{field.help_text}{SEVERAL}"
    return BELONGS if column.name in ("organisation", "superior") else str(field.help_text)


def _choices(kind: Kind, name: str, field: ItemField, organisation: Organisation) -> list[str]:
    if isinstance(field, CodeField):
        return [code.name for code in field.options() if code.leaf or not field.finest]
    if isinstance(field, FlagField):
        return ["是", "否"]
    if name not in ("organisation", "superior"):
        return []
    here = Organisation.objects.below(organisation.path).filter(state=State.ACTIVE).order_by("path")
    places = list((here.branches() if kind is Kind.MEMBERS else here).values_list("name", flat=True)[: MOST_PLACES + 1])
    return places if len(places) <= MOST_PLACES else []


def _width(kind: Kind, name: str, field: ItemField) -> int:
    if name in WIDE and not (kind is Kind.MEMBERS and name == "name"):
        return 36
    return 22 if isinstance(field, IdentityField) or name == "unit_code" else 14 if isinstance(field, DayField) else 16
