"""The list of batches (导入批次列表) and the list of what was found in one (导入问题列表)."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localtime

from registry.intake.flow import Status
from registry.intake.models import Batch, Finding, Outcome, Weight
from registry.intake.sheets import Kind
from registry.security.actors import Actor
from registry.web.lists import Choice, Column, Filter, List

KINDS = {
    Status.LOADED: "ok", Status.FAILED: "stop", Status.REHEARSED: "wait", Status.EXAMINED: "wait",
    Status.UNDONE: "none", Status.DISCARDED: "none",
}  # fmt: skip


class BatchList(List):
    """Batches of the organisation and everything below it, the latest first."""

    function = "intake.list"
    key = ("uploaded_at", "pk")
    latest_first = True

    def rows(self) -> QuerySet[Batch]:
        return Batch.objects.visible_to(self.actor, self.function).select_related("organisation", "file")

    def all_columns(self) -> list[Column]:
        return [
            Column("name", "工作簿", _named, "freeze name", fixed=True, plain=str),
            Column("kind", "表的种类", lambda batch: batch.get_kind_display()),
            Column("organisation", "导入到", lambda batch: batch.organisation.short_name),
            Column("status", "状态", _status, plain=lambda batch: batch.get_status_display()),
            Column("rows", "行数", lambda batch: f"{batch.row_count:,}", "num"),
            Column("loaded", "已导入", lambda batch: f"{loaded(batch):,}", "num"),
            Column("left", "未导入", lambda batch: f"{left(batch):,}", "num"),
            Column("uploader", "上传人", lambda batch: batch.uploader),
            Column("uploaded", "上传时间", lambda batch: f"{localtime(batch.uploaded_at):%Y-%m-%d %H:%M}"),
        ]


def loaded(batch: Batch) -> int:
    """Rows of the batch that became records."""
    return sum(int(one[Outcome.NEW]) + int(one[Outcome.CHANGED]) for one in batch.entries)


def left(batch: Batch) -> int:
    """Rows of the batch that stayed out."""
    return int(batch.counts.get(Outcome.REJECTED, 0)) + int(batch.counts.get(Outcome.PENDING, 0))


def _named(batch: Batch) -> str:
    return format_html('<a href="{}">{}</a>', reverse("intake.view", args=[batch.uid]), batch)


def _status(batch: Batch) -> str:
    kind = KINDS.get(Status(batch.status), "info")
    return format_html('<span class="tag tag-{}">{}</span>', kind, batch.get_status_display())


class FindingList(List):
    """What was found in the rows of one batch, in the order of the sheet."""

    function = "intake.view"
    key = ("row", "pk")
    STOPPING = (Weight.REFUSE, Weight.WAIVABLE)

    def __init__(self, actor: Actor, params: Any, batch: Batch) -> None:
        super().__init__(actor, params)
        self.batch = batch

    def rows(self) -> QuerySet[Finding]:
        staged: Any = self.batch.staged._default_manager.filter(batch=self.batch, row=OuterRef("row"))
        return Finding.objects.filter(batch=self.batch).annotate(whose=Subquery(staged.values("name")[:1]))

    def filters(self) -> list[Filter]:
        weights = {
            "stop": ("不能导入", Q(weight__in=self.STOPPING)), "decide": ("待你决定", Q(weight=Weight.DECIDE)),
            "note": ("已规范", Q(weight__in=(Weight.NOTE, Weight.PLAIN))), "warn": ("有提示", Q(weight=Weight.WARN)),
        }  # fmt: skip
        choices = tuple(Choice(value, text) for value, (text, _) in weights.items())
        return [Filter("of", "结果", choices, lambda value: weights[value][1])]

    def all_columns(self) -> list[Column]:
        columns = self.batch.form.columns
        return [
            Column("row", "行", lambda one: f"{one.row:,}", "num", fixed=True),
            Column("whose", "姓名" if self.batch.kind == Kind.MEMBERS else "党组织", lambda one: one.whose or ""),
            Column("item", "列", lambda one: columns[one.item].label if one.item in columns else ""),
            Column("shown", "原值", lambda one: one.shown, "wrap"),
            Column("message", "原因和建议", lambda one: one.message, "wrap"),
            Column("rule", "依据", lambda one: one.rule),
        ]
