"""All that is kept of a unit (单位信息): which items a unit has follows from its category (分类采集, S2-48, S3-31)."""

from __future__ import annotations

from typing import Any

from registry.codes.catalogue import code_list
from registry.kernel.fitting import fits_the_category
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


items_fit_the_category = fits_the_category(
    "S3-31", FOR, UnitDetails, called=CATEGORIES.label, source="S3-31",
    good=[{"category": "23", "employees": 40}, {"category": "15", "families": 310}, {"category": ""}],
    bad=[{"category": "4", "employees": 40}, {"category": "23", "families": 310}, {"category": "15", "scale": "3"}],
)  # fmt: skip

details = InformationSet(
    UnitDetails,
    "details",
    items={name: code for one in PARTS for name, (code, _) in one.items.items()},
    counted=(*FIRST.items, "leading_group", "full_members"),
    applies={name: ("category", heads) for name, heads in FOR.items()} | {"full_members": ("party_build", UNBUILT)},
    rules=(*collection.information.rules, *build_rules.ALL, items_fit_the_category),
    procedures={"category": "变更单位类别（转制）"},
    parts=PARTS,
)


def parts_for(unit: Any) -> list[tuple[Part, list[Item]]]:
    """The parts that a unit of this category has, each with its items."""
    return details.parts_for(unit)
