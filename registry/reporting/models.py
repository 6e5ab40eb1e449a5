"""Reporting periods of the whole node (报告期): their days, and since when they are closed."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from registry.kernel.records import Subject
from registry.security.scope import ScopedQuerySet


class ReportingPeriodQuerySet(ScopedQuerySet):
    """Periods stand where the organisation stands that registered them; they bind the whole node all the same."""

    path_name = "organisation__path"
    also_seen = "everywhere"


class ReportingPeriod(Subject):
    """The days a report counts (报告期), both included; once it is closed nothing takes effect in it or before it."""

    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, verbose_name="登记党组织", related_name="+"
    )
    label = models.CharField("报告期名称", max_length=60)
    first_on = models.DateField("首日")
    last_on = models.DateField("末日")
    closed_on = models.DateField("封存日期", null=True)
    reopened_for = models.CharField("解封原因", max_length=200, blank=True)

    objects: ClassVar[models.Manager[ReportingPeriod]] = ReportingPeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "报告期"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["label"], name="reporting_period_label_once",
                violation_error_message="已有同名的报告期，请换一个名称。",
            ),
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="reporting_period_in_order"),
            ExclusionConstraint(
                name="reporting_period_apart",
                expressions=[
                    (
                        Func(
                            F("first_on"), F("last_on"), RangeBoundary(inclusive_upper=True), function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    )
                ],
                violation_error_message="与已登记的报告期日期重叠，请核对首日和末日。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.label
