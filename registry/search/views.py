"""Finding from anywhere (全局查找): members, organisations and functions, typed once, never in an address."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from registry.members.models import Member
from registry.members.queries import fitting, traced
from registry.organisations import queries
from registry.organisations.models import Organisation
from registry.security import trail
from registry.units import queries as unit_queries
from registry.units.models import Unit
from registry.web.menu import menu_of
from registry.web.screens import page, screen

MOST = 8


@screen("search.find", "GET", "POST")
def find(request: Any) -> HttpResponse:
    """查找: the palette asks while one types, the page when there is no JavaScript."""
    text = request.POST.get("q", "").strip()[:60]
    context: dict[str, Any] = {"text": text} | (_found(request, text) if text else {})
    if request.htmx:
        return render(request, "search/results.html", context)
    return page(request, "search/find.html", context)


def _found(request: Any, text: str) -> dict[str, Any]:
    """At most eight of each kind: one query for members, one for organisations, one for units."""
    inside = Member.objects.visible_to(request.actor, "member.view")
    people = fitting(inside, text).select_related("organisation").order_by("path", "pk")[:MOST]
    if request.actor.has("member.view"):
        trail.read(request.actor, "search.find", None, **traced(text))
    organisations = Organisation.objects.visible_to(request.actor, "organisation.view")
    units = unit_queries.fitting(Unit.objects.in_sight(request.actor, "unit.view"), text)
    entries = [entry for part in menu_of(request.actor) for entry in part.entries if text in entry.label]
    return {
        "people": list(people),
        "organisations": queries.with_those_above(request.actor, queries.find(organisations, text, MOST)),
        "units": list(units.order_by("name")[:MOST]),
        "entries": entries,
        "most": MOST,
    }
