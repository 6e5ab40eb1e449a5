"""The rules of an organisation's basic information (党组织校核规则), R-033, R-139 to R-143, R-163."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from registry.codes.catalogue import code_list
from registry.kernel.refusals import Level
from registry.kernel.rules import rule
from registry.organisations.categories import JOINT, NEEDS_UNIT, forbidden_pairs, may_stand_below

SAME_AS_SUPERIOR, JOINT_UNITS, LEGAL_UNIT = "1", "2", "3"
CATEGORIES = code_list("dz_org_category")
LEAVES = [code.code for code in CATEGORIES if code.leaf]
REQUIRED = {
    "name": "党组织名称",
    "category": "组织类别",
    "secretary": "党组织书记",
    "contact": "党组织联系人",
    "phone": "联系电话",
}
COMPLETE = {
    "name": "中共清河县委员会",
    "category": "141",
    "secretary": "测试甲",
    "contact": "测试乙",
    "phone": "13900000000",
}


def _absent(row: Any) -> list[str]:
    return [label for name, label in REQUIRED.items() if not getattr(row, name, None)]


@rule(
    "R-163", "缺少必填项", *REQUIRED,
    broken=Q(phone__isnull=True) | Q(name="") | Q(name__isnull=True) | Q(category="") | Q(category__isnull=True)
    | Q(secretary="") | Q(secretary__isnull=True) | Q(contact="") | Q(contact__isnull=True),
    good=[COMPLETE], bad=[COMPLETE | {"secretary": ""}, COMPLETE | {"name": ""}, COMPLETE | {"phone": None}],
    wording=lambda row, today: f"缺少必填项：{'、'.join(_absent(row))}。", source="党组织和所在单位基本信息采集表",
    presence=True,
)  # fmt: skip
def has_required_items(row: Any, today: date) -> bool:
    return not _absent(row)


@rule(
    "R-143", "党组织全称应以“中国共产党”或“中共”开头。", "name",
    broken=Q(name__gt="") & ~Q(name__regex="^(中国共产党|中共)."),
    good=[{"name": "中共清河县委员会"}, {"name": ""}], bad=[{"name": "清河县委员会"}],
    source="种子3 §5.2",
)  # fmt: skip
def name_begins_properly(row: Any, today: date) -> bool:
    name = getattr(row, "name", "") or ""
    return not name or any(name.startswith(head) and len(name) > len(head) for head in ("中国共产党", "中共"))


def _pairs_in_sql() -> Q:
    """The forbidden pairs, gathered by child: one condition for each category."""
    parents: dict[str, list[str]] = {}
    for child, parent in forbidden_pairs(LEAVES):
        parents.setdefault(child, []).append(parent)
    broken = Q(pk__in=[])
    for child, above in parents.items():
        broken |= Q(category=child, parent_category__in=above)
    return broken


def _cannot_stand(row: Any, today: date) -> str:
    below, above = CATEGORIES.label(row.category), CATEGORIES.label(row.parent_category)
    return f"“{above}”下不能新建“{below}”，请核对上级党组织或组织类别。"


@rule(
    "R-139", "上级党组织下不能新建该类党组织", "category", "parent_category",
    broken=_pairs_in_sql(),
    good=[
        {"category": "631", "parent_category": "611"}, {"category": "611", "parent_category": "141"},
        {"category": "241", "parent_category": "141"}, {"category": "631", "parent_category": ""},
    ],
    bad=[
        {"category": "241", "parent_category": "631"}, {"category": "141", "parent_category": "611"},
        {"category": "611", "parent_category": "621"}, {"category": "141", "parent_category": "141"},
    ],
    wording=_cannot_stand, source="种子3 §5.1",
)  # fmt: skip
def stands_below_its_superior(row: Any, today: date) -> bool:
    category, above = getattr(row, "category", ""), getattr(row, "parent_category", "")
    return not category or may_stand_below(category, above or "")


@rule(
    "R-140", "该类党组织须关联所在单位，请填写“党组织所在单位情况”。", "situation", "category",
    broken=(Q(category__startswith="6") | Q(category__startswith="9")) & (Q(situation="") | Q(situation__isnull=True)),
    good=[{"category": "611", "situation": LEGAL_UNIT}, {"category": "141", "situation": ""}],
    bad=[{"category": "611", "situation": ""}],
    source="种子3 §5.1",
)  # fmt: skip
def has_a_unit_situation(row: Any, today: date) -> bool:
    return not (getattr(row, "category", "") or "").startswith(NEEDS_UNIT) or bool(getattr(row, "situation", ""))


@rule(
    "R-140", "上级党组织尚未登记法人单位，不能选“与上级党组织相同”。", "situation", "parent_has_unit",
    broken=Q(situation=SAME_AS_SUPERIOR, parent_has_unit=False),
    good=[{"situation": SAME_AS_SUPERIOR, "parent_has_unit": True}, {"situation": LEGAL_UNIT, "parent_has_unit": False}],
    bad=[{"situation": SAME_AS_SUPERIOR, "parent_has_unit": False}],
    source="种子3 §5.5",
)  # fmt: skip
def superior_has_its_unit(row: Any, today: date) -> bool:
    return getattr(row, "situation", "") != SAME_AS_SUPERIOR or getattr(row, "parent_has_unit", True) is not False


@rule(
    "R-141", "联合党支部须关联两个或以上单位", "situation", "category", "unit_count",
    broken=Q(category__in=JOINT) & (~Q(situation=JOINT_UNITS) | Q(unit_count__lt=2) | Q(unit_count__isnull=True)),
    good=[{"category": "632", "situation": JOINT_UNITS, "unit_count": 2}, {"category": "631", "unit_count": 1}],
    bad=[
        {"category": "632", "situation": JOINT_UNITS, "unit_count": 1},
        {"category": "632", "situation": LEGAL_UNIT, "unit_count": 2},
    ],
    wording=lambda row, today: (
        "联合党支部的所在单位情况应为“联合党支部”，须关联两个或以上单位，"
        f"现有{getattr(row, 'unit_count', 0) or 0}个。"
    ),
    source="种子3 §5.1.2；支部条例第五条",
)  # fmt: skip
def joint_branch_joins_units(row: Any, today: date) -> bool:
    if getattr(row, "category", "") not in JOINT:
        return True
    return getattr(row, "situation", "") == JOINT_UNITS and (getattr(row, "unit_count", 0) or 0) >= 2


@rule(
    "R-141", "联合党支部覆盖单位一般不超过5个。", "situation", "unit_count",
    broken=Q(situation=JOINT_UNITS, unit_count__gt=5),
    good=[{"situation": JOINT_UNITS, "unit_count": 5}], bad=[{"situation": JOINT_UNITS, "unit_count": 6}],
    level=Level.WARN, source="支部条例第五条",
)  # fmt: skip
def joins_few_units(row: Any, today: date) -> bool:
    return getattr(row, "situation", "") != JOINT_UNITS or (getattr(row, "unit_count", 0) or 0) <= 5


@rule(
    "R-140", "所在单位情况为“法人单位”的，应关联一个单位。", "situation", "unit_count",
    broken=Q(situation=LEGAL_UNIT) & ~Q(unit_count=1),
    good=[{"situation": LEGAL_UNIT, "unit_count": 1}, {"situation": SAME_AS_SUPERIOR, "unit_count": 0}],
    bad=[{"situation": LEGAL_UNIT, "unit_count": 0}, {"situation": LEGAL_UNIT, "unit_count": 2}],
    source="种子3 §5.1",
)  # fmt: skip
def legal_unit_is_one(row: Any, today: date) -> bool:
    return getattr(row, "situation", "") != LEGAL_UNIT or (getattr(row, "unit_count", 0) or 0) == 1


@rule(
    "R-033", "联系电话应为手机号码或带区号的固定电话。", "phone", "phone_doubtful",
    broken=Q(phone_doubtful=True),
    good=[{"phone": "13900000000", "phone_doubtful": False}],
    bad=[{"phone": "1234567", "phone_doubtful": True}],
    level=Level.WARN, source="种子3、种子4",
)  # fmt: skip
def phone_is_well_formed(row: Any, today: date) -> bool:
    return not getattr(row, "phone_doubtful", False)


@rule(
    "R-027", "批准建立日期不能晚于今天。", "founded_on",
    broken=lambda today: Q(founded_on__gt=today),
    good=[{"founded_on": date(2001, 7, 1)}, {"founded_on": None}], bad=[{"founded_on": date(2999, 1, 1)}],
    source="种子3 §6.2.1 注意5",
)  # fmt: skip
def founded_in_the_past(row: Any, today: date) -> bool:
    founded = getattr(row, "founded_on", None)
    return founded is None or founded <= today


ALL = (
    has_required_items, name_begins_properly, stands_below_its_superior, has_a_unit_situation, superior_has_its_unit,
    joint_branch_joins_units, joins_few_units, legal_unit_is_one, phone_is_well_formed, founded_in_the_past,
)  # fmt: skip
