"""What the screens remember of a user (界面状态): choices and drafts; nothing of the register itself."""

from __future__ import annotations

import json
from typing import Any, ClassVar
from uuid import UUID

from django.db import models

from registry.kernel.sealed_columns import SealedContentField
from registry.kernel.sealing import keyring
from registry.kernel.uids import uid
from registry.security.models import User


class Preference(models.Model):
    """One choice of one user: columns of a list, density (界面偏好)."""

    user = models.ForeignKey(User, models.CASCADE)
    key = models.CharField("名称", max_length=60)
    value: Any = models.JSONField("取值")

    class Meta:
        verbose_name = "界面偏好"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "key"], name="preference_once")
        ]

    def __str__(self) -> str:
        return self.key


class Draft(models.Model):
    """What a user typed into a form and has not saved yet, sealed (草稿)."""

    uid = models.UUIDField("统一标识", default=uid, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE)
    function = models.CharField("功能", max_length=40)
    subject = models.UUIDField("对象")
    content = SealedContentField("内容（加密）")
    saved_at = models.DateTimeField("保存时间", auto_now=True)

    class Meta:
        verbose_name = "草稿"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "function", "subject"], name="draft_once")
        ]

    def __str__(self) -> str:
        return self.function

    PLACE: ClassVar[str] = "web_draft.content"

    @classmethod
    def keep(cls, user: int, function: str, subject: UUID, typed: dict[str, list[str]]) -> Draft:
        """Save what was typed in place of what was kept before."""
        draft, _ = cls.objects.get_or_create(
            user_id=user, function=function, subject=subject, defaults={"content": b""}
        )
        draft.content = keyring().seal(json.dumps(typed, ensure_ascii=False), cls.PLACE, draft.uid)
        draft.save()
        return draft

    @classmethod
    def of(cls, user: int, function: str, subject: UUID) -> Draft | None:
        """The draft of that form, if there is one."""
        return cls.objects.filter(user_id=user, function=function, subject=subject).first()

    @classmethod
    def drop(cls, user: int, function: str, subject: UUID) -> None:
        cls.objects.filter(user_id=user, function=function, subject=subject).delete()

    def typed(self) -> dict[str, list[str]]:
        """The fields as they were typed."""
        typed: dict[str, list[str]] = json.loads(keyring().open(bytes(self.content), self.PLACE, self.uid))
        return typed


class Usage(models.Model):
    """How much somebody asked for within one span of time (用量), for the limits of rates.py; not worth surviving a crash."""

    who = models.CharField("谁", max_length=60)
    kind = models.CharField("哪一类", max_length=10)
    began_at = models.DateTimeField("从何时起")
    amount = models.PositiveIntegerField("数量")

    class Meta:
        verbose_name = "用量"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["who", "kind", "began_at"], name="usage_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"
