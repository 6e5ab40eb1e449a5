"""The workbench (工作台): today's three things, one's own organisation in figures, what was opened last."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse

from registry.kernel.dates import add_months
from registry.lending.queries import overdue, waiting
from registry.members.models import Member
from registry.members.sets import basic
from registry.members.sets.basic import NORMAL
from registry.members.sets.probation import FULL, PROBATIONARY
from registry.organisations.categories import BRANCHES
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from registry.web.screens import page, screen


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the list that it counts."""

    number: int
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: how urgent, what, where."""

    kind: str
    mark: str
    title: str
    text: str
    action: str
    address: str


@screen("home.view")
def home(request: Any) -> HttpResponse:
    """工作台; administrators, who do no business, see only their own entries."""
    if not request.actor.has("member.list"):
        return page(request, "desk/plain.html", {}, crumbs=[("工作台", "")])
    counts = _counts(request)
    tasks = [*_lent(request.actor), *_tasks(counts)]
    context = {"figures": _figures(request, counts), "tasks": tasks[:3], "today": request.today}
    return page(request, "desk/home.html", context, crumbs=[("工作台", "")])


def _counts(request: Any) -> dict[str, int]:
    """All figures of the members in sight: one query, and one for the branches."""
    due = add_months(request.today, -12)
    members = Member.objects.visible_to(request.actor, "member.list")
    wanted = {
        "full": Q(category=FULL, status=NORMAL),
        "probationary": Q(category=PROBATIONARY, status=NORMAL),
        "floating": Q(floating=True),
        "lost": Q(lost=True),
        "unknown": Q(identity_unknown=True),
        "due": Q(category=PROBATIONARY, joined_on__lte=due),
        "gap": basic.incomplete(),
    }
    counted = members.aggregate(**{f"n_{name}": Count("pk", filter=condition) for name, condition in wanted.items()})
    branches = Organisation.objects.visible_to(request.actor, "organisation.list").filter(category__in=BRANCHES)
    return {name: counted[f"n_{name}"] for name in wanted} | {"branches": branches.count()}


def _list(**params: str) -> str:
    return f"{reverse('member.list')}?{urlencode({'below': '1'} | params)}"


def _figures(request: Any, counts: dict[str, int]) -> list[Figure]:
    return [
        Figure(counts["full"], "正式党员", _list(category=FULL, status=NORMAL)),
        Figure(counts["probationary"], "预备党员", _list(category=PROBATIONARY, status=NORMAL)),
        Figure(counts["floating"], "流动党员", _list(special="floating")),
        Figure(counts["lost"], "失联党员", _list(special="lost")),
        Figure(counts["branches"], "党支部", f"{reverse('organisation.list')}?tab=below&below=1&kind=branch"),
        Figure(counts["gap"], "信息有缺项", _list(complete="gap")),
    ]


def _lent(actor: Actor) -> list[Task]:
    """Copies that wait for consent, and those that should have come back: one's own first, then those of subordinates."""
    own, others = overdue(actor)
    address, found = f"{reverse('loan.list')}?state=overdue", []
    if asked := waiting(actor):
        title, text = f"{asked} 份导出等您批准", "看清用途、给谁、哪些号码要完整，再批准"
        found.append(Task("wait", "待审批", title, text, "去审批", f"{reverse('loan.list')}?state=asked"))
    if own:
        text = "请归还或销毁后登记；仍要使用的，请申请延期"
        found.append(Task("stop", "导出逾期", f"您有 {own} 份导出逾期未还", text, "去登记", address + "&whose=mine"))
    if others:
        text = "请督促归还或销毁；审计管理员同时看到"
        found.append(Task("wait", "下级逾期", f"本级其他人和下级有 {others} 份导出逾期未还", text, "去查看", address))
    return found


def _tasks(counts: dict[str, int]) -> list[Task]:
    """What there is to do, the most urgent first."""
    found = []
    if counts["due"]:
        title, text = f"{counts['due']} 名预备党员预备期已满一年", "应及时讨论转正，并请本人提交书面申请（R-082）"
        found.append(Task("wait", "预备期满", title, text, "去查看", _list(special="due")))
    if counts["unknown"]:
        title, text = f"{counts['unknown']} 人的身份号码暂缺", "补齐前不能办理组织关系转接（R-016）"
        found.append(Task("stop", "号码待核", title, text, "去补填", _list(special="unknown")))
    if counts["gap"]:
        found.append(
            Task(
                "info",
                "缺项",
                f"{counts['gap']} 人的基本信息有缺项",
                "补齐后完整度达到 100%",
                "去补填",
                _list(complete="gap"),
            )
        )
    return found
