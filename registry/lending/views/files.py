"""The list of loans and the file of one (借阅名册、借阅单)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse

from registry.lending.flow import FLOW
from registry.lending.lists import LoanList, WatchedList, state_tag
from registry.lending.models import Loan
from registry.security.matrix import label
from registry.web.screens import page, screen

BUTTONS = ("loan.approve", "loan.decline", "loan.extend", "loan.return", "loan.withdraw")
OWN, OTHERS = frozenset({"loan.extend", "loan.withdraw"}), frozenset({"loan.approve", "loan.decline"})
"""What only the borrower does, and what only somebody else does."""


@screen("loan.list")
def loans(request: Any) -> HttpResponse:
    """导出借阅: what was taken out here and below, and what has not come back."""
    return page(request, "lending/list.html", {"list": LoanList(request.actor, request.GET)})


@screen("loan.watch")
def watched(request: Any) -> HttpResponse:
    """借阅监督: the same to the auditor."""
    return page(request, "lending/list.html", {"list": WatchedList(request.actor, request.GET)})


@screen("loan.view")
def loan(request: Any, uid: UUID) -> HttpResponse:
    """One loan: what, who, what for, until when, and what can be done."""
    return _file(request, _visible(request, uid, "loan.view"), "loan.list")


@screen("loan.watch")
def watched_one(request: Any, uid: UUID) -> HttpResponse:
    """The same to the auditor, who does nothing with it."""
    return _file(request, _visible(request, uid, "loan.watch"), "loan.watch")


def _visible(request: Any, uid: UUID, function: str) -> Loan:
    rows = Loan.objects.visible_to(request.actor, function)
    found: Loan | None = (
        rows.select_related("organisation", "top", "asked_by", "decided_by", "file", "post").filter(uid=uid).first()
    )
    if found is None:
        raise Http404
    return found


def _file(request: Any, found: Loan, above: str) -> HttpResponse:
    own = found.asked_by_id == request.actor.user
    possible = [name for name in FLOW.operations(found.status) if name in BUTTONS and request.actor.has(name)]
    context = {
        "loan": found, "own": own, "state": state_tag(found, request.today), "overdue": found.is_overdue(request.today),
        "buttons": [name for name in possible if name not in (OTHERS if own else OWN)], "may_take": own and found.left() > 0,
        "full": list(found.full.values()),
    }  # fmt: skip
    crumbs = [(label(above), reverse(above)), (str(found), "")]
    return page(request, "lending/loan.html", context, title=f"借阅 {found}", crumbs=crumbs)
