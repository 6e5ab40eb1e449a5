"""All that is kept of a unit (单位信息): which items a unit has follows from its category (分类采集, S2-48, S3-31)."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from registry.codes.catalogue import code_list
from registry.kernel.rules import rule
from registry.kernel.sets import Heads, InformationSet, Item
from registry.units.sets import build_rules, collection, employers, general, localities
from registry.units.sets.build_rules import UNBUILT
from registry.units.sets.collection import UnitInformation
from registry.units.sets.employers import EmployerItems, NewEmployerItems
from registry.units.sets.general import GeneralItems
from registry.units.sets.localities import LocalityItems
from registry.units.sets.parts import Part

CATEGORIES = code_list("dz_unit_category")
BY_CATEGORY = (general.part, employers.part, employers.new_part, localities.part)
FOR: dict[str, Heads] = {
    name: heads for one in BY_CATEGORY for name, (_, heads) in one.items.items() if heads is not None
}
"""The items that only units of some categories have."""
FIRST = Part("基本信息", {name: (item.code, None) for name, item in collection.information.items.items()})
PARTS = (FIRST, *BY_CATEGORY)


class UnitDetails(UnitInformation, GeneralItems, EmployerItems, NewEmployerItems, LocalityItems):
    """Every item of a unit; those that its category does not have stay empty."""

    class Meta:
        abstract = True
        verbose_name = "单位信息"


def _beside_the_category(unit: Any) -> list[str]:
    """The items that are filled in although a unit of this category has none."""
    category = getattr(unit, "category", "")
    if not category:
        return []
    filled = (name for name in FOR if getattr(unit, name, None) not in (None, ""))
    return [name for name in filled if not FOR[name].fit(category)]


def _filled(name: str) -> Q:
    """Filled in, in SQL: no code and no text is shorter than one sign."""
    texts = name in TEXTS
    return Q(**{f"{name}__isnull": False}) & (~Q(**{name: ""}) if texts else Q())


FIELDS = {field.name: field for field in UnitDetails._meta.fields}
TEXTS = frozenset(name for name in FOR if FIELDS[name].empty_strings_allowed)


@rule(
    "S3-31", "与单位类别不符的项目不可录入", "category", *FOR,
    broken=reduce(or_, (Q(category__gt="") & _filled(name) & ~heads.condition("category") for name, heads in FOR.items())),
    good=[{"category": "23", "employees": 40}, {"category": "15", "families": 310}, {"category": ""}],
    bad=[{"category": "4", "employees": 40}, {"category": "23", "families": 310}, {"category": "15", "scale": "3"}],
    wording=lambda unit, today: (
        f"“{CATEGORIES.label(unit.category)}”没有这些项目，不可录入："
        f"{'、'.join(str(FIELDS[name].verbose_name) for name in _beside_the_category(unit))}。"
    ),
    source="S3-31",
)  # fmt: skip
def items_fit_the_category(unit: Any, today: date) -> bool:
    return not _beside_the_category(unit)


details = InformationSet(
    UnitDetails,
    "details",
    items={name: code for one in PARTS for name, (code, _) in one.items.items()},
    counted=(*FIRST.items, "leading_group", "full_members"),
    applies={name: ("category", heads) for name, heads in FOR.items()} | {"full_members": ("party_build", UNBUILT)},
    rules=(*collection.information.rules, *build_rules.ALL, items_fit_the_category),
    procedures={"category": "变更单位类别（转制）"},
)


def parts_for(unit: Any) -> list[tuple[Part, list[Item]]]:
    """The parts that a unit of this category has, each with its items."""
    found = [
        (one, [details.items[name] for name in one.items if details.items[name].applies_to(unit)]) for one in PARTS
    ]
    return [(one, items) for one, items in found if items]
