"""Changes of keys, and what was last counted of them (密钥变更, 密钥统计); the keys themselves are never in the database."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now

from registry.jobs.retention import kinds
from registry.kernel.records import Subject
from registry.organisations.models import Organisation
from registry.security.models import User
from registry.security.scope import ScopedQuerySet


class Change(models.TextChoices):
    """What is wanted of the keys (变更种类)."""

    SEALING = "sealing", "启用新的加密密钥"
    INDEX = "index", "启用新的盲索引密钥"
    CODES = "codes", "启用新的鉴别码密钥"
    RETIRE = "retire", "销毁旧的加密密钥"


class Stage(models.TextChoices):
    """How far a change has come (办理状态)."""

    ASKED = "asked", "待确认"
    CONFIRMED = "confirmed", "待维护窗口执行"
    RUNNING = "running", "正在换密"
    DONE = "done", "已完成"
    DECLINED = "declined", "未同意"


OPEN = (Stage.ASKED, Stage.CONFIRMED, Stage.RUNNING)


class CustodyQuerySet(ScopedQuerySet):
    """What custody decides stands at the organisation whose administrators keep the keys."""

    path_name = "organisation__path"


class KeyChange(Subject):
    """One change of the keys: asked for by one officer, confirmed by another (密钥变更, S55)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="保管的党组织", related_name="+")
    change = models.CharField("变更", max_length=7, choices=Change)
    algorithm = models.CharField("算法", max_length=20, blank=True)
    number = models.PositiveSmallIntegerField("密钥编号", null=True)
    stage = models.CharField("办理状态", max_length=9, choices=Stage, default=Stage.ASKED)
    reason = models.CharField("原因", max_length=200)
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, verbose_name="申请人", related_name="+", db_constraint=False
    )
    asked_on = models.DateField("申请日期")
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, verbose_name="确认人", related_name="+", db_constraint=False
    )
    decided_on = models.DateField("确认日期", null=True)
    words = models.CharField("答复意见", max_length=200, blank=True)
    entry = models.BigIntegerField("确认的审计记录", null=True)
    from_block = models.BigIntegerField("启用时的用量", null=True)
    changed = models.BigIntegerField("已换密的值", default=0)

    objects: ClassVar[models.Manager[Any]] = CustodyQuerySet.as_manager()

    class Meta:
        verbose_name = "密钥变更"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                models.Value(1), name="key_change_one_open", condition=models.Q(stage__in=OPEN),
                violation_error_message="已有一项密钥变更正在办理，办完后再申请下一项。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.get_change_display())

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.stage in OPEN


class Hold(Subject):
    """Data of one kind is kept beyond its time, for a case or an inspection (记录保全, S68)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="办理的党组织", related_name="+")
    kind = models.CharField("数据种类", max_length=20)
    reason = models.CharField("保全原因", max_length=200)
    document = models.CharField("依据文号", max_length=60)
    placed_by = models.ForeignKey(
        User, models.PROTECT, null=True, verbose_name="保全人", related_name="+", db_constraint=False
    )
    placed_on = models.DateField("保全日期")
    released_on = models.DateField("解除日期", null=True)
    release_reason = models.CharField("解除原因", max_length=200, blank=True)

    objects: ClassVar[models.Manager[Any]] = CustodyQuerySet.as_manager()

    class Meta:
        verbose_name = "记录保全"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["kind", "organisation"], condition=models.Q(released_on__isnull=True), name="hold_once",
                violation_error_message="这种数据已经保全，无需再办。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"保全：{self.label}"

    @property
    def label(self) -> str:
        """What is held, as people call it."""
        return kinds()[self.kind].label


class KeyCount(models.Model):
    """How many values a key had sealed in one place when they were last counted (密钥统计); no record, only a count."""

    place = models.CharField("位置", max_length=80)
    number = models.PositiveSmallIntegerField("密钥编号")
    values = models.BigIntegerField("值的个数")
    counted_at = models.DateTimeField("统计时间", db_default=Now())

    class Meta:
        verbose_name = "密钥统计"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["place", "number"], name="key_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.number}"
