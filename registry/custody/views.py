"""Pages of custody (数据保护页面): the keys, what is kept and how long, what is kept of persons."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from registry.custody import counting, operations, queries
from registry.custody.models import Hold, KeyChange
from registry.custody.personal import LEVELS, holdings
from registry.jobs.models import Task
from registry.organisations.models import Organisation
from registry.web.screens import page, screen

SHOWN = 30


@screen("key.view")
def keys(request: Any, uid: UUID | None = None) -> HttpResponse:
    """密钥: which there are, how much stands by each, and what is asked for; a task leads here by its change."""
    if uid:
        get_object_or_404(KeyChange.objects.visible_to(request.actor, "key.view"), uid=uid)
    chosen = get_object_or_404(Organisation, pk=request.actor.seat.organisation)
    changes = (
        KeyChange.objects.visible_to(request.actor, "key.view").select_related("asked_by", "decided_by").order_by("-pk")
    )
    shown = list(changes[:SHOWN])
    running = next((one for one in shown if one.stage == "running"), None)
    context = {
        "chosen": chosen, "keeps": operations.keeps(chosen), "keys": queries.keys(), "counted_at": queries.counted_at(),
        "changes": shown, "worry": counting.worry(), "task": Task.of("key.reseal", running.pk) if running else None,
    }  # fmt: skip
    return page(request, "custody/keys.html", context)


@screen("retention.view")
def retention(request: Any) -> HttpResponse:
    """保存期限: how long each kind of data is kept, what is held beyond its time, and what the last nights deleted."""
    chosen = get_object_or_404(Organisation, pk=request.actor.seat.organisation)
    holds = Hold.objects.visible_to(request.actor, "retention.view").select_related("placed_by").order_by("-pk")
    context = {
        "chosen": chosen, "keeps": operations.keeps(chosen), "kinds": queries.retained(), "holds": holds[:SHOWN],
        "runs": queries.last_runs(),
    }  # fmt: skip
    return page(request, "custody/retention.html", context)


@screen("personal.view")
def personal(request: Any) -> HttpResponse:
    """个人信息清单: which items, what for, on what basis, how well protected, how long; for auditors to read."""
    found = [one for one in holdings() if one.personal]
    return page(request, "custody/personal.html", {"holdings": found, "levels": LEVELS.items()})


@screen("personal.view")
def personal_sheet(request: Any) -> HttpResponse:
    """The same as a table to take along; it says what is kept, and of nobody."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(["信息类别", "信息项", "用途", "依据", "级别", "保存期限"])
    writer.writerows(
        (one.labels, one.holds, one.purpose, one.basis, one.level, one.lasting) for one in holdings() if one.personal
    )
    response = HttpResponse("\ufeff" + lines.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = "attachment; filename=personal-information.csv"
    response["X-Content-Type-Options"] = "nosniff"
    return response
