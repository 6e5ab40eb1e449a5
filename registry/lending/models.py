"""Loans (导出借阅): each copy that left the registry, who has it, what for, and until when."""

from __future__ import annotations

import hashlib
import json
from base64 import b32encode
from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from registry.kernel.records import Subject
from registry.kernel.sealed_fields import SealedField
from registry.kernel.sealing import keyring
from registry.lending.flow import Status
from registry.organisations.models import Organisation
from registry.security.matrix import label
from registry.security.models import Post, StoredFile, User
from registry.security.scope import ScopedQuerySet

MOST_TAKEN = 3
MOST_EXTENDED = 2


class Purpose(models.TextChoices):
    """What a copy is for (用途, R-251)."""

    REPORT = "report", "上级要求报送"
    CHECK = "check", "统计和核对"
    COLLECT = "collect", "信息采集、本人核对签字"
    MEETING = "meeting", "组织生活、会议活动"
    TRAINING = "training", "教育培训"
    CARE = "care", "慰问帮扶"
    OTHER = "other", "其他"


class LoanQuerySet(ScopedQuerySet):
    """Loans stand at the organisation that borrowed."""

    path_name = "organisation__path"

    def overdue(self, today: date) -> Self:
        """Those that should have been given back or destroyed."""
        return self.filter(status=Status.LENT, due_on__lt=today)

    def over(self, moment: datetime) -> Self:
        """Those whose file may not be fetched any more, or should have been made long ago."""
        waiting = Q(status=Status.APPROVED) & (Q(expires_at__lte=moment))
        return self.filter(waiting | Q(file__isnull=False, expires_at__lte=moment))


class Loan(Subject):
    """One copy of a list or a batch of printed forms (借阅): asked for, allowed where needed, lent, given back."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="借阅党组织", related_name="+")
    top = models.ForeignKey(Organisation, models.PROTECT, verbose_name="范围", related_name="+")
    function = models.CharField("功能", max_length=40)
    number = models.CharField("借阅编号", max_length=19, unique=True, editable=False)
    status = models.CharField("状态", max_length=9, choices=Status)
    purpose = models.CharField("用途", max_length=8, choices=Purpose)
    words = models.CharField("用途说明", max_length=100)
    recipient = models.CharField("提供给", max_length=60)
    due_on = models.DateField("归还或销毁日期")
    rows = models.PositiveIntegerField("数量")
    columns = models.JSONField("列", default=list)
    conditions = models.JSONField("条件", default=list)
    full = models.JSONField("完整显示的项", default=dict)
    query = SealedField("查询内容")
    secret = SealedField("暗记")
    frozen = models.BinaryField("批准时的鉴别码", null=True, editable=False)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, verbose_name="文件", related_name="+")
    expires_at = models.DateTimeField("下载截止", null=True)
    taken = models.PositiveSmallIntegerField("已下载次数", default=0)
    extended = models.PositiveSmallIntegerField("已延期次数", default=0)
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name="借阅人", related_name="+", db_constraint=False)
    post = models.ForeignKey(Post, models.PROTECT, verbose_name="借阅岗位", related_name="+")
    asked_at = models.DateTimeField("申请时间", db_default=Now())
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, verbose_name="审批人", related_name="+", db_constraint=False
    )
    opinion = models.CharField("意见", max_length=200, blank=True)
    settled_on = models.DateField("归还或销毁于", null=True)
    failure = models.CharField("未制成的原因", max_length=200, blank=True)

    objects: ClassVar[models.Manager[Loan]] = LoanQuerySet.as_manager()

    class Meta:
        verbose_name = "借阅"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "-asked_at", "-id"], name="loan_place"),
            models.Index(fields=["due_on"], name="loan_due", condition=Q(status="lent")),
            models.Index(fields=["expires_at"], name="loan_over", condition=Q(file__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def what(self) -> str:
        """What was taken out, as the matrix calls it."""
        return label(self.function).removeprefix("导出").removeprefix("打印")

    @property
    def is_printed(self) -> bool:
        """Whether it left on paper, and there is no file."""
        return self.function == "member.print"

    @property
    def terms(self) -> dict[str, Any]:
        """What whoever approves agrees to: of what, how many, which columns, which of them in full."""
        return {"function": self.function, "top": self.top_id, "query": self.query, "rows": self.rows,
                "columns": self.columns, "full": self.full}  # fmt: skip

    @property
    def digest(self) -> str:
        """Tells these terms from any other."""
        return hashlib.sha256(self._content).hexdigest()

    @property
    def _content(self) -> bytes:
        return json.dumps(self.terms, ensure_ascii=False, sort_keys=True).encode()

    def freeze(self) -> None:
        """From now on the terms are what was approved (S65)."""
        self.frozen = keyring().code(self._content, f"loan {self.uid}")

    @property
    def is_as_approved(self) -> bool:
        """Whether nobody has touched the terms since."""
        return keyring().vouches(bytes(self.frozen or b""), self._content, f"loan {self.uid}")

    def draw_number(self, today: date) -> None:
        """A number that tells the day and cannot be guessed."""
        code = keyring().code(self.uid.bytes, "loan number")
        self.number = f"JY{today:%Y%m%d}-{b32encode(code[1:6]).decode()}"

    def is_overdue(self, today: date) -> bool:
        """Whether it should have come back."""
        return self.status == Status.LENT and self.due_on < today

    def left(self) -> int:
        """How often the file may still be fetched."""
        return MOST_TAKEN - self.taken if self.file_id else 0

    def drop_file(self) -> None:
        """The file goes; what is known of the loan stays."""
        file, self.file = self.file, None
        if file is not None:
            self.save()
            file.delete()
