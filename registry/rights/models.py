"""What organisations ask their superiors to open for them (开通申请), and what goes along with a post (交接)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from registry.kernel.paths import PathField
from registry.kernel.records import Subject
from registry.organisations.models import Organisation
from registry.security.matrix import label
from registry.security.models import Post, User
from registry.security.scope import ScopedQuerySet


class Answer(models.TextChoices):
    """What the superior said (答复)."""

    WAITING = "waiting", "待答复"
    AGREED = "agreed", "已开通"
    DECLINED = "declined", "不同意"
    LAPSED = "lapsed", "随党组织撤销终止"


class Request(Subject):
    """An organisation asks for a function that it does not have (开通申请, U-06)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="党组织")
    path = PathField("层级码", editable=False, follows="organisation")
    function = models.CharField("功能", max_length=40)
    reason = models.CharField("申请理由", max_length=200)
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name="申请人", related_name="+")
    asked_on = models.DateField("申请日期")
    answer = models.CharField("答复", max_length=8, choices=Answer, default=Answer.WAITING)
    answered_on = models.DateField("答复日期", null=True)
    words = models.CharField("答复意见", max_length=200, blank=True)

    objects: ClassVar[models.Manager[Request]] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = "开通申请"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "function"], name="request_once", condition=Q(answer="waiting"),
                violation_error_message="这项功能已经申请，正在等上级答复，无需重复申请。",
            )
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["path"], name="request_waiting", condition=Q(answer="waiting"))
        ]

    def __str__(self) -> str:
        return f"{self.organisation}申请“{label(self.function)}”"


class HandoverQuerySet(ScopedQuerySet):
    """Hand-overs stand where the post does."""

    path_name = "organisation__path"


class Handover(Subject):
    """A post went from one person to another, with what was open in its name that day (岗位交接, N16)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="党组织")
    post = models.ForeignKey(Post, models.PROTECT, verbose_name="移交的岗位", related_name="+")
    successor = models.ForeignKey(Post, models.PROTECT, verbose_name="接任的岗位", related_name="+")
    handed_on = models.DateField("移交日期")
    reason = models.CharField("移交原因", max_length=200, blank=True)
    supervised_by = models.ForeignKey(
        User, models.PROTECT, null=True, verbose_name="监交人", related_name="+", db_constraint=False
    )
    left: Any = models.JSONField("交接事项", default=list)

    objects: ClassVar[models.Manager[Handover]] = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位交接"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["organisation", "-id"], name="handover_place")]

    def __str__(self) -> str:
        return f"{self.organisation} {self.handed_on}"
