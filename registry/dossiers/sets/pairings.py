"""With whom an organisation is paired (双结对), S4 2.8: other organisations, and people it looks after."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from registry.codes.fields import CodeField
from registry.dossiers.records import OrganisationRecord
from registry.kernel.fields import CountField, DayField, PlainField, PrecisionField
from registry.kernel.rules import rule
from registry.kernel.sets import Heads, InformationSet

ORGANISATIONS, PEOPLE = Heads("1"), Heads("2")


class Pairing(OrganisationRecord):
    """One pairing from its beginning to its end; of people only their number is kept."""

    kind = CodeField("结对类型", code_list="dz_org_pairing")
    partner = PlainField("结对对象", max_length=120, null=True, blank=True, help_text="结对党组织的全称。")
    people = CountField("结对人数", null=True, blank=True, help_text="帮扶党员、群众的只登记人数，不写姓名。")
    content = PlainField("结对内容", max_length=300)
    begun_on = DayField("开始日期", null=True)
    begun_precision = PrecisionField("开始日期精度")
    closed_on = DayField("结束日期", null=True, blank=True)
    closed_precision = PrecisionField("结束日期精度")
    outcome = PlainField("结对成效", max_length=300, blank=True)

    class Meta:
        verbose_name = "双结对"
        get_latest_by = "begun_on"
        indexes = (models.Index(fields=["organisation", "-begun_on"], name="pairing_organisation"),)

    def __str__(self) -> str:
        return self.partner or self.content


@rule(
    "R-027", "结束日期不能早于开始日期。", "closed_on", "begun_on",
    broken=Q(closed_on__lt=F("begun_on")),
    good=[{"begun_on": date(2025, 3, 1), "closed_on": date(2025, 12, 31)}, {"begun_on": date(2025, 3, 1), "closed_on": None}],
    bad=[{"begun_on": date(2025, 3, 1), "closed_on": date(2025, 2, 28)}],
    source="S4-35",
)  # fmt: skip
def closed_after_it_began(row: Any, today: date) -> bool:
    return row.closed_on is None or row.begun_on is None or row.closed_on >= row.begun_on


pairings = InformationSet(
    Pairing,
    "pairings",
    function="organisation.pair",
    items={
        "kind": "C0701", "partner": "C0702", "people": "C0703", "content": "C0704", "begun_on": "C0705",
        "closed_on": "C0706", "outcome": "C0707",
    },
    counted=("kind", "partner", "people", "content", "begun_on"),
    applies={"partner": ("kind", ORGANISATIONS), "people": ("kind", PEOPLE)},
    rules=(closed_after_it_began,),
)  # fmt: skip
