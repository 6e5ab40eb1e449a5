"""Clues to look into, and what verifying the trail found (异常线索、完整性校验)."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models.functions import Now

from registry.auditing.flow import Status
from registry.auditing.patterns import title
from registry.kernel.paths import WIDTH, PathField
from registry.kernel.records import Subject
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from registry.security.models import User
from registry.security.scope import ScopedQuerySet


class ClueQuerySet(ScopedQuerySet):
    """Clues by whose auditor looks into them: the superior's, as with the trail itself (C-A14)."""

    def visible_to(self, actor: Actor, function: str) -> Self:
        found = super().visible_to(actor, function)
        return found if len(actor.seat.path) <= WIDTH else found.filter(path__gt=actor.seat.path)


class Clue(Subject):
    """Something unusual in the trail (异常线索): which pattern, whose acts, how many, and what an auditor said of it."""

    pattern = models.CharField("线索类别", max_length=20)
    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="党组织", related_name="+")
    path = PathField("层级码", editable=False, follows="organisation")
    user = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="用户", related_name="+")
    address = models.CharField("网络地址", max_length=45, blank=True)
    count = models.IntegerField("次数")
    first = models.BigIntegerField("首条审计记录", null=True)
    last = models.BigIntegerField("末条审计记录", null=True)
    began_at = models.DateTimeField("起始时间")
    found_at = models.DateTimeField("发现时间", db_default=Now())
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.WAITING)
    words = models.CharField("说明", max_length=400, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="核查人", related_name="+")
    decided_on = models.DateField("核查日期", null=True)

    objects: ClassVar[models.Manager[Clue]] = ClueQuerySet.as_manager()

    class Meta:
        verbose_name = "异常线索"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["path", "-found_at"], name="clue_path"),
            models.Index(fields=["pattern", "-found_at"], name="clue_pattern"),
            models.Index(fields=["-found_at", "-id"], name="clue_found"),
        ]

    def __str__(self) -> str:
        return title(self.pattern)


class Verification(models.Model):
    """One look at the whole trail and what it found (完整性校验结果)."""

    at = models.DateTimeField("校验时间", db_default=Now())
    entries = models.BigIntegerField("审计记录")
    changes = models.BigIntegerField("变更明细")
    anchors = models.BigIntegerField("锚点")
    faults = models.JSONField("不符之处", default=list)

    class Meta:
        verbose_name = "完整性校验"

    def __str__(self) -> str:
        return f"{self.entries} 条，不符 {len(self.faults)} 处"
