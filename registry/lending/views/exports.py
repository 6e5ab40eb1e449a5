"""Taking a list out (导出): asked for in one dialog, handed out at once or when somebody else has agreed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from registry.kernel.refusals import Invalid, Refused
from registry.lending import operations
from registry.lending.forms import AskForm
from registry.lending.making import FREE, Content, file_name
from registry.lending.models import Loan
from registry.organisations.lists import PlacedList
from registry.organisations.placed import list_at
from registry.security import trail
from registry.security.matrix import label
from registry.web.dialogs import place_errors
from registry.web.lists import List
from registry.web.screens import View, go, page, refused, screen

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_AS_APPROVED = "要下载的内容与批准的不同，没有下载；请从“导出借阅”里打开这份借阅再下载。"


def exported(kind: type[List]) -> View:
    """导出: a list as it stands, with its filters and columns; at once, or once somebody else has agreed."""

    @screen(kind.export, "GET", "POST")
    def export(request: Any) -> HttpResponse:
        rows = list_at(request, kind) if issubclass(kind, PlacedList) else kind.asked(request)
        hidden = Content(rows).hidden() if request.actor.has("loan.full") else {}
        form = AskForm(request.POST or None, today=request.today, hidden=hidden)
        if request.method == "POST" and form.is_valid():
            loan = _asked(request, Content(rows, form.full_columns()), form)
            if loan is not None:
                return _handed_out(request, loan) if loan.file_id else _waiting(request, loan)
        return _asking(request, rows, form)

    return export


def _asking(request: Any, rows: List, form: AskForm) -> HttpResponse:
    """The dialog, or a page of its own without JavaScript."""
    title = label(rows.export)
    free = request.actor.has("loan.free") and rows.count <= FREE
    context = {
        "form": form,
        "list": rows,
        "action": request.get_full_path(),
        "heading": title,
        "free": free,
        "most": FREE,
    }
    if request.htmx:
        return render(request, "lending/ask.html", context)
    crumbs = [(label(rows.function), reverse(rows.function)), (title, "")]
    return page(request, "lending/ask_page.html", context, title=title, crumbs=crumbs)


def _asked(request: Any, content: Content, form: AskForm) -> Loan | None:
    """The loan that was asked for; on refusal the form says why."""
    loan = Loan(organisation_id=request.actor.seat.organisation, top=content.rows.subject, function=content.rows.export)
    try:
        made: Loan = operations.ask(loan, actor=request.actor, content=content, terms=form.terms())
        return made
    except Invalid as invalid:
        place_errors(form, invalid)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def _waiting(request: Any, loan: Loan) -> HttpResponse:
    return go(request, reverse("loan.view", args=[loan.uid]))


def _handed_out(request: Any, loan: Loan) -> HttpResponse:
    """The file, once the trail says who took what out and why."""
    said = {"purpose": f"{loan.get_purpose_display()}，{loan.words}", "recipient": loan.recipient, "rows": loan.rows}
    said |= {"columns": loan.columns, "full": loan.full, "loan": loan.number, "taken": loan.taken}
    trail.read(request.actor, loan.function, loan.top, **said)
    response = HttpResponse(loan.file.read() if loan.file else b"", content_type=WORKBOOK)
    response["Content-Disposition"] = str(content_disposition_header(True, file_name(loan)))
    response["X-Content-Type-Options"] = "nosniff"
    return response


@screen("loan.take", "POST")
def take(request: Any, uid: UUID) -> HttpResponse:
    """下载: by the borrower alone, and just what was approved."""
    found = get_object_or_404(Loan.objects.visible_to(request.actor, "loan.take"), uid=uid, asked_by=request.actor.user)
    if request.POST.get("approved") != found.digest or not (found.frozen is None or found.is_as_approved):
        return refused(request, NOT_AS_APPROVED, status=409)
    return _handed_out(request, operations.take(found, actor=request.actor))
