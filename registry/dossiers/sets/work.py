"""The party work of an organisation in one year (党建工作信息), S2-52…58, table 24."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q

from registry.dossiers.records import OrganisationRecord
from registry.kernel.fields import CountField, FlagField, NumberField
from registry.kernel.refusals import Level
from registry.kernel.rules import rule
from registry.kernel.sets import InformationSet

FIRST_YEAR = 1921
COMMITTEE_FROM, COMMITTEE_OF = 7, 3
"""From so many full members on a branch has a committee, of at least so many (R-150)."""


class Work(OrganisationRecord):
    """One year."""

    year = NumberField("年度", null=True)
    leaders = CountField(
        "班子成员数", null=True, blank=True, help_text="党支部为支部委员会委员数；未设委员会的填书记、副书记数。"
    )
    cross_posts = CountField(
        "其中交叉任职数", null=True, blank=True, help_text="党组织班子成员与行政班子成员交叉任职的人数。"
    )
    workers = CountField("党务工作者数", null=True, blank=True)
    full_time_workers = CountField("其中专职", null=True, blank=True)
    secretary_trained = FlagField("书记是否参加培训", null=True, blank=True)
    elected = FlagField("本年是否换届", null=True, blank=True)
    democratic_meeting = FlagField("是否召开民主生活会", null=True, blank=True, help_text="党员领导班子每年召开。")
    organisation_meeting = FlagField("是否召开组织生活会", null=True, blank=True, help_text="党支部每年召开。")
    appraised = FlagField("是否开展民主评议党员", null=True, blank=True)

    class Meta:
        verbose_name = "党建工作信息"
        get_latest_by = "year"
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "year"], name="work_once_a_year",
                violation_error_message="该年度的党建工作信息已经登记，请在原有一条上修改。",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year}年"

    @property
    def full_members(self) -> int:
        """The full members the organisation has for its own, where it is a branch."""
        return self.organisation.full_members if self.organisation.is_branch else 0


@rule(
    "R-027", "年度应在1921年至今年之间。", "year",
    broken=lambda today: Q(year__gt=today.year) | Q(year__lt=FIRST_YEAR),
    good=[{"year": 2025}, {"year": None}], bad=[{"year": 2999}, {"year": 1900}],
    source="已经开始的年度才登记",
)  # fmt: skip
def year_is_plausible(row: Any, today: date) -> bool:
    return row.year is None or FIRST_YEAR <= row.year <= today.year


@rule(
    "S2-52", "交叉任职数不能多于班子成员数。", "cross_posts", "leaders",
    broken=Q(cross_posts__gt=F("leaders")),
    good=[{"leaders": 5, "cross_posts": 5}, {"leaders": None, "cross_posts": 3}], bad=[{"leaders": 5, "cross_posts": 6}],
    source="其中数不大于总数",
)  # fmt: skip
def cross_posts_are_among_the_leaders(row: Any, today: date) -> bool:
    return row.cross_posts is None or row.leaders is None or row.cross_posts <= row.leaders


@rule(
    "S2-52", "专职党务工作者数不能多于党务工作者数。", "full_time_workers", "workers",
    broken=Q(full_time_workers__gt=F("workers")),
    good=[{"workers": 2, "full_time_workers": 1}, {"workers": None, "full_time_workers": 1}],
    bad=[{"workers": 1, "full_time_workers": 2}],
    source="其中数不大于总数",
)  # fmt: skip
def full_time_workers_are_among_all(row: Any, today: date) -> bool:
    return row.full_time_workers is None or row.workers is None or row.full_time_workers <= row.workers


@rule(
    "R-150", "正式党员7人以上的党支部应设支部委员会（3至5人，一般不超过7人）。", "leaders", "full_members",
    broken=Q(full_members__gte=COMMITTEE_FROM, leaders__lt=COMMITTEE_OF),
    good=[{"full_members": 7, "leaders": 3}, {"full_members": 6, "leaders": 1}, {"full_members": 9, "leaders": None}],
    bad=[{"full_members": 7, "leaders": 2}],
    level=Level.WARN, source="支部条例第六章",
)  # fmt: skip
def has_a_committee(row: Any, today: date) -> bool:
    leaders = getattr(row, "leaders", None)
    return leaders is None or leaders >= COMMITTEE_OF or (getattr(row, "full_members", 0) or 0) < COMMITTEE_FROM


work = InformationSet(
    Work,
    "work",
    function="organisation.report",
    items={
        "year": "C0801", "leaders": "C0802", "cross_posts": "C0803", "workers": "C0804", "full_time_workers": "C0805",
        "secretary_trained": "C0806", "elected": "C0807", "democratic_meeting": "C0808",
        "organisation_meeting": "C0809", "appraised": "C0810",
    },
    counted=("year",),
    rules=(year_is_plausible, cross_posts_are_among_the_leaders, full_time_workers_are_among_all, has_a_committee),
)  # fmt: skip
