"""Pages of custody (数据保护页面): the keys, what is kept and how long, what is kept of persons."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from registry.custody import counting, operations, queries
from registry.custody.models import KeyChange
from registry.jobs.models import Task
from registry.organisations.models import Organisation
from registry.web.screens import page, screen

SHOWN = 30


@screen("key.list")
def keys(request: Any, uid: UUID | None = None) -> HttpResponse:
    """密钥: which there are, how much stands by each, and what is asked for; a task leads here by its change."""
    if uid:
        get_object_or_404(KeyChange.objects.visible_to(request.actor, "key.list"), uid=uid)
    chosen = get_object_or_404(Organisation, pk=request.actor.seat.organisation)
    changes = (
        KeyChange.objects.visible_to(request.actor, "key.list").select_related("asked_by", "decided_by").order_by("-pk")
    )
    shown = list(changes[:SHOWN])
    running = next((one for one in shown if one.stage == "running"), None)
    context = {
        "chosen": chosen, "keeps": operations.keeps(chosen), "keys": queries.keys(), "counted_at": queries.counted_at(),
        "changes": shown, "worry": counting.worry(), "task": Task.of("key.reseal", running.pk) if running else None,
    }  # fmt: skip
    return page(request, "custody/keys.html", context)
