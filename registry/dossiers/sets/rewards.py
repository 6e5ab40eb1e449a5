"""Honours and disciplinary measures of an organisation (党组织奖惩), S0-55, O1-05."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from registry.codes.fields import CodeField
from registry.dossiers.records import OrganisationRecord
from registry.kernel.fields import DayField, PlainField, PrecisionField
from registry.kernel.rules import rule
from registry.kernel.sets import Heads, InformationSet

HONOURS = Heads("1")


class Reward(OrganisationRecord):
    """One honour or one measure, by whom it was decided and how long it stood."""

    kind = CodeField("奖惩类别", code_list="dz_org_reward", help_text="纪律处理依据党章，问责依据问责条例。")
    title = PlainField("奖惩名称", max_length=120, help_text="例如：全省先进基层党组织。")
    decided_on = DayField("批准日期", null=True)
    decided_precision = PrecisionField("批准日期精度")
    authority = PlainField("批准机关", max_length=120)
    level = CodeField("批准机关级别", code_list="dz_commendation_level")
    document = PlainField("批准文号", max_length=60, blank=True)
    note = PlainField("说明", max_length=300, blank=True)
    revoked_on = DayField(
        "撤销（解除）日期", null=True, blank=True, help_text="荣誉被撤销或影响期满的日期；仍有效的不填。"
    )
    revoked_precision = PrecisionField("撤销（解除）日期精度")

    class Meta:
        verbose_name = "奖惩"
        get_latest_by = "decided_on"
        indexes = (models.Index(fields=["organisation", "-decided_on"], name="reward_organisation"),)

    def __str__(self) -> str:
        return self.title


@rule(
    "R-027", "批准日期不能晚于今天。", "decided_on",
    broken=lambda today: Q(decided_on__gt=today),
    good=[{"decided_on": date(2021, 6, 28)}, {"decided_on": None}], bad=[{"decided_on": date(2999, 1, 1)}],
    source="已经批准的才登记",
)  # fmt: skip
def decided_already(row: Any, today: date) -> bool:
    return row.decided_on is None or row.decided_on <= today


@rule(
    "R-027", "撤销（解除）日期不能早于批准日期。", "revoked_on", "decided_on",
    broken=Q(revoked_on__lt=F("decided_on")),
    good=[{"decided_on": date(2021, 6, 28), "revoked_on": date(2021, 6, 28)}, {"decided_on": date(2021, 6, 28), "revoked_on": None}],
    bad=[{"decided_on": date(2021, 6, 28), "revoked_on": date(2021, 6, 27)}],
    source="先批准后撤销",
)  # fmt: skip
def revoked_after_it_was_decided(row: Any, today: date) -> bool:
    return row.revoked_on is None or row.decided_on is None or row.revoked_on >= row.decided_on


rewards = InformationSet(
    Reward,
    "rewards",
    function="organisation.reward",
    items={
        "kind": "C0501", "title": "C0502", "decided_on": "C0503", "authority": "C0504", "level": "C0505",
        "document": "C0506", "note": "C0507", "revoked_on": "C0508",
    },
    counted=("kind", "title", "decided_on", "authority", "level"),
    applies={"level": ("kind", HONOURS)},
    rules=(decided_already, revoked_after_it_was_decided),
)  # fmt: skip
