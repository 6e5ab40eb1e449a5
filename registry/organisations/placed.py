"""A list beside the tree (树旁名册): one line of addresses makes its page, its search, and the choice of its columns."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse

from registry.organisations import queries, tree
from registry.organisations.lists import PlacedList
from registry.organisations.models import Organisation
from registry.security import trail
from registry.security.matrix import label
from registry.web import lookups
from registry.web.screens import View, go, page, screen
from registry.web.views import remember

Listed = TypeVar("Listed", bound=PlacedList)
MOST = 60
"""Signs of what is searched for."""
LATER = ("find", "after", "before", "from")
"""What an address says of a search and its pages, all of which another search begins anew."""


def placed(kind: type[PlacedList], template: str) -> list[URLPattern]:
    """The addresses of a list: the list itself, named by its function, and the choice of its columns."""
    name = kind.function
    return [path("", _listing(kind, template), name=name), path("columns/", _columns(kind), name=f"{name}-columns")]


def list_at(request: Any, kind: type[Listed]) -> Listed:
    """The list that the address asks for, or 404."""
    return _list(request, kind, _way(request, kind)[-1])


def _listing(kind: type[PlacedList], template: str) -> View:
    """The page: the tree and the list; a search comes by POST and leaves no trace in the address."""

    @screen(kind.function, "GET", "POST")
    def listing(request: Any) -> HttpResponse:
        if request.method == "POST":
            return _searched(request, kind)
        way = _way(request, kind)
        rows = _list(request, kind, way[-1])
        if rows.rows().people:  # type: ignore[attr-defined]
            trail.read(request.actor, kind.function, rows.subject, **rows.criteria())
        context: dict[str, Any] = {"list": rows, "chosen": rows.top, "target": kind.function}
        if not request.htmx:
            context["tree"] = tree.tree(request.actor, rows.top)
        base = reverse(kind.function)
        crumbs = [(label(kind.function), base), *((str(one), f"{base}?at={one.uid}") for one in way)]
        return page(request, template, context, crumbs=crumbs)

    return listing


def _columns(kind: type[PlacedList]) -> View:
    """列设置: which columns this person wants to see."""

    @screen(kind.function, "GET", "POST")
    def columns(request: Any) -> HttpResponse:
        rows = list_at(request, kind)
        if request.method == "POST":
            wanted = request.POST.getlist("column")
            known = [column.key for column in rows.choosable if column.key in wanted]
            remember(request, {_remembered(kind, "columns"): known})
            return go(request, f"{reverse(kind.function)}?{request.GET.urlencode()}")
        context = {"list": rows, "shown": {column.key for column in rows.columns}, "action": request.get_full_path()}
        template = "web/columns.html" if request.htmx else "web/columns_page.html"
        return render(request, template, context | {"title": "列设置", "crumbs": []})

    return columns


def _way(request: Any, kind: type[PlacedList]) -> list[Organisation]:
    """The organisation the address names, at the end of the way down to it, or 404."""
    try:
        found = queries.way(request.actor, kind.function, UUID(request.GET["at"]) if "at" in request.GET else None)
    except ValueError as wrong:
        raise Http404 from wrong
    if not found:
        raise Http404
    return found


def _list(request: Any, kind: type[Listed], top: Organisation) -> Listed:
    preferences = request.session.get("preferences", {})
    begins = kind.begins_below(top, preferences.get(_remembered(kind, "below")))
    below = request.GET["below"] == "1" if "below" in request.GET else begins
    text = lookups.text_of(request.session, request.GET.get("find", ""))
    chosen = preferences.get(_remembered(kind, "columns"))
    return kind(request.actor, request.GET, top, below=below, text=text, chosen=chosen)


def _searched(request: Any, kind: type[PlacedList]) -> HttpResponse:
    """On to the address of what was typed."""
    text = request.POST.get("q", "").strip()[:MOST]
    params = request.GET.copy()
    for name in LATER:
        params.pop(name, None)
    if text:
        params["find"] = lookups.keep(request.session, text)
    params["below"] = "1" if request.POST.get("below") else "0"
    remember(request, {_remembered(kind, "below"): params["below"] == "1"})
    return go(request, f"{reverse(kind.function)}?{params.urlencode()}")


def _remembered(kind: type[PlacedList], what: str) -> str:
    """Under which name a choice is kept with the person."""
    return f"{kind.function} {what}"
