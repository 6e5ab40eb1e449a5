"""The list of loans (借阅名册): to those who do business their own and their subordinates', to the auditor all below him."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localtime

from registry.lending.flow import ENDS, Status
from registry.lending.models import Loan
from registry.web.lists import Column, Filter, List

MARKS = {
    Status.ASKED: "wait", Status.APPROVED: "info", Status.READY: "ok", Status.LENT: "info", Status.RETURNED: "none",
    Status.DESTROYED: "none", Status.DECLINED: "stop", Status.WITHDRAWN: "none", Status.LAPSED: "none", Status.FAILED: "stop",
}  # fmt: skip


class LoanList(List):
    """What was borrowed at the organisation and below, the latest first."""

    function, what, measure = "loan.list", "借阅", "份"
    file = "loan.view"
    key = ("asked_at", "pk")
    latest_first = True

    def rows(self) -> QuerySet[Loan]:
        visible: QuerySet[Loan] = Loan.objects.visible_to(self.actor, self.function)
        return visible.select_related("organisation", "top", "asked_by")

    def filters(self) -> list[Filter]:
        today = self.actor.today
        open_ones = (Status.ASKED, Status.APPROVED, Status.READY)
        return [
            Filter.among("state", "状态", {
                "asked": ("待审批", Q(status=Status.ASKED)), "open": ("办理中", Q(status__in=open_ones)),
                "lent": ("借出", Q(status=Status.LENT)), "overdue": ("逾期", Q(status=Status.LENT, due_on__lt=today)),
                "ended": ("已归还或销毁", Q(status__in=ENDS)),
            }),
            Filter.among("full", "号码", {"yes": ("含完整号码", ~Q(full={})), "no": ("隐去中段", Q(full={}))}),
            Filter.among("whose", "借阅人", {"mine": ("本人", Q(asked_by=self.actor.user))}),
        ]  # fmt: skip

    def all_columns(self) -> list[Column]:
        return [
            Column("number", "借阅编号", self._named, "mono", fixed=True, plain=str),
            Column("what", "内容", lambda loan: f"{loan.what} · {loan.top.short_name}"),
            Column("status", "状态", lambda loan: state_tag(loan, self.actor.today)),
            Column("rows", "数量", lambda loan: f"{loan.rows:,}", "num"),
            Column("purpose", "用途", lambda loan: loan.get_purpose_display()),
            Column("recipient", "提供给", lambda loan: loan.recipient),
            Column("who", "借阅人", lambda loan: loan.asked_by.name),
            Column("organisation", "借阅党组织", lambda loan: loan.organisation.short_name),
            Column("asked", "申请时间", lambda loan: f"{localtime(loan.asked_at):%Y-%m-%d %H:%M}"),
            Column("due", "归还或销毁", lambda loan: f"{loan.due_on:%Y-%m-%d}"),
        ]

    def _named(self, loan: Loan) -> str:
        return format_html('<a href="{}">{}</a>', reverse(self.file, args=[loan.uid]), loan.number)


class WatchedList(LoanList):
    """The same for who watches over it and does no business himself."""

    function = "loan.watch"
    file = "loan.watch-one"

    def filters(self) -> list[Filter]:
        return [one for one in super().filters() if one.key != "whose"]


def state_tag(loan: Loan, today: date) -> str:
    """The status as word and shape; a copy that should have come back is told from one that is out."""
    if loan.is_overdue(today):
        return format_html('<span class="tag tag-stop">逾期 {} 天</span>', (today - loan.due_on).days)
    word = "打印件借出" if loan.is_printed and loan.status == Status.LENT else loan.get_status_display()
    return format_html('<span class="tag tag-{}">{}</span>', MARKS[Status(loan.status)], word)
