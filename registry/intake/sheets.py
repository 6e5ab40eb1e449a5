"""The sheets that come in (汇总表): which columns each may have, what they are called, and which it cannot do without."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from django.db import models

from registry.kernel.fields import BelongsField, ItemField, PlainField
from registry.kernel.sets import InformationSet
from registry.members.sets import basic as member_set
from registry.organisations.sets import basic as organisation_set
from registry.units.sets import information as unit_set


class Kind(models.TextChoices):
    """What a sheet lists (表的种类)."""

    ORGANISATIONS = "organisations", "党组织和所在单位信息汇总表"
    MEMBERS = "members", "党员基本信息汇总表"


class Need(IntEnum):
    """How much depends on a column: nothing, every new row, or the whole sheet."""

    FREE = 0
    NEW = 1
    KEY = 2


@dataclass(frozen=True, slots=True)
class Column:
    """One column a sheet may have; `field` reads its cells, `also` are other things people call it.

    `bit` stands for it where a set of columns is kept as one number.
    """

    name: str
    label: str
    field: ItemField
    bit: int
    need: Need
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of sheet."""

    kind: Kind
    information: InformationSet
    columns: dict[str, Column]

    def labels(self) -> set[str]:
        """Everything a header may say."""
        return {label for column in self.columns.values() for label in (column.label, *column.also)} | IGNORED

    def names(self, bits: int) -> list[str]:
        """The columns of a set kept as one number."""
        return [name for name, column in self.columns.items() if bits & column.bit]


IGNORED = {"序号", "编号", "备注"}

_MEMBER_NEEDS = {
    Need.KEY: ("name", "identity_number"),
    Need.NEW: (
        "sex", "ethnicity", "birth_on", "education", "category", "organisation", "joined_on", "converted_on", "post",
        "phone", "address", "status",
    ),
}  # fmt: skip
_MEMBER_NAMES = {
    "name": ("党员姓名",),
    "identity_number": (
        "公民身份证号",
        "公民身份证号码",
        "身份证号",
        "身份证号码",
        "居民身份证号",
        "居民身份证号码",
        "身份号码",
    ),
    "birth_on": ("出生年月", "出生年月日", "出生时间"),
    "education": ("最高学历", "文化程度", "学历代码"),
    "category": ("党员类别", "党员类型", "人员类型"),
    "organisation": ("所在支部", "所属党支部", "党支部", "党支部名称", "所在党组织", "所在党支部名称"),
    "joined_on": ("入党日期", "入党时间", "加入党组织时间", "加入中共组织日期"),
    "converted_on": ("转正日期", "转正时间", "转为正式党员时间"),
    "post": ("岗位", "职业", "工作岗位代码"),
    "phone": ("手机号码", "手机号", "手机", "电话", "联系方式", "移动电话", "电话号码"),
    "address": ("住址", "现居住地", "居住地址", "现居住地址", "家庭地址"),
    "status": ("党籍",),
    "lost": ("是否失联", "是否为失联党员", "失联党员"),
    "lost_on": ("失联日期", "失联时间"),
    "floating": ("是否流动", "是否为流动党员", "流动党员"),
    "destination": ("流向", "外出地点"),
}
_ORGANISATION_NEEDS = {
    Need.KEY: ("name",),
    Need.NEW: ("superior", "secretary", "contact", "phone", "category", "situation", "unit_name", "unit_category",
               "unit_build", "unit_code"),
}  # fmt: skip
_ORGANISATION_NAMES = {
    "name": ("党组织全称", "党组织名称全称", "组织名称", "组织全称"),
    "superior": ("上级党组织名称", "上级组织", "上级党组织全称"),
    "secretary": ("书记", "书记姓名"),
    "contact": ("联系人", "联系人姓名"),
    "phone": ("联系方式", "电话", "联系人电话"),
    "category": ("党组织类别", "类别"),
    "situation": ("所在单位情况", "党组织所在单位"),
    "unit_name": ("所在单位名称", "单位全称"),
    "unit_category": ("所在单位类别",),
    "unit_build": ("建立党组织情况", "单位建立党的基层组织情况"),
    "unit_code": ("单位代码", "所在单位代码", "统一社会信用代码", "组织机构代码", "单位统一社会信用代码"),
    "founded_on": ("成立日期", "批准成立日期", "建立日期", "成立时间"),
    "short_name": ("简称",),
}


UNIT_COLUMNS = {"unit_name": "name", "unit_category": "category", "unit_build": "party_build", "unit_code": "code"}
"""The columns of the organisations' sheet that speak of its units, and the items of a unit they hold."""

_Fields = dict[str, tuple[str, ItemField]]
_Needs = dict[Need, tuple[str, ...]]
_Names = dict[str, tuple[str, ...]]


def _columns(fields: _Fields, needs: _Needs, names: _Names) -> dict[str, Column]:
    need = {name: weight for weight, listed in needs.items() for name in listed}
    return {
        name: Column(name, label, field, 1 << place, need.get(name, Need.FREE), names.get(name, ()))
        for place, (name, (label, field)) in enumerate(fields.items())
    }


def _items(information: InformationSet) -> _Fields:
    """The items; where one is a place in the tree, a sheet has the name of that place."""
    return {
        name: (item.label, _named(name, item.label) if isinstance(item.field, BelongsField) else item.field)
        for name, item in information.items.items()
    }


def _named(name: str, label: str) -> ItemField:
    """A field for text that is no item, only the name of something."""
    field = PlainField(label, max_length=2000)
    field.set_attributes_from_name(name)
    return field


def _beside() -> _Fields:
    """The columns of the organisations' sheet that are no items of an organisation; a cell may list several units."""
    labels = {"superior": "上级党组织"} | {name: unit_set.items[item].label for name, item in UNIT_COLUMNS.items()}
    return {name: (label, _named(name, label)) for name, label in labels.items()}


SHEETS = {
    Kind.ORGANISATIONS: Sheet(
        Kind.ORGANISATIONS,
        organisation_set,
        _columns(_items(organisation_set) | _beside(), _ORGANISATION_NEEDS, _ORGANISATION_NAMES),
    ),
    Kind.MEMBERS: Sheet(Kind.MEMBERS, member_set, _columns(_items(member_set), _MEMBER_NEEDS, _MEMBER_NAMES)),
}
