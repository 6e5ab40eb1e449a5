"""The page of long work (后台任务): one's own, with how far it has come."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from registry.jobs.models import Task
from registry.jobs.nightly import last_nights
from registry.web.screens import page, screen

MOST = 50


@screen("job.list")
def tasks(request: Any) -> HttpResponse:
    """后台任务: the latest fifty, and what the node did for itself last night."""
    rows = Task.objects.visible_to(request.actor, "job.list").order_by("-pk")[:MOST]
    return page(request, "jobs/list.html", {"tasks": list(rows), "nights": last_nights()})
