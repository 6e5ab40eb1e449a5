"""The list of users (用户名单): who has an account at this organisation and below, and how far each has come."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html

from registry.accounts import queries
from registry.kernel.clock import CHINA
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from registry.security.models import User, UserStatus
from registry.web.lists import Choice, Column, Filter, List

QUIET_WORDS = f"{queries.QUIET.days}天没有登录（{queries.DORMANT.days}天自动停用）"
MARKS = {
    UserStatus.OPENED: "wait", UserStatus.ACTIVE: "ok", UserStatus.SUSPENDED: "stop", UserStatus.CLOSED: "none",
}  # fmt: skip


class UserList(List):
    """Users by the organisation that has their account."""

    function = "user.list"
    key = ("organisation_id", "pk")
    what, measure = "用户", "人"

    def __init__(self, actor: Actor, params: Any, text: str = "") -> None:
        super().__init__(actor, params)
        self.text = text

    def rows(self) -> QuerySet[User]:
        visible = queries.with_use(User.objects.visible_to(self.actor, self.function), self.actor.today)
        visible = visible.select_related("organisation")
        if not self.text:
            return visible
        numbers = Q(pk__in=User.objects.get_queryset().with_phone(self.text).values("pk"))
        numbers |= Q(pk__in=User.objects.get_queryset().with_identity(self.text.upper()).values("pk"))
        return visible.filter(Q(name__contains=self.text) | Q(login_name__startswith=self.text) | numbers)

    def filters(self) -> list[Filter]:
        choices = tuple(Choice(one.value, str(one.label)) for one in UserStatus)
        return [
            Filter("status", "账号状态", choices, lambda value: Q(status=value)),
            Filter.among("level", "党组织", self._places()),
            Filter.among("idle", "登录", {"quiet": (QUIET_WORDS, queries.idle(queries.QUIET))}),
            Filter.among("posts", "岗位", {"none": ("没有在任岗位", queries.without_post(self.actor.today))}),
        ]

    def _places(self) -> dict[str, tuple[str, Q]]:
        """The own organisation, those directly below, and each of them with all below it."""
        own = self.actor.seat.organisation
        near = {"own": ("本级", Q(organisation=own)), "next": ("直接下级", Q(organisation__parent=own))}
        each = {str(one.uid): (f"{one}及下级", Q(organisation__path__below=one.path)) for one in self._below}
        return near | each

    @cached_property
    def _below(self) -> list[Organisation]:
        return [one for one in queries.places(self.actor) if one.pk != self.actor.seat.organisation]

    def all_columns(self) -> list[Column]:
        return [
            Column("name", "姓名", _named, "name freeze", fixed=True, plain=lambda user: user.name),
            Column("login_name", "登录名", lambda user: user.login_name, "mono"),
            Column("organisation", "所属党组织", lambda user: user.organisation.short_name),
            Column("status", "账号状态", state),
            Column("posts", "在任岗位", lambda user: f"{user.held}个" if user.held else "无"),
            Column(
                "last",
                "最近登录",
                lambda user: f"{user.last_in.astimezone(CHINA):%Y-%m-%d}" if user.last_in else "没有登录过",
            ),
            Column("role", "拟任岗位", lambda user: user.get_wanted_role_display()),
            Column("identity_number", "公民身份号码", lambda user: user.identity_mask, "mono"),
            Column("phone", "手机号", lambda user: user.phone_mask, "mono"),
        ]


def state(user: User) -> str:
    """The status as word, shape and colour."""
    return format_html('<span class="tag tag-{}">{}</span>', MARKS[UserStatus(user.status)], user.get_status_display())


def _named(user: User) -> str:
    return format_html('<a href="{}">{}</a>', reverse("user.view", args=[user.uid]), user.name)
