"""Users, their posts, and the trail of what was done (用户, 岗位, 审计记录)."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import PurePath
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from registry.kernel.fields import NameField
from registry.kernel.periods import PeriodFields, holds_on
from registry.kernel.records import Record, Subject
from registry.kernel.sealed_fields import MobileField, PersonField, mask_field
from registry.kernel.sealing import keyring
from registry.kernel.uids import uid
from registry.security.actors import Actor, Seat
from registry.security.matrix import Column, label
from registry.security.scope import ScopedQuerySet


class UserStatus(models.TextChoices):
    """How far an account has come (账号状态)."""

    OPENED = "opened", "待激活"
    ACTIVE = "active", "启用"
    SUSPENDED = "suspended", "停用"
    CLOSED = "closed", "注销"


class Role(models.TextChoices):
    """What a post is for: business, entered or decided, or one of the three administrators (岗位类别)."""

    OPERATOR = "operator", "经办"
    APPROVER = "approver", "审批"
    SYSTEM = "system", "系统管理员"
    SECURITY = "security", "安全保密管理员"
    AUDIT = "audit", "审计管理员"


class UserQuerySet(ScopedQuerySet):
    """Users by the organisation whose account they have."""

    path_name = "organisation__path"

    def with_phone(self, digits: str) -> Self:
        """The user of that mobile number, unless the account was closed."""
        return self.filter(phone_index=keyring().blind(digits, "phone")).exclude(status=UserStatus.CLOSED)

    def with_identity(self, number: str) -> Self:
        """The user of that identity number, whatever became of the account."""
        return self.filter(identity_index=keyring().blind(number, "identity"))


class UserManager(BaseUserManager["User"]):
    """Finds users by the name they sign in with."""

    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, actor: Actor, function: str) -> UserQuerySet:
        """The users on whom `actor` has `function`."""
        return self.get_queryset().visible_to(actor, function)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(login_name=username)


class User(AbstractBaseUser, Subject):
    """One natural person who may sign in (用户): one account for ever, never shared, never deleted, never given again.

    The secrets stand elsewhere (accounts): this table is a record, and the ledger repeats every column of one.
    """

    login_name = models.CharField("登录名", max_length=40, unique=True)
    name = NameField("姓名", max_length=50, help_text="与居民身份证一致。")
    phone = MobileField("手机号", help_text="本人的手机号码：激活和找回密码时接收验证码，也可以用它登录。")
    phone_mask = mask_field("手机号（隐去中段）")
    phone_index = models.UUIDField("手机号盲索引", null=True, editable=False)
    identity_number = PersonField("公民身份号码", help_text="18位，末位可为大写字母X；一个人只能有一个账号。")
    identity_mask = mask_field("公民身份号码（隐去中段）")
    identity_index = models.UUIDField("公民身份号码盲索引", null=True, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, verbose_name="所属党组织", related_name="+"
    )
    wanted_role = models.CharField("拟任岗位", max_length=10, choices=Role, blank=True)
    status = models.CharField("账号状态", max_length=9, choices=UserStatus, default=UserStatus.OPENED)
    password = None  # type: ignore[assignment]
    last_login = None
    USERNAME_FIELD = "login_name"
    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        verbose_name = "用户"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["identity_index"], name="user_identity_once",
                violation_error_message="该身份号码已有账号，一个人只能有一个账号；请核对号码，需要变动的请报上级党组织。",
            ),
            models.UniqueConstraint(
                fields=["phone_index"], name="user_phone_once", condition=~Q(status="closed"),
                violation_error_message="该手机号已有账号使用，请核对号码。",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organisation", "id"], name="user_organisation"),
        ]

    def __str__(self) -> str:
        return str(self.name)

    @property
    def is_active(self) -> bool:  # type: ignore[override]
        """Whether the account is in use."""
        return self.status == UserStatus.ACTIVE


class Post(PeriodFields, Record):
    """A person's dated post at an organisation; rights belong to the organisation, a post lends them (岗位)."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="posts")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, verbose_name="党组织")
    role = models.CharField("岗位类别", max_length=10, choices=Role)

    class Meta:
        verbose_name = "岗位"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "user", "organisation", "role", name="post_once",
                violation_error_message="该用户在这个党组织已有同样的岗位。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_role_display()}"

    @classmethod
    def held(cls, user: int, day: date) -> models.QuerySet[Post]:
        """The posts that `user` holds on `day`, with person and organisation."""
        held = cls.objects.filter(holds_on(day), user=user, user__status=UserStatus.ACTIVE)
        return held.select_related("user", "organisation").order_by("pk")

    def seat(self, today: date) -> Seat:
        """The rights this post gives on that day."""
        business = self.role in (Role.OPERATOR, Role.APPROVER)
        column = self.organisation.level if business else Column(self.role)
        title = f"{self.organisation.short_name}（{self.get_role_display()}）"
        return Seat.at(self.pk, self.organisation_id, self.organisation.path, title, column, today)


class Outcome(models.TextChoices):
    """What became of an act (结果)."""

    DONE = "done", "完成"
    REFUSED = "refused", "被拒绝"
    READ = "read", "查阅"


class AuditEntry(models.Model):
    """One act of one person: what, on what, where, and what came of it (审计记录). It is only ever appended."""

    at = models.DateTimeField("时间", db_default=Now())
    function = models.CharField("功能", max_length=40)
    outcome = models.CharField("结果", max_length=7, choices=Outcome)
    reason = models.TextField("原因", blank=True)
    user = models.ForeignKey(User, models.PROTECT, null=True, db_constraint=False, verbose_name="用户")
    post = models.BigIntegerField("岗位", null=True)
    name = models.CharField("办理人", max_length=50)
    organisation = models.BigIntegerField("办理党组织", null=True)
    subject_table = models.CharField("对象类别", max_length=63, blank=True)
    subject_id = models.BigIntegerField("对象", null=True)
    path = models.TextField("对象所在层级码", blank=True, db_collation="C")
    detail = models.JSONField("明细", default=dict)
    address = models.CharField("网络地址", max_length=45, blank=True)
    request = models.UUIDField("请求", null=True)

    class Meta:
        verbose_name = "审计记录"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["subject_table", "subject_id", "-id"], name="audit_subject"),
            models.Index(fields=["path", "-id"], name="audit_path"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {label(self.function)}"

    @property
    def label(self) -> str:
        return label(self.function)


class Change(models.Model):
    """One row changed under an entry, with the columns that differ, before and after (变更明细)."""

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


class StoredFile(models.Model):
    """A file handed in, sealed (文件): a basis, a workbook, a result; it goes with the row that refers to it."""

    uid = models.UUIDField("统一标识", default=uid, unique=True, editable=False)
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField("文件类型", max_length=10)
    size = models.PositiveBigIntegerField("大小（字节）")
    digest = models.CharField("摘要", max_length=64)
    content = models.BinaryField("内容（加密）")
    added_at = models.DateTimeField("存入时间", db_default=Now())

    LONGEST_NAME = 120

    class Meta:
        verbose_name = "文件"

    def __str__(self) -> str:
        return self.name

    @classmethod
    def put(cls, name: str, kind: str, content: bytes) -> StoredFile:
        """Seal and keep `content`; a name longer than any title is cut before its ending."""
        ending = PurePath(name).suffix[:10]
        if len(name) > cls.LONGEST_NAME:
            name = f"{name[: cls.LONGEST_NAME - len(ending) - 1]}…{ending}"
        file = cls(name=name, kind=kind, size=len(content), digest=hashlib.sha256(content).hexdigest())
        file.content = keyring().seal_bytes(content, "security_storedfile.content", file.uid)
        file.save()
        return file

    def read(self) -> bytes:
        """The content as it was handed in."""
        return keyring().open_bytes(bytes(self.content), "security_storedfile.content", self.uid)
