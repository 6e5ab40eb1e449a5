"""Lists of the auditor (审计名册): the trail, and what looked unusual in it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Self

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html

from registry.auditing import queries
from registry.auditing.flow import Status
from registry.auditing.models import Clue
from registry.auditing.patterns import PATTERNS, title
from registry.kernel.clock import CHINA
from registry.kernel.values import dates
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from registry.security.matrix import functions
from registry.security.models import AuditEntry, Outcome
from registry.web import lookups
from registry.web.lists import Column, Filter, List

MONTH = timedelta(days=30)
MARKS = {Outcome.DONE: "ok", Outcome.REFUSED: "stop", Outcome.READ: "info"}


class AuditList(List):
    """The trail of what lies below, the latest first; of the last thirty days unless others are asked for."""

    function, what, measure = "audit.list", "审计记录", "条"
    key = ("at", "pk")
    latest_first = True

    def __init__(self, actor: Actor, params: Any, text: str = "") -> None:
        super().__init__(actor, params)
        self.text = text

    @classmethod
    def asked(cls, request: Any) -> Self:
        return cls(request.actor, request.GET, lookups.text_of(request.session, request.GET.get("find", "")))

    @property
    def since(self) -> date:
        """The first day."""
        return _day(self.params.get("since", "")) or self.until - MONTH

    @property
    def until(self) -> date:
        """The last day."""
        return _day(self.params.get("until", "")) or self.actor.today

    def rows(self) -> QuerySet[AuditEntry]:
        visible = AuditEntry.objects.visible_to(self.actor, self.function)
        found = visible.filter(queries.between(self.since, self.until))
        found = found.filter(queries.meant_by(self.text)) if self.text else found
        place = Organisation.objects.filter(pk=OuterRef("organisation")).values("short_name")[:1]
        return found.annotate(place=Subquery(place))

    def filters(self) -> list[Filter]:
        return [
            Filter.among("outcome", "结果", {value: (str(text), Q(outcome=value)) for value, text in Outcome.choices}),
            Filter.among("act", "功能", {name: (one.label, Q(function=name)) for name, one in functions().items()}),
            Filter.among("who", "办理", {
                "person": ("用户", Q(user__isnull=False)), "none": ("未登录者和后台", Q(user__isnull=True)),
            }),
        ]  # fmt: skip

    def all_columns(self) -> list[Column]:
        return [
            Column("at", "时间", _at, "name freeze", fixed=True, plain=lambda one: f"{one.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"),
            Column("function", "功能", lambda one: one.label),
            Column("outcome", "结果", _outcome, plain=lambda one: one.get_outcome_display()),
            Column("name", "办理人", lambda one: one.name),
            Column("place", "办理党组织", lambda one: one.place or ""),
            Column("subject", "对象", queries.subject_of),
            Column("reason", "原因", lambda one: one.reason, "wrap"),
            Column("address", "网络地址", lambda one: one.address, "mono"),
        ]  # fmt: skip


class ClueList(List):
    """What looked unusual, the latest first."""

    function, what, measure = "clue.list", "异常线索", "条"
    key = ("found_at", "pk")
    latest_first = True

    def rows(self) -> QuerySet[Clue]:
        return Clue.objects.visible_to(self.actor, self.function).select_related("organisation", "user", "decided_by")

    def filters(self) -> list[Filter]:
        return [
            Filter.among("status", "状态", {value: (str(text), Q(status=value)) for value, text in Status.choices}),
            Filter.among("pattern", "类别", {one.key: (one.title, Q(pattern=one.key)) for one in PATTERNS}),
        ]

    def all_columns(self) -> list[Column]:
        return [
            Column("pattern", "线索", _clue, "name freeze", fixed=True, plain=lambda clue: title(clue.pattern)),
            Column("status", "状态", status_tag, plain=lambda clue: clue.get_status_display()),
            Column("user", "办理人", lambda clue: clue.user.name if clue.user else clue.address or "系统"),
            Column("organisation", "党组织", lambda clue: str(clue.organisation)),
            Column("count", "次数", lambda clue: f"{clue.count:,}", "num"),
            Column("found", "发现时间", lambda clue: f"{clue.found_at.astimezone(CHINA):%Y-%m-%d %H:%M}"),
            Column("decided", "核查人", lambda clue: clue.decided_by.name if clue.decided_by else ""),
        ]  # fmt: skip


def status_tag(clue: Clue) -> str:
    """The status as word, shape and colour."""
    return format_html('<span class="tag tag-{}">{}</span>', Status(clue.status).kind, clue.get_status_display())


def _day(text: str) -> date | None:
    parsed = dates.parse(text or None)
    return parsed.value.first if parsed.value and not parsed.problems else None


def _at(entry: AuditEntry) -> str:
    address = reverse("audit.view", args=[entry.pk])
    return format_html('<a class="mono" href="{}">{}</a>', address, f"{entry.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}")


def _outcome(entry: AuditEntry) -> str:
    return format_html('<span class="tag tag-{}">{}</span>', MARKS[Outcome(entry.outcome)], entry.get_outcome_display())


def _clue(clue: Clue) -> str:
    return format_html('<a href="{}">{}</a>', reverse("clue.view", args=[clue.uid]), title(clue.pattern))
