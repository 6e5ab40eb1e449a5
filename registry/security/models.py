"""Users, their posts, and the trail of what was done (用户, 岗位, 审计记录)."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import PurePath
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject, Now

from registry.kernel.fields import NameField
from registry.kernel.paths import PathField
from registry.kernel.periods import PeriodFields, holds_on, never_twice, span
from registry.kernel.records import Subject
from registry.kernel.sealed_columns import BlindIndexField, SealedContentField
from registry.kernel.sealed_fields import MobileField, PersonField, mask_field
from registry.kernel.sealing import keyring
from registry.kernel.uids import uid
from registry.security.actors import Actor, Seat, Switch, items_of, rights_of
from registry.security.codes import vouch
from registry.security.entries import AuditEntry as AuditEntry
from registry.security.entries import Change as Change
from registry.security.entries import Outcome as Outcome
from registry.security.entries import Seal as Seal
from registry.security.matrix import PROFILES, USUAL, Column, label, profile
from registry.security.scope import ScopedQuerySet


class UserStatus(models.TextChoices):
    """How far an account has come (账号状态)."""

    OPENED = "opened", "待激活"
    ACTIVE = "active", "启用"
    SUSPENDED = "suspended", "停用"
    CLOSED = "closed", "注销"


OFFICES = ("operator", "approver")
"""The roles that do business (业务岗位)."""


class Role(models.TextChoices):
    """What a post is for: business, entered or decided, or one of the three administrators (岗位类别)."""

    OPERATOR = "operator", "经办"
    APPROVER = "approver", "审批"
    SYSTEM = "system", "系统管理员"
    SECURITY = "security", "安全保密管理员"
    AUDIT = "audit", "审计管理员"


class UserQuerySet(ScopedQuerySet):
    """Users by the organisation whose account they have; who did what is named everywhere, whatever his organisation."""

    path_name = "organisation__path"
    also_seen = "everywhere"

    def with_phone(self, digits: str) -> Self:
        """The user of that mobile number, unless the account was closed."""
        return self.filter(phone_index__in=keyring().blinds(digits, "phone")).exclude(status=UserStatus.CLOSED)

    def with_identity(self, number: str) -> Self:
        """The user of that identity number, whatever became of the account."""
        return self.filter(identity_index__in=keyring().blinds(number, "identity"))


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
    phone_index = BlindIndexField("手机号盲索引", of="phone", null=True, editable=False)
    identity_number = PersonField("公民身份号码", help_text="18位，末位可为大写字母X；一个人只能有一个账号。")
    identity_mask = mask_field("公民身份号码（隐去中段）")
    identity_index = BlindIndexField("公民身份号码盲索引", of="identity_number", null=True, editable=False)
    organisation = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, verbose_name="所属党组织", related_name="+"
    )
    wanted_role = models.CharField("拟任岗位", max_length=10, choices=Role, blank=True)
    status = models.CharField("账号状态", max_length=9, choices=UserStatus, default=UserStatus.OPENED)
    password = None  # type: ignore[assignment]
    last_login = None
    USERNAME_FIELD = "login_name"
    vouched: ClassVar[tuple[str, ...]] = (
        "uid",
        "login_name",
        "name",
        "identity_index",
        "organisation_id",
        "status",
        "version",
    )
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


KIND = Case(When(role__in=OFFICES, then=Value("business")), default=F("role"))
"""What kinds of posts one person never holds at a time: business, and each of the three administrators (R-247)."""


class PostQuerySet(ScopedQuerySet):
    """Posts, reached where their organisation is."""

    path_name = "organisation__path"

    def in_office(self, day: date) -> Self:
        """Those that are held on `day` and lend rights then."""
        return self.filter(holds_on(day), confirmed=True, user__status=UserStatus.ACTIVE)

    def seated(self, day: date) -> Self:
        """With person, organisation, and what superiors opened and closed for it: all that a seat is made of."""
        above = {"path__above": OuterRef("organisation__path")}
        switches = Grant.objects.filter(holds_on(day), Grant.reaching(OuterRef("organisation__path")), **above)
        adopted = Adoption.objects.filter(holds_on(day), **above).order_by("-path")
        told = switches.order_by("path", "-below", "pk").values(said=_with_code(Grant))
        return self.select_related("user", "organisation").annotate(
            switches=ArraySubquery(told), adopted=Subquery(adopted.values(said=_with_code(Adoption))[:1]),
            code=RowCode.of(self.model._meta.db_table),
        )  # fmt: skip


def _with_code(model: Any) -> JSONObject:
    """What is vouched for in a row, and what vouches for it."""
    return JSONObject(pk="pk", code=RowCode.of(model._meta.db_table), **{name: name for name in model.vouched})


class RightsQuerySet(ScopedQuerySet):
    """What was said of organisations' rights: a subordinate reads what its superiors said of all below them."""

    also_seen = "from below"


class RowCode(models.Model):
    """What vouches that a row is as the registry wrote it (鉴别码, S52): a keyed code of its key fields.

    It stands in a table of its own that the ledger does not guard: whoever writes it without the key gains nothing.
    """

    table_name = models.CharField("表", max_length=63)
    row_id = models.BigIntegerField("行")
    code = models.BinaryField("鉴别码")
    change = models.BigIntegerField("当时最后的变更明细", default=0)

    class Meta:
        verbose_name = "鉴别码"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["table_name", "row_id"], name="row_code_once")
        ]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id}"

    @staticmethod
    def of(table: str) -> Subquery:
        """The code of the row at hand, in hexadecimal digits."""
        codes = RowCode.objects.filter(table_name=table, row_id=OuterRef("pk"))
        return Subquery(
            codes.values(hex=Func("code", Value("hex"), function="encode", output_field=models.TextField()))
        )


class Post(PeriodFields, Subject):
    """A person's dated post at an organisation; rights belong to the organisation, a post lends them (岗位)."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="用户", related_name="posts")
    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, verbose_name="党组织")
    role = models.CharField("岗位类别", max_length=10, choices=Role)
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, verbose_name="授予人", related_name="+", db_constraint=False
    )
    confirmed = models.BooleanField("已确认", default=True)
    stands_in_for = models.ForeignKey(
        "self", models.PROTECT, null=True, verbose_name="代办岗位", related_name="stand_ins"
    )
    reviewed_on = models.DateField("最近复核日期", null=True)
    reason = models.CharField("依据和说明", max_length=200, blank=True)

    vouched: ClassVar[tuple[str, ...]] = (
        "uid", "user_id", "organisation_id", "role", "confirmed", "stands_in_for_id", "started_on", "ended_on",
    )  # fmt: skip

    objects: ClassVar[models.Manager[Post]] = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "岗位"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            never_twice(
                "post_once", "user", "organisation", "role",
                violation_error_message="该用户在这个党组织已有同样的岗位。",
            ),
            ExclusionConstraint(
                name="post_kinds_apart",
                expressions=[("user", RangeOperators.EQUAL), (KIND, RangeOperators.NOT_EQUAL), (span(), RangeOperators.OVERLAPS)],
                violation_error_message="系统管理员、安全保密管理员、审计管理员和业务岗位须由不同的人担任（R-247），"
                "该用户同一时期已有别类岗位。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.organisation} · {self.get_role_display()}"

    @classmethod
    def held(cls, user: int, day: date) -> models.QuerySet[Post]:
        """The posts that `user` holds on `day`, ready to be sat at."""
        return cls.objects.in_office(day).filter(user=user).seated(day).order_by("pk")

    @property
    def is_business(self) -> bool:
        """Whether it does business, and is not one of the three administrators."""
        return self.role in OFFICES

    def column(self) -> Column:
        """Whom the matrix takes it for."""
        return self.organisation.level if self.is_business else Column(self.role)

    def demand(self) -> None:
        """Raise Broken if it, or what superiors opened and closed for it, was changed past the registry; once it is `seated`."""
        ready: Any = self
        vouch(self._meta.db_table, self.pk, {name: getattr(self, name) for name in self.vouched}, ready.code)
        said = [(Grant, one) for one in ready.switches] + ([(Adoption, ready.adopted)] if ready.adopted else [])
        for model, one in said:
            vouch(model._meta.db_table, one["pk"], {name: one[name] for name in model.vouched}, one["code"])

    def seat(self, today: date) -> Seat:
        """The rights this post gives on that day."""
        ready: Any = self if hasattr(self, "switches") else type(self).objects.seated(today).get(pk=self.pk)
        ready.demand()
        switches = [Switch(**{name: said[name] for name in Grant.SAID}) for said in ready.switches]
        return self.seat_with(switches, ready.adopted["profile"] if ready.adopted else USUAL)

    def seat_with(self, switches: list[Switch], adopted: str) -> Seat:
        """The rights it gives where these functions were opened and closed and that set of rights holds."""
        office = self.role if self.is_business else ""
        rights = rights_of(self.column(), office, profile(adopted), switches)
        title = (
            f"{self.organisation.short_name}（{self.get_role_display()}{'，代办' if self.stands_in_for_id else ''}）"
        )
        return Seat(
            self.pk, self.organisation_id, self.organisation.path, title, rights, items_of(switches),
            people=self.role not in (Role.SYSTEM, Role.SECURITY),
        )  # fmt: skip


class Grant(PeriodFields, Subject):
    """One function, or one item of it, that a superior opened or closed for an organisation (功能授权, C-A09, C-A10)."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, verbose_name="党组织")
    path = PathField("层级码", editable=False, follows="organisation")
    below = models.BooleanField("包含下级", default=False)
    function = models.CharField("功能", max_length=40)
    item = models.CharField("信息项", max_length=20, blank=True)
    opened = models.BooleanField("开通")
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, verbose_name="授权人", related_name="+", db_constraint=False
    )
    document = models.CharField("依据文号", max_length=60, blank=True)
    reason = models.CharField("说明", max_length=200, blank=True)

    SAID: ClassVar[tuple[str, ...]] = ("function", "item", "opened")
    """What a seat is told of it."""

    vouched: ClassVar[tuple[str, ...]] = (
        "uid", "organisation_id", "path", "below", "function", "item", "opened", "started_on", "ended_on",
    )  # fmt: skip

    objects: ClassVar[models.Manager[Grant]] = RightsQuerySet.as_manager()

    class Meta:
        verbose_name = "功能授权"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            never_twice(
                "grant_once", "organisation", "below", "function", "item",
                violation_error_message="这项功能已经为该党组织作过同样范围的授权，请先撤销原来的再办理。",
            )
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["path"], name="grant_path")]

    def __str__(self) -> str:
        return f"{label(self.function)}{'开通' if self.opened else '关闭'}"

    @staticmethod
    def reaching(path: Any) -> Q:
        """The condition that a grant speaks of the organisation at `path`, once it stands there or above."""
        return Q(below=True) | Q(path=path)


class Adoption(PeriodFields, Subject):
    """Which shipped set of rights holds from an organisation down, from a day on (权限口径, mission.md 6.5)."""

    organisation = models.ForeignKey("organisations.Organisation", models.PROTECT, verbose_name="党组织")
    path = PathField("层级码", editable=False, follows="organisation")
    profile = models.CharField("权限口径", max_length=20, choices=PROFILES.items())
    document = models.CharField("依据文号", max_length=60)

    vouched: ClassVar[tuple[str, ...]] = ("uid", "organisation_id", "path", "profile", "started_on", "ended_on")

    objects: ClassVar[models.Manager[Adoption]] = RightsQuerySet.as_manager()

    class Meta:
        verbose_name = "权限口径"
        constraints: ClassVar[list[models.BaseConstraint]] = [never_twice("adoption_once", "organisation")]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["path"], name="adoption_path")]

    def __str__(self) -> str:
        return str(PROFILES[self.profile])


class StoredFile(models.Model):
    """A file handed in, sealed (文件): a basis, a workbook, a result; it goes with the row that refers to it."""

    uid = models.UUIDField("统一标识", default=uid, unique=True, editable=False)
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField("文件类型", max_length=10)
    size = models.PositiveBigIntegerField("大小（字节）")
    digest = models.CharField("摘要", max_length=64)
    content = SealedContentField("内容（加密）")
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

    def blot(self) -> None:
        """The content goes for good; its name and digest still say what it was."""
        self.size, self.content = 0, keyring().seal_bytes(b"", "security_storedfile.content", self.uid)
        self.save(update_fields=["size", "content"])

    def read(self) -> bytes:
        """The content as it was handed in."""
        return keyring().open_bytes(bytes(self.content), "security_storedfile.content", self.uid)
