"""Pages of the intake centre (导入中心): the list of batches and the six steps of one."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from registry.intake import operations
from registry.intake.flow import BUSY, Status
from registry.intake.forms import CellForm, MatchForm, UploadForm, places
from registry.intake.lists import BatchList, FindingList, left, loaded
from registry.intake.models import Batch, Decision, Outcome, Weight
from registry.intake.sheets import Kind
from registry.intake.steps import outcomes
from registry.intake.steps.results import Part, result
from registry.intake.steps.templates import template
from registry.jobs.models import Task
from registry.kernel.refusals import Invalid, Refused
from registry.organisations import queries
from registry.organisations.forms.picking import OrganisationPicker
from registry.organisations.models import Organisation
from registry.security import trail
from registry.web.dialogs import attempt
from registry.web.downloads import download
from registry.web.screens import go, page, screen

STEPS = ("上传", "体检", "对应", "预演", "执行", "结果")
STEP_OF = {
    Status.UPLOADED: 1, Status.EXAMINED: 2, Status.MATCHED: 3, Status.REHEARSED: 3, Status.LOADING: 4, Status.LOADED: 5,
    Status.UNDONE: 5, Status.DISCARDED: 0, Status.FAILED: 1,
}  # fmt: skip
TALLIES = (
    (Outcome.NEW, "ok", ""), (Outcome.CHANGED, "info", ""), (Outcome.UNCHANGED, "none", ""),
    (Outcome.REJECTED, "stop", "stop"), (Outcome.PENDING, "wait", "decide"),
)  # fmt: skip


def visible(request: Any, uid: UUID, function: str = "intake.view") -> Batch:
    """The batch of that identity, or 404."""
    inside = Batch.objects.visible_to(request.actor, function).select_related("organisation", "file")
    found: Batch = get_object_or_404(inside, uid=uid)
    return found


@screen("intake.list")
def batches(request: Any) -> HttpResponse:
    """导入中心: what was handed in, by whom, and what became of it."""
    return page(request, "intake/list.html", {"list": BatchList(request.actor, request.GET)})


@screen("intake.upload", "GET", "POST")
def upload(request: Any) -> HttpResponse:
    """上传: a workbook below an organisation; the rest begins by itself."""
    form = UploadForm(request.POST or None, request.FILES or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        place, file = form.cleaned_data["organisation"], form.cleaned_data["file"]
        try:
            batch = operations.upload(
                place, actor=request.actor, name=file.name, content=file.read(), as_of=form.cleaned_data["as_of"]
            )
            return go(request, reverse("intake.view", args=[batch.uid]))
        except (Refused, Invalid) as refusal:
            form.add_error("file", str(refusal))
    crumbs = [("导入中心", reverse("intake.list")), ("上传汇总表", "")]
    return page(request, "intake/upload.html", {"form": form, "steps": STEPS, "kinds": Kind}, crumbs=crumbs)


@screen("intake.upload", "POST")
def offered_places(request: Any) -> HttpResponse:
    """What the box offers for what was typed into it: for nothing, the own organisation and those directly below."""
    text, inside = OrganisationPicker.typed(request.POST, "organisation"), places(request.actor)
    results = queries.offers(request.actor, inside, text)
    return render(request, "organisations/offered.html", {"results": results, "text": text, "most": queries.MOST})


@screen("intake.upload")
def empty_sheet(request: Any, kind: str) -> HttpResponse:
    """下载模板: an empty sheet with drop-downs."""
    if kind not in Kind.values:
        raise Http404
    own = get_object_or_404(Organisation, pk=request.actor.seat.organisation)
    return download(template(Kind(kind), own), "xlsx", f"{Kind(kind).label}（模板）.xlsx")


@screen("intake.view")
def batch(request: Any, uid: UUID) -> HttpResponse:
    """One batch at the step where it stands; while a job has the word the page asks again every second."""
    found = visible(request, uid)
    context = _context(request, found)
    if request.htmx:
        return render(request, "intake/batch_body.html", context)
    trail.read(request.actor, "intake.view", found)
    crumbs = [
        ("导入中心", reverse("intake.list")),
        (" · ".join(filter(None, (str(found), found.get_kind_display()))), ""),
    ]
    return page(request, "intake/batch.html", context, title=f"导入：{found}", crumbs=crumbs)


def _context(request: Any, found: Batch) -> dict[str, Any]:
    """What the step needs."""
    busy = found.status in BUSY
    context: dict[str, Any] = {
        "batch": found, "steps": STEPS, "step": STEP_OF[Status(found.status)], "busy": busy, "can": request.actor,
        "loaded": loaded(found), "left": left(found),
    }  # fmt: skip
    if busy:
        context["task"] = Task.objects.filter(subject=found.pk, function__startswith="intake.").order_by("-pk").first()
    if found.status == Status.EXAMINED and found.kind:
        context["form"] = MatchForm(None, batch=found)
    if found.counts and found.status in (Status.REHEARSED, Status.LOADED):
        context |= _rehearsed(request, found)
    return context


def _rehearsed(request: Any, found: Batch) -> dict[str, Any]:
    """Tallies, changes of each item, and what was found."""
    params = request.GET.copy()
    if "of" not in params:
        params["of"] = (
            "stop" if found.counts.get(Outcome.REJECTED) else "decide" if found.counts.get(Outcome.PENDING) else "note"
        )
    columns = found.form.columns
    doubted = outcomes.widely_changed(found)
    return {
        "tallies": [(outcome.label, int(found.counts.get(outcome, 0)), kind, of) for outcome, kind, of in TALLIES]
        + [("已规范", int(found.counts.get("note", 0)), "wait", "note"), ("有提示", int(found.counts.get("warn", 0)), "wait", "warn")],
        "list": FindingList(request.actor, params, found), "of": params["of"], "ready": outcomes.loadable(found),
        "changes": [(name, columns[name].label, count, name in doubted) for name, count in found.counts.get("changes", {}).items()],
        "parts": Part, "loaded_once": bool(found.entries), "takes": Decision.Choice,
    }  # fmt: skip


@screen("intake.match", "GET", "POST")
def match(request: Any, uid: UUID) -> HttpResponse:
    """对应: which column holds which item."""
    found = visible(request, uid, "intake.match")
    if not found.kind:
        raise Http404
    form = MatchForm(request.POST or None, batch=found)
    if request.method == "POST" and form.is_valid():
        try:
            operations.match(found, actor=request.actor, kind=found.kind, chosen=form.chosen(), values=found.values)
            return go(request, reverse("intake.view", args=[uid]))
        except (Refused, Invalid) as refusal:
            form.add_error(None, str(refusal))
    context = {"batch": found, "form": form, "steps": STEPS, "step": 2}
    crumbs = [("导入中心", reverse("intake.list")), (str(found), reverse("intake.view", args=[uid])), ("对应", "")]
    return page(request, "intake/match.html", context, title=f"对应：{found}", crumbs=crumbs)


@screen("intake.mend", "GET", "POST")
def mend(request: Any, uid: UUID, row: int, item: str) -> HttpResponse:
    """改这一格: the row is judged again at once."""
    found = visible(request, uid, "intake.mend")
    column = found.form.columns.get(item)
    if column is None:
        raise Http404
    findings = list(found.findings.filter(row=row, item=item).exclude(weight=Weight.NOTE).order_by("pk"))
    form = CellForm(request.POST or None, column=column, findings=findings)
    if request.method == "POST" and form.is_valid():
        form.inputs = lambda: {"row": row, "item": item, "value": form.cleaned_data["value"]}  # type: ignore[attr-defined]
        if attempt(request, operations.mend, found, form) is not None:
            return go(request, reverse("intake.view", args=[uid]))
    context = {"form": form, "heading": f"改第{row}行的“{column.label}”", "action": request.path, "subject": found}
    return _dialog(request, context)


def _dialog(request: Any, context: dict[str, Any]) -> HttpResponse:
    status = 422 if context["form"].is_bound and request.htmx else 200
    if request.htmx:
        return render(request, "web/dialog.html", context, status=status)
    return page(
        request,
        "web/dialog_page.html",
        context,
        title=context["heading"],
        crumbs=[("导入中心", reverse("intake.list"))],
    )


@screen("intake.decide", "POST")
def decide(request: Any, uid: UUID, row: int) -> HttpResponse:
    """导入这一行, 跳过, or back to undecided."""
    found = visible(request, uid, "intake.decide")
    return _done(request, found, operations.decide, row=row, choice=request.POST.get("choice", ""))


@screen("intake.start", "POST")
def start(request: Any, uid: UUID) -> HttpResponse:
    """开始导入."""
    found = visible(request, uid, "intake.start")
    return _done(request, found, operations.start, accepted=request.POST.getlist("accepted"))


def _done(request: Any, found: Batch, act: Any, **inputs: Any) -> HttpResponse:
    """Do it and show the batch again; a refusal is told above it."""
    try:
        act(found, actor=request.actor, **inputs)
    except (Refused, Invalid) as refusal:
        messages.error(request, str(refusal))
    return go(request, reverse("intake.view", args=[found.uid]))


@screen("intake.return")
def returned(request: Any, uid: UUID, part: str) -> HttpResponse:
    """下载: the clerk's own workbook, marked."""
    found = visible(request, uid, "intake.return")
    if part not in Part.values:
        raise Http404
    trail.read(request.actor, "intake.return", found, part=part)
    return download(result(found, Part(part)), "xlsx", f"{str(found).removesuffix('.xlsx')}_{Part(part).label}.xlsx")
