"""Lists of the security administrator (授权名册): subordinates with their posts and grants, and the posts themselves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.html import format_html

from registry.kernel.periods import holds_on
from registry.organisations.models import Organisation, State
from registry.rights.models import Answer, Request
from registry.security.actors import Actor
from registry.security.appointments import REVIEW_EVERY
from registry.security.models import Grant, Post, Role
from registry.web.lists import Column, Filter, List


class SubordinateList(List):
    """The organisations directly below one, and what was granted to each."""

    function, what, measure = "right.list", "党组织", "个"
    key = ("rank", "path")

    def __init__(self, actor: Actor, params: Any, top: Organisation) -> None:
        super().__init__(actor, params)
        self.top = top

    def rows(self) -> QuerySet[Organisation]:
        visible = Organisation.objects.visible_to(self.actor, self.function)
        today = self.actor.today
        return visible.filter(parent=self.top, state=State.ACTIVE).annotate(
            posts=_number(Post.objects.in_office(today)),
            grants=_number(Grant.as_of(today)),
            waiting=_number(Request.objects.filter(answer=Answer.WAITING)),
        )

    def all_columns(self) -> list[Column]:
        return [
            Column("name", "党组织", _to_rights, "name freeze", fixed=True, plain=str),
            Column("level", "权限层级", lambda one: one.level.label),
            Column("posts", "在任岗位", lambda one: f"{one.posts:,}", "num"),
            Column("grants", "单独授权", lambda one: f"{one.grants:,}", "num"),
            Column("waiting", "待答复申请", lambda one: f"{one.waiting:,}", "num"),
            Column(
                "below", "下级", lambda one: format_html('<a href="{}?at={}">下级</a>', reverse("right.list"), one.uid)
            ),
        ]


class PostList(List):
    """Every post of the organisation and everywhere below, the latest first (岗位名册, 岗位复核)."""

    function, what, measure = "post.list", "岗位", "个"
    key = ("started_on", "pk")
    latest_first = True

    def rows(self) -> QuerySet[Post]:
        visible = Post.objects.visible_to(self.actor, self.function)
        return visible.select_related("user", "organisation", "granted_by")

    def filters(self) -> list[Filter]:
        today = self.actor.today
        held = holds_on(today)
        return [
            Filter.among("state", "状态", {
                "held": ("在任", held & Q(confirmed=True)), "unconfirmed": ("待确认", Q(confirmed=False, ended_on=None)),
                "ended": ("已结束", Q(ended_on__lte=today)), "later": ("尚未开始", Q(started_on__gt=today)),
                "review": ("应复核（半年）", held & due(today)), "year": ("一年未复核", held & due(today, 2 * REVIEW_EVERY)),
            }),
            Filter.among("role", "岗位类别", {value: (str(text), Q(role=value)) for value, text in Role.choices}),
            Filter.among("acting", "代办", {"yes": ("代办岗位", Q(stands_in_for__isnull=False))}),
        ]  # fmt: skip

    def all_columns(self) -> list[Column]:
        return [
            Column("user", "用户", lambda post: post.user.name, "name freeze", fixed=True),
            Column("login", "登录名", lambda post: post.user.login_name, "mono"),
            Column("organisation", "党组织", lambda post: _to_rights(post.organisation), plain=lambda post: str(post.organisation)),
            Column("role", "岗位类别", lambda post: post.get_role_display() + ("（代办）" if post.stands_in_for_id else "")),
            Column("started", "起始", lambda post: f"{post.started_on:%Y-%m-%d}"),
            Column("ended", "截止", lambda post: f"{post.ended_on:%Y-%m-%d}" if post.ended_on else "长期"),
            Column("granted_by", "授予人", lambda post: post.granted_by.name if post.granted_by_id else "安装时设立"),
            Column("reviewed", "最近复核", lambda post: f"{post.reviewed_on:%Y-%m-%d}" if post.reviewed_on else "未复核"),
            Column("state", "状态", lambda post: state_tag(post, self.actor.today)),
        ]  # fmt: skip


def due(today: date, every: timedelta = REVIEW_EVERY) -> Q:
    """The condition that nobody has looked for half a year, or a whole one, whether a post is still needed."""
    since = today - every
    return Q(reviewed_on__lt=since) | Q(reviewed_on=None, started_on__lt=since)


def state_tag(post: Post, today: date) -> str:
    """What has become of the post."""
    kind, word = ("ok", "在任")
    if post.ended_on and post.ended_on <= today:
        kind, word = "none", "已结束"
    elif not post.confirmed:
        kind, word = "wait", "待确认"
    elif post.started_on > today:
        kind, word = "info", "尚未开始"
    return format_html('<span class="tag tag-{}">{}</span>', kind, word)


def _to_rights(organisation: Organisation) -> str:
    address = reverse("right.list-organisation", args=[organisation.uid])
    return format_html('<a href="{}" title="{}">{}</a>', address, organisation.name, organisation)


def _number(rows: QuerySet[Any]) -> Coalesce:
    counted = (
        rows.filter(organisation=OuterRef("pk")).order_by().values("organisation").annotate(n=Count("pk")).values("n")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
