"""What superiors and members said of an organisation (通报和评议), S4 2.7."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from registry.codes.fields import CodeField
from registry.dossiers.records import OrganisationRecord
from registry.kernel.fields import DayField, PlainField, PrecisionField
from registry.kernel.rules import rule
from registry.kernel.sets import Heads, InformationSet

APPRAISALS = Heads("2")


class Notice(OrganisationRecord):
    """One notice or appraisal: when, by whom, with what result."""

    kind = CodeField("类型", code_list="dz_org_notice")
    title = PlainField("名称", max_length=120, help_text="例如：2025年度基层党建工作述职评议考核。")
    held_on = DayField("日期", null=True)
    held_precision = PrecisionField("日期精度")
    authority = PlainField("通报（评议）机关", max_length=120)
    result = CodeField(
        "评议结果", code_list="dz_org_notice_result", help_text="述职评议考核的综合评价分为好、较好、一般、差。"
    )
    note = PlainField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "通报和评议"
        get_latest_by = "held_on"
        indexes = (models.Index(fields=["organisation", "-held_on"], name="notice_organisation"),)

    def __str__(self) -> str:
        return self.title


@rule(
    "R-027", "日期不能晚于今天。", "held_on",
    broken=lambda today: Q(held_on__gt=today),
    good=[{"held_on": date(2025, 1, 20)}, {"held_on": None}], bad=[{"held_on": date(2999, 1, 1)}],
    source="S4-34",
)  # fmt: skip
def held_already(row: Any, today: date) -> bool:
    return row.held_on is None or row.held_on <= today


notices = InformationSet(
    Notice,
    "notices",
    function="organisation.notice",
    items={
        "kind": "C0601",
        "title": "C0602",
        "held_on": "C0603",
        "authority": "C0604",
        "result": "C0605",
        "note": "C0606",
    },
    counted=("kind", "title", "held_on", "authority", "result"),
    applies={"result": ("kind", APPRAISALS)},
    rules=(held_already,),
)
