"""Printing the forms of many members (批量打印): the paper is lent as a file is, and its number stands on every page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from registry.kernel import uids
from registry.kernel.refusals import Invalid, Refused
from registry.lending import operations
from registry.lending.forms import TermsForm
from registry.lending.models import Loan, Purpose
from registry.members.models import Member
from registry.organisations.models import Organisation
from registry.organisations.views import visible as visible_organisation
from registry.printing.views import member_forms
from registry.security.matrix import label
from registry.web.dialogs import place_errors
from registry.web.screens import page, screen

MOST = 100
"""Forms in one print, which show numbers in full: a branch has fewer, and who wants more is to say so more than once."""
USUAL = {"purpose": Purpose.COLLECT, "words": "采集表核对签字", "recipient": "党员本人、本党支部"}
NOBODY = "还没有勾选党员，请先在名册里勾选要打印的人。"


@screen("member.print", "POST")
def picked(request: Any) -> HttpResponse:
    """The forms of the members ticked in the list; of a single one at once."""
    wanted = [uid for uid in request.POST.getlist("pick") if uids.read(uid)]
    inside = Member.objects.visible_to(request.actor, "member.print").filter(uid__in=wanted)
    rows = _few(inside.order_by("path", "pk"))
    if not rows:
        raise Refused(NOBODY)
    return member_forms(request, rows) if len(rows) == 1 else _lent(request, rows, rows[0].organisation, wanted)


@screen("member.print", "GET", "POST")
def branch(request: Any, uid: UUID) -> HttpResponse:
    """The forms of a whole branch, with a list of who is in it on top."""
    place = visible_organisation(request, uid, "organisation.print")
    rows = _few(Member.objects.visible_to(request.actor, "member.print").at(place.path).order_by("pk"))
    if not rows:
        raise Refused(f"{place.short_name}还没有党员，没有可以打印的采集表。")
    return _lent(request, rows, place, [])


def _few(found: Any) -> list[Member]:
    rows = list(found.select_related("organisation")[: MOST + 1])
    if len(rows) > MOST:
        raise Refused(f"一次最多打印{MOST}人，请在名册里分批勾选打印。")
    return rows


def _lent(request: Any, rows: list[Member], top: Organisation, picks: list[str]) -> HttpResponse:
    """The sheets, once it is said what they are for."""
    form = TermsForm(request.POST if "purpose" in request.POST else None, today=request.today, initial=USUAL)
    if form.is_valid():
        loan = _recorded(request, rows, top, form)
        if loan is not None:
            return member_forms(request, rows, loan.number)
    title = label("member.print")
    context = {"form": form, "rows": rows, "picks": picks, "heading": title, "action": request.get_full_path()}
    if request.htmx:
        return render(request, "lending/print.html", context)
    crumbs = [(label("member.list"), reverse("member.list")), (title, "")]
    return page(request, "lending/print_page.html", context, title=title, crumbs=crumbs)


def _recorded(request: Any, rows: list[Member], top: Organisation, form: TermsForm) -> Loan | None:
    """The loan of the paper; on refusal the form says why."""
    loan = Loan(organisation_id=request.actor.seat.organisation, top=top, function="member.print")
    try:
        made: Loan = operations.record_print(loan, actor=request.actor, terms=form.terms(), rows=len(rows))
        return made
    except Invalid as invalid:
        place_errors(form, invalid)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None
