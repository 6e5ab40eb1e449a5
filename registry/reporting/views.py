"""Pages of the reporting periods (报告期页面)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from registry.reporting import operations
from registry.reporting.forms import RegisterForm
from registry.reporting.models import ReportingPeriod
from registry.security.models import Post
from registry.web.dialogs import attempt
from registry.web.screens import go, page, screen

MOST = 50


@screen("period.list")
def periods(request: Any) -> HttpResponse:
    """报告期: all of the node, whoever registered them, because they bind the whole node."""
    rows = ReportingPeriod.objects.select_related("organisation").order_by("-first_on")[:MOST]
    periods = [(row, request.actor.may("period.close", row.organisation)) for row in rows]
    return page(request, "reporting/list.html", {"periods": periods})


@screen("period.open", "GET", "POST")
def register(request: Any) -> HttpResponse:
    """报告期登记: by the organisation of the post."""
    form = RegisterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        own = Post.objects.select_related("organisation").get(pk=request.actor.seat.post).organisation
        if attempt(request, operations.register, own, form) is not None:
            return go(request, reverse("period.list"))
    crumbs = [("报告期", reverse("period.list")), ("登记", "")]
    return page(request, "reporting/register.html", {"form": form}, crumbs=crumbs)
