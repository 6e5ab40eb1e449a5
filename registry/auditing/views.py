"""Pages of the auditor (审计台): the trail, one entry, clues, whether the trail is whole, counts of a year."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from registry.auditing import queries
from registry.auditing.forms import PurposeForm
from registry.auditing.jobs import verified
from registry.auditing.lists import AuditList, ClueList
from registry.auditing.models import Clue, Verification
from registry.auditing.patterns import BY_KEY
from registry.kernel import clock
from registry.printing import rosters
from registry.security import anchors, seals, trail
from registry.security.actors import Actor, Top
from registry.security.matrix import label
from registry.security.models import AuditEntry, Seal
from registry.web import lookups
from registry.web.downloads import download
from registry.web.lists import CAP
from registry.web.screens import go, page, screen

LATER = ("find", "after", "before", "from")
EVIDENCE = 50


@screen("audit.list", "GET", "POST")
def entries(request: Any) -> HttpResponse:
    """审计记录: what is searched for comes by POST and leaves no number in the address; the looking is written down too."""
    if request.method == "POST":
        params, text = request.GET.copy(), request.POST.get("q", "").strip()[:60]
        for name in LATER:
            params.pop(name, None)
        if text:
            params["find"] = lookups.keep(request.session, text)
        return go(request, f"{reverse('audit.list')}?{params.urlencode()}")
    rows = AuditList.asked(request)
    asked = {chip.key: request.GET.get(chip.key) for chip in rows.chips}
    trail.read(
        request.actor,
        "audit.list",
        Top(),
        since=str(rows.since),
        until=str(rows.until),
        searched=bool(rows.text),
        **asked,
    )
    return page(request, "auditing/entries.html", {"list": rows})


@screen("audit.export", "GET", "POST")
def export(request: Any) -> HttpResponse:
    """导出审计记录: a masked copy for an inquiry; no loan, because who watches loans has none (docs/decisions/trail.md)."""
    rows = AuditList.asked(request)
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _few_enough(rows, form):
        purpose = form.cleaned_data["purpose"]
        trail.read(
            request.actor,
            "audit.export",
            Top(),
            purpose=purpose,
            rows=rows.count,
            since=str(rows.since),
            until=str(rows.until),
        )
        copy = rosters.Copy(
            "", heading(request.actor, purpose, clock.now()), rank=lambda text: 0, spaced=lambda text: False
        )
        return download(rosters.workbook(rows, copy), "xlsx", f"审计记录 {rows.since} {rows.until}.xlsx")
    context = {"form": form, "list": rows, "action": request.get_full_path(), "heading": label("audit.export")}
    if request.htmx:
        return render(request, "auditing/export.html", context, status=422 if form.errors else 200)
    crumbs = [(label("audit.list"), reverse("audit.list")), (label("audit.export"), "")]
    return page(request, "auditing/export_page.html", context, title=label("audit.export"), crumbs=crumbs)


def heading(actor: Actor, purpose: str, at: datetime) -> str:
    """The first line of a copy: whose it is, and what for."""
    return f"导出：{actor.name}（{actor.seat.title}）　{at:%Y-%m-%d %H:%M}　用途：{purpose}　不得外传"


def _few_enough(rows: AuditList, form: PurposeForm) -> bool:
    if rows.count > CAP:
        form.add_error(None, f"一次最多导出{CAP:,}条，现有{rows.count_text}条，请缩小起止日期或加上条件。")
    return form.is_valid()


@screen("audit.view")
def entry(request: Any, entry: int) -> HttpResponse:
    """One entry: who, from where, on what, and what changed under it."""
    visible = AuditEntry.objects.visible_to(request.actor, "audit.view")
    found = get_object_or_404(visible, pk=entry)
    rows, count = queries.changes_of(found)
    trail.read(request.actor, "audit.view", found, entry=found.pk)
    context = {
        "entry": found, "rows": rows, "count": count, "subject": queries.subject_named(found),
        "places": queries.places_of(found), "detail": queries.detail_of(found),
        "seal": Seal.objects.filter(entry=found.pk, at=found.at).first(),
    }  # fmt: skip
    crumbs = [(label("audit.list"), reverse("audit.list")), (f"第 {found.pk} 号", "")]
    return page(request, "auditing/entry.html", context, title=f"审计记录 {found.pk}", crumbs=crumbs)


@screen("clue.list")
def clues(request: Any) -> HttpResponse:
    """异常线索: what the worker came upon, and what was said of it."""
    return page(request, "auditing/clues.html", {"list": ClueList(request.actor, request.GET)})


@screen("clue.view")
def clue(request: Any, uid: UUID) -> HttpResponse:
    """One clue with the entries that it rests on."""
    visible = Clue.objects.visible_to(request.actor, "clue.view")
    found = get_object_or_404(visible.select_related("organisation", "user", "decided_by"), uid=uid)
    trail.read(request.actor, "clue.view", found)
    context = {"clue": found, "pattern": BY_KEY[found.pattern], "evidence": _evidence(request, found)}
    crumbs = [(label("clue.list"), reverse("clue.list")), (str(found), "")]
    return page(request, "auditing/clue.html", context, title=str(found), crumbs=crumbs)


def _evidence(request: Any, clue: Clue) -> list[AuditEntry]:
    if clue.first is None:
        return []
    visible = AuditEntry.objects.visible_to(request.actor, "clue.view")
    around = (clue.began_at - timedelta(hours=1), clue.found_at + timedelta(hours=1))
    inside = visible.filter(at__range=around, pk__range=(clue.first, clue.last), user=clue.user)
    if clue.user_id is None:
        inside = inside.filter(address=clue.address)
    return list(inside.order_by("at", "pk")[:EVIDENCE])


@screen("audit.verify", "GET", "POST")
def verify(request: Any) -> HttpResponse:
    """完整性校验: how far the trail is sealed and anchored, what the last look at it found, and to look again."""
    if request.method == "POST":
        trail.read(request.actor, "audit.verify", Top())
        done = verified()
        words = f"已核对审计记录 {done.entries:,} 条、变更明细 {done.changes:,} 条，不符 {len(done.faults):,} 处。"
        (messages.error if done.faults else messages.success)(request, words)
        return go(request, reverse("audit.verify"))
    lag, last = seals.lag(), Seal.objects.order_by("-number").first()
    context = {
        "last": last, "lag": lag, "late": lag > seals.LATE, "stopped": lag > seals.TOO_LATE,
        "anchor": anchors.latest(), "checks": Verification.objects.order_by("-pk")[:20],
    }  # fmt: skip
    return page(request, "auditing/verify.html", context)


@screen("audit.count")
def count(request: Any) -> HttpResponse:
    """审计统计: how often what was done in a year, and from where (S69)."""
    asked = request.GET.get("year", "")
    if asked and not (asked.isdecimal() and 2000 <= int(asked) <= request.today.year):
        raise Http404
    year = int(asked or request.today.year)
    context = {
        "year": year, "years": range(request.today.year, request.today.year - 4, -1),
        "functions": queries.counts(request.actor, year),
        "organisations": queries.counts_of_organisations(request.actor, year),
    }  # fmt: skip
    return page(request, "auditing/count.html", context)
