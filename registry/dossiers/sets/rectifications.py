"""A weak and lax organisation put right (软弱涣散党组织整顿), table 41: found, led, and struck off the list."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from registry.codes.fields import CodeField
from registry.dossiers.records import OrganisationRecord
from registry.kernel.fields import CountField, DayField, NameField, PlainField, PrecisionField
from registry.kernel.rules import rule
from registry.kernel.sets import InformationSet


class Rectification(OrganisationRecord):
    """One rectification; as long as it is open the organisation counts as weak and lax."""

    kind = CodeField("主要类型", code_list="dz_org_weakness")
    found_on = DayField("认定日期", null=True)
    found_precision = PrecisionField("认定日期精度")
    document = PlainField("认定文号", max_length=60, blank=True)
    leader = NameField("联点领导", max_length=50, blank=True, help_text="联系该党组织的县级、乡镇领导。")
    sponsor = PlainField("结对帮扶单位", max_length=120, blank=True)
    first_secretary = NameField("选派第一书记", max_length=50, blank=True)
    measures = PlainField("整顿措施", max_length=300)
    solved = CountField("解决问题数", null=True, blank=True)
    closed_on = DayField("销号日期", null=True, blank=True, help_text="整顿到位、经上级验收的日期；还在整顿的不填。")
    closed_precision = PrecisionField("销号日期精度")
    outcome = PlainField("整顿结果", max_length=300, blank=True)

    class Meta:
        verbose_name = "软弱涣散整顿"
        get_latest_by = "found_on"
        constraints = (
            models.UniqueConstraint(
                fields=["organisation"], name="rectification_open_once", condition=Q(closed_on__isnull=True),
                violation_error_message="该党组织已有一次整顿还没有销号，请先给它填销号日期。",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return rectifications.items["kind"].text(self)

    @property
    def found(self) -> str:
        """Since when it is weak and lax, as exactly as is known."""
        return rectifications.items["found_on"].text(self)


@rule(
    "R-027", "认定日期不能晚于今天。", "found_on",
    broken=lambda today: Q(found_on__gt=today),
    good=[{"found_on": date(2025, 3, 1)}, {"found_on": None}], bad=[{"found_on": date(2999, 1, 1)}],
    source="党内统计表41",
)  # fmt: skip
def found_already(row: Any, today: date) -> bool:
    return row.found_on is None or row.found_on <= today


@rule(
    "R-027", "销号日期不能早于认定日期。", "closed_on", "found_on",
    broken=Q(closed_on__lt=F("found_on")),
    good=[{"found_on": date(2025, 3, 1), "closed_on": date(2025, 12, 1)}, {"found_on": date(2025, 3, 1), "closed_on": None}],
    bad=[{"found_on": date(2025, 3, 1), "closed_on": date(2025, 2, 1)}],
    source="先认定后销号",
)  # fmt: skip
def closed_after_it_was_found(row: Any, today: date) -> bool:
    return row.closed_on is None or row.found_on is None or row.closed_on >= row.found_on


rectifications = InformationSet(
    Rectification,
    "rectifications",
    function="organisation.rectify",
    items={
        "kind": "C0901", "found_on": "C0902", "document": "C0903", "leader": "C0904", "sponsor": "C0905",
        "first_secretary": "C0906", "measures": "C0907", "solved": "C0908", "closed_on": "C0909", "outcome": "C0910",
    },
    counted=("kind", "found_on", "measures"),
    rules=(found_already, closed_after_it_was_found),
)  # fmt: skip
