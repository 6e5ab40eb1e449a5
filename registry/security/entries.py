"""The trail as it is kept (审计记录、变更明细、封存): months of entries and changes, and the seals that vouch for them."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Now

from registry.kernel.paths import AFTER, WIDTH
from registry.security.actors import Actor
from registry.security.matrix import label


class Outcome(models.TextChoices):
    """What became of an act (结果)."""

    DONE = "done", "完成"
    REFUSED = "refused", "被拒绝"
    READ = "read", "查阅"


class PresentTransaction(Func):
    """The number of the transaction that writes: only what lies below every open one can be sealed without missing a row."""

    template = "(pg_current_xact_id()::text)::bigint"
    output_field = models.BigIntegerField()


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    """Entries by whose auditor reads them: an organisation's own auditor does not, its superior's does (C-A14)."""

    def visible_to(self, actor: Actor, function: str) -> Self:
        """What was done by, or to, what lies below the auditor; at the top of the tree also what was done there."""
        if not actor.has(function):
            return self.none()
        low, high = actor.seat.path, actor.seat.path + AFTER
        if len(low) <= WIDTH:
            return self
        inside = Q(path__gt=low, path__lt=high) | Q(office__gt=low, office__lt=high)
        return self.filter(inside)


class AuditEntry(models.Model):
    """One act of one person: what, on what, where, and what came of it (审计记录). It is only ever appended.

    `office` is the path from which it was done, `path` where its subject stands. `code` vouches for all of it.
    """

    at = models.DateTimeField("时间", db_default=Now())
    function = models.CharField("功能", max_length=40)
    outcome = models.CharField("结果", max_length=7, choices=Outcome)
    reason = models.TextField("原因", blank=True)
    user = models.ForeignKey(
        "security.User", models.PROTECT, null=True, db_constraint=False, db_index=False, verbose_name="用户"
    )
    post = models.BigIntegerField("岗位", null=True)
    name = models.CharField("办理人", max_length=50)
    organisation = models.BigIntegerField("办理党组织", null=True)
    office = models.TextField("办理党组织层级码", blank=True, db_collation="C", default="")
    subject_table = models.CharField("对象类别", max_length=63, blank=True)
    subject_id = models.BigIntegerField("对象", null=True)
    path = models.TextField("对象所在层级码", blank=True, db_collation="C")
    detail = models.JSONField("明细", default=dict)
    address = models.CharField("网络地址", max_length=45, blank=True)
    request = models.UUIDField("请求", null=True)
    code = models.BinaryField("鉴别码", default=b"")
    xid = models.BigIntegerField("事务号", db_default=PresentTransaction())

    objects: ClassVar[models.Manager[AuditEntry]] = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = "审计记录"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_table", "subject_id", "-id"], name="audit_subject"),
            models.Index(fields=["path", "-at"], name="audit_path"),
            models.Index(fields=["office", "-at"], name="audit_office"),
            models.Index(fields=["user", "-at"], name="audit_user"),
            models.Index(fields=["-at", "-id"], name="audit_at"),
            models.Index(fields=["xid", "id"], name="audit_xid"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.label}"

    @property
    def label(self) -> str:
        return label(self.function)


class Change(models.Model):
    """One row changed under an entry, with the columns that differ, before and after (变更明细)."""

    at = models.DateTimeField("时间", db_default=Now())
    entry = models.ForeignKey(AuditEntry, models.DO_NOTHING, db_constraint=False, related_name="changes")
    table_name = models.CharField("表", max_length=63)
    row_id = models.BigIntegerField("行")
    before: Any = models.JSONField("变更前", null=True)
    after: Any = models.JSONField("变更后", null=True)

    class Meta:
        verbose_name = "变更明细"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["table_name", "row_id", "-id"], name="change_row"),
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id}"


class Seal(models.Model):
    """What vouches for one entry and its changes in the order of the chain (封存): no number is left out.

    `code` is keyed and covers number, entry and changes; `head` covers it and everything before. `codes` has for each
    change its number and its own code, so that the one that was touched can be named.
    """

    number = models.BigIntegerField("封存序号", primary_key=True)
    entry = models.BigIntegerField("审计记录")
    at = models.DateTimeField("记录时间")
    xid = models.BigIntegerField("事务号")
    changes = models.IntegerField("变更条数")
    codes = models.BinaryField("变更鉴别码")
    code = models.BinaryField("鉴别码")
    head = models.BinaryField("链首")
    sealed_at = models.DateTimeField("封存时间", db_default=Now())

    class Meta:
        verbose_name = "审计封存"
        indexes: ClassVar[list[models.Index]] = [models.Index(F("entry"), name="seal_entry")]

    def __str__(self) -> str:
        return f"封存 {self.number}"
