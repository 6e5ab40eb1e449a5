"""What getting in rests on (口令、授权码、会话、二次验证、失败次数): secrets by their digests, none of it in the ledger."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.functions import Now

from registry.kernel.sealed_columns import BlindIndexField, SealedContentField
from registry.kernel.sealed_fields import SealedField
from registry.kernel.uids import uid
from registry.security.models import Post, User


class Password(models.Model):
    """A password somebody has or had (口令): the latest is the one in force, the former ones may not come back."""

    user = models.ForeignKey(User, models.PROTECT, related_name="passwords")
    digest = models.CharField("摘要", max_length=160)
    set_at = models.DateTimeField("设定时间", db_default=Now())
    void = models.BooleanField("已作废", default=False)

    class Meta:
        verbose_name = "口令"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "-id"], name="password_latest")]

    def __str__(self) -> str:
        return f"{self.user_id}"


class ActivationCode(models.Model):
    """A code that opens an account once (授权码, R-249): kept by its digest, bound to the account and its telephone."""

    uid = models.UUIDField("统一标识", default=uid, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="activation_codes")
    digest = models.UUIDField("摘要", unique=True)
    phone_index = BlindIndexField("手机号盲索引", of="user__phone")
    issued_at = models.DateTimeField("签发时间", db_default=Now())
    used_at = models.DateTimeField("使用时间", null=True)
    void = models.BooleanField("已作废", default=False)
    messages_sent = models.PositiveSmallIntegerField("已发验证码", default=0)

    class Meta:
        verbose_name = "授权码"

    def __str__(self) -> str:
        return f"{self.issued_at}"


class MessageCode(models.Model):
    """Six digits sent to a telephone for one request (短信验证码)."""

    uid = models.UUIDField("统一标识", default=uid, unique=True, editable=False)
    request = models.UUIDField("对应的请求")
    digest = models.UUIDField("摘要")
    sent_at = models.DateTimeField("发送时间", db_default=Now())
    tries = models.PositiveSmallIntegerField("已试次数", default=0)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "短信验证码"

    def __str__(self) -> str:
        return f"{self.sent_at}"


class Ending(models.TextChoices):
    """Why a session ended (结束原因)."""

    LEFT = "left", "本人退出"
    REPLACED = "replaced", "在别处登录"
    ENDED = "ended", "在另一台设备上结束"
    IDLE = "idle", "超过15分钟没有操作"
    OVER = "over", "已满8小时"
    RENEWED = "renewed", "密码或登录凭证已变更"


class SessionQuerySet(models.QuerySet[Any]):
    """Sessions by whether somebody is in."""

    def open(self) -> Self:
        return self.filter(ended_at__isnull=True)

    def end(self, why: Ending) -> int:
        """End those that are still open."""
        return self.open().update(ended_at=Now(), ending=why)


class Session(models.Model):
    """One stay of one person at one device (登录会话)."""

    uid = models.UUIDField("统一标识", default=uid, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="sessions")
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+", db_constraint=False)
    device = models.CharField("设备", max_length=80)
    address = models.CharField("网络地址", max_length=45)
    opened_at = models.DateTimeField("登录时间", db_default=Now())
    seen_at = models.DateTimeField("最近使用", db_default=Now())
    proved_at = models.DateTimeField("最近验证", db_default=Now())
    ended_at = models.DateTimeField("结束时间", null=True)
    ending = models.CharField("结束原因", max_length=8, choices=Ending, blank=True)
    with_factor = models.BooleanField("已二次验证", default=False)

    objects: ClassVar[models.Manager[Session]] = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "登录会话"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["user", "-id"], name="session_latest")]

    def __str__(self) -> str:
        return self.device


class OneTimePassword(models.Model):
    """The secret a person's telephone counts six digits from (动态口令)."""

    uid = models.UUIDField("统一标识", default=uid, unique=True, editable=False)
    user = models.OneToOneField(User, models.PROTECT, related_name="one_time_password")
    secret = SealedField("密钥")
    last_step = models.BigIntegerField("最近用过的时段", default=0)
    added_at = models.DateTimeField("绑定时间", db_default=Now())

    class Meta:
        verbose_name = "动态口令"

    def __str__(self) -> str:
        return f"{self.user_id}"


class Passkey(models.Model):
    """A key in a device or a token, of which we know the public half (通行密钥)."""

    uid = models.UUIDField("统一标识", default=uid, unique=True, editable=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="passkeys")
    credential = models.BinaryField("凭证编号", unique=True)
    public_key = models.BinaryField("公钥")
    counter = models.BigIntegerField("使用计数", default=0)
    label = models.CharField("名称", max_length=30)
    added_at = models.DateTimeField("登记时间", db_default=Now())
    used_at = models.DateTimeField("最近使用", null=True)

    class Meta:
        verbose_name = "通行密钥"

    def __str__(self) -> str:
        return self.label


class RecoveryCode(models.Model):
    """One of ten codes that stand in once for a lost second factor or password (恢复码)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.UUIDField("摘要", unique=True)
    used_at = models.DateTimeField("使用时间", null=True)

    class Meta:
        verbose_name = "恢复码"

    def __str__(self) -> str:
        return f"{self.user_id}"


class Failure(models.Model):
    """A try at the door that failed (登录失败): whose name was given and from where, both by blind index."""

    account = models.UUIDField("账号盲索引")
    address = models.UUIDField("网络地址盲索引")
    at = models.DateTimeField("时间", db_default=Now())

    class Meta:
        verbose_name = "登录失败"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "at"], name="failure_account"),
            models.Index(fields=["address", "at"], name="failure_address"),
        ]

    def __str__(self) -> str:
        return f"{self.at}"


class Notice(models.Model):
    """Something that happened to an account, which its owner is to know of (安全提示, S12)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    text = models.CharField("内容", max_length=200)
    at = models.DateTimeField("时间", db_default=Now())
    shown_at = models.DateTimeField("展示时间", null=True)

    class Meta:
        verbose_name = "安全提示"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-id"], name="notice_unseen", condition=models.Q(shown_at=None))
        ]

    def __str__(self) -> str:
        return self.text


class KeptRequest(models.Model):
    """What was sent before the person had proved who he is, sealed until he has (暂存的请求)."""

    uid = models.UUIDField("统一标识", default=uid, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE)
    path = models.TextField("地址")
    content = SealedContentField("内容（加密）")
    kept_at = models.DateTimeField("存入时间", db_default=Now())

    class Meta:
        verbose_name = "暂存的请求"

    def __str__(self) -> str:
        return self.path
