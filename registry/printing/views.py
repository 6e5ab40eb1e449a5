"""Printing the official forms and exporting rosters (打印采集表, 导出名册); every sheet of paper leaves its trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header

from registry.kernel import clock, uids
from registry.kernel.refusals import Refused
from registry.members.models import Member
from registry.members.views import visible as visible_member
from registry.organisations.views import visible as visible_organisation
from registry.printing import collection_forms, filling, rosters
from registry.security import trail
from registry.security.matrix import label
from registry.web.lists import List
from registry.web.screens import View, page, screen

Listed = TypeVar("Listed", bound=List)
MOST = 1000
"""Forms in one print: while they are set, a thousand take 0.8 GB of memory."""
PURPOSE_HELP = "写明给谁、做什么用；会印在表头并记入审计。"


@screen("member.print")
def one(request: Any, uid: UUID) -> HttpResponse:
    """The form of one member; in large type if asked for."""
    return _members(request, [visible_member(request, uid, "member.print")])


@screen("member.print", "POST")
def picked(request: Any) -> HttpResponse:
    """The forms of the members ticked in the list."""
    wanted = [uid for uid in request.POST.getlist("pick") if uids.read(uid)]
    if not wanted:
        raise Refused("还没有勾选党员，请先在名册里勾选要打印的人。")
    inside = Member.objects.visible_to(request.actor, "member.print").filter(uid__in=wanted)
    return _members(request, list(inside.select_related("organisation").order_by("path", "pk")[:MOST]))


@screen("member.print")
def branch(request: Any, uid: UUID) -> HttpResponse:
    """The forms of a whole branch, with a list of who is in it on top."""
    place = visible_organisation(request, uid, "organisation.print")
    inside = Member.objects.visible_to(request.actor, "member.print").at(place.path)
    rows = list(inside.select_related("organisation").order_by("pk")[: MOST + 1])
    if not rows:
        raise Refused(f"{place.short_name}还没有党员，没有可以打印的采集表。")
    if len(rows) > MOST:
        raise Refused(f"一次最多打印{MOST}人，请在名册里分批勾选打印。")
    return _members(request, rows)


@screen("organisation.print")
def organisation(request: Any, uid: UUID) -> HttpResponse:
    """The form of one organisation and its units."""
    place = visible_organisation(request, uid, "organisation.print")
    trail.read(request.actor, "organisation.print", place)
    made = collection_forms.organisation_forms([filling.organisation_form(place)], mark=filling.mark(request.actor))
    return _pdf(made, f"党组织采集表 {place.short_name}")


def _members(request: Any, rows: list[Member]) -> HttpResponse:
    large = request.GET.get("large") == "1"
    made = collection_forms.member_forms(
        [filling.member_form(row) for row in rows],
        mark=filling.mark(request.actor),
        cover=len(rows) > 1,
        large_type=large,
    )
    trail.read_all(request.actor, "member.print", rows)
    return _pdf(made, "党员采集表" if len(rows) == 1 else f"党员采集表 {len(rows)}人")


def _pdf(content: bytes, name: str) -> HttpResponse:
    """The sheets, to be looked at before they are printed."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = str(content_disposition_header(False, f"{name}.pdf"))
    response["X-Content-Type-Options"] = "nosniff"
    return response


class PurposeForm(forms.Form):
    """What the sheet is for (R-251)."""

    purpose = forms.CharField(
        label="用途",
        max_length=100,
        widget=forms.TextInput({"class": "input"}),
        help_text=PURPOSE_HELP,
        error_messages={"required": "导出须填写用途；非业务需要不得向外提供。"},
    )


def exported(kind: type[Listed], at: Callable[[Any, type[Listed]], Listed]) -> View:
    """导出: a list as it stands, with its filters and columns, after the purpose was stated; `at` finds it by the address."""

    @screen(kind.export, "GET", "POST")
    def export(request: Any) -> HttpResponse:
        rows = at(request, kind)
        form = PurposeForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and _few_enough(rows, form):
            return _taken_out(request, rows, form.cleaned_data["purpose"])
        title = label(kind.export)
        context = {"form": form, "list": rows, "action": request.get_full_path(), "heading": title}
        if request.htmx:
            return render(request, "printing/export.html", context)
        crumbs = [(label(kind.function), reverse(kind.function)), (title, "")]
        return page(request, "printing/export_page.html", context, title=title, crumbs=crumbs)

    return export


def _taken_out(request: Any, rows: List, purpose: str) -> HttpResponse:
    """The sheet, once the trail says who took what out and why."""
    keys = [column.key for column in rows.columns]
    trail.read(request.actor, rows.export, rows.subject, purpose=purpose, rows=rows.count, columns=keys)
    made = rosters.workbook(rows, purpose, f"{request.actor.name}（{request.actor.seat.title}）", clock.now())
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(made, content_type=kind)
    name = f"{label(rows.export).removeprefix('导出')} {clock.today()}.xlsx"
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    return response


def _few_enough(rows: List, form: PurposeForm) -> bool:
    if rows.count > rosters.MOST:
        unit = rows.measure
        form.add_error(
            None, f"一次最多导出{rosters.MOST:,}{unit}，现有{rows.count_text}{unit}，请加上条件或分组织导出。"
        )
    return form.is_valid()
