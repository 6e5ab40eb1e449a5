"""All that is kept of an organisation itself (党组织信息): what the collection form asks, and what is kept besides."""

from __future__ import annotations

from registry.codes.catalogue import code_list
from registry.kernel.fitting import fits_the_category
from registry.kernel.sets import Heads, InformationSet, Part
from registry.organisations.sets import further, size_rules
from registry.organisations.sets.basic import OrganisationInformation, basic
from registry.organisations.sets.further import FurtherItems

FIRST = Part("基本信息", {name: (item.code, None) for name, item in basic.items.items()})
PARTS = (FIRST, further.part)
FOR: dict[str, Heads] = {name: heads for name, (_, heads) in further.part.items.items() if heads is not None}
"""The items that only organisations of some categories have (S2-48)."""


class OrganisationDetails(OrganisationInformation, FurtherItems):
    """Every item of an organisation; those that its category does not have stay empty."""

    class Meta:
        abstract = True
        verbose_name = "党组织信息"


items_fit_the_category = fits_the_category(
    "S2-48", FOR, OrganisationDetails, called=code_list("dz_org_category").label, source="S2-48；种子1（审批预备党员权限）",
    good=[{"category": "611", "may_admit": True}, {"category": "631", "functional": False}, {"category": ""}],
    bad=[{"category": "631", "may_admit": True}, {"category": "621", "may_admit": False}, {"category": "141", "standard": "1"}],
)  # fmt: skip

details = InformationSet(
    OrganisationDetails,
    "details",
    items={name: code for part in PARTS for name, (code, _) in part.items.items()},
    counted=[item.name for item in basic.counted],
    applies={name: ("category", heads) for name, heads in FOR.items()},
    rules=(*basic.rules, further.postcode_has_six_digits, items_fit_the_category, *size_rules.ALL),
    smaller={function: (*names, "address", "postcode", "fax") for function, names in basic.smaller.items()},
    procedures=basic.procedures,
    parts=PARTS,
)
