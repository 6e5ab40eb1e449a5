"""Screens (页面): a view named by a function of the matrix; what is out of sight does not exist."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from registry.kernel.refusals import Refused
from registry.security import proving, seals, trail
from registry.security.actors import Actor, Top
from registry.security.matrix import function as function_named
from registry.security.matrix import label
from registry.security.patience import patient
from registry.security.sight import seeing_everything
from registry.web import tabs
from registry.web.failures import not_allowed

LASTING = frozenset(("export", "print", "return"))
"""The verbs of functions whose pages may take as long as a report."""
View = Callable[..., HttpResponse]
LACKING = "岗位没有这项功能"
BEYOND = "不存在，或不在管理范围"


class Request(HttpRequest):
    """A request with its actor, as every screen receives it."""

    actor: Actor


def screen(name: str, *methods: str) -> Callable[[View], View]:
    """The view shows the function `name`; a seat without it gets 404, a stranger the sign-in page."""
    function_named(name)
    allowed = methods or ("GET",)

    def declare(view: View) -> View:
        @wraps(view)
        def shown(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.actor is None:
                return _to_sign_in(request)
            if not request.actor.has(name):
                trail.refuse(request.actor, name, Top(), LACKING)
                raise Http404
            if request.method not in allowed and not (request.method == "HEAD" and "GET" in allowed):
                return not_allowed(request, allowed)
            proving.demand(request.actor, name)
            try:
                with patient() if name.rpartition(".")[2] in LASTING else nullcontext():
                    seals.demand(name)
                    return view(request, *args, **kwargs)
            except Refused as refusal:
                return refused(request, str(refusal))
            except Http404:
                trail.refuse(request.actor, name, Top(), BEYOND, **_wanted(kwargs))
                raise

        shown.function = name  # type: ignore[attr-defined]
        return shown

    return declare


def _wanted(named: dict[str, Any]) -> dict[str, str]:
    """The identity that was asked for, as the trail keeps it: it says nothing of a person."""
    return {"uid": str(named["uid"])} if "uid" in named else {}


def open_to_all(view: View) -> View:
    """The few views that need no actor: signing in, and whether the node is well.

    They look through the whole register for one account, by what only its owner knows.
    """
    opened = seeing_everything()(view)
    opened.function = "session.open"
    return opened


def page(
    request: Any,
    template: str,
    context: dict[str, Any],
    *,
    title: str = "",
    crumbs: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    """A full page, kept among the opened ones; `crumbs` are (name, address) from the menu's entry down."""
    name = getattr(request.resolver_match.func, "function", "home.view")
    heading = title or label(name)
    if request.method == "GET" and not request.htmx:
        tabs.open_tab(request, heading)
    trail = crumbs if crumbs is not None else [(heading, "")]
    return render(request, template, {"title": heading, "crumbs": trail, "function": name} | context)


def refused(request: Any, sentence: str, status: int = 403) -> HttpResponse:
    """A refusal outside any form; where a dialog was to open, the dialog says why there is none."""
    if request.htmx and request.htmx.target == "dialog-body":
        return render(request, "web/refused_dialog.html", {"sentence": sentence}, status=422)
    return render(request, "web/refused.html", {"title": "不能办理", "sentence": sentence, "crumbs": []}, status=status)


def go(request: Any, address: str) -> HttpResponse:
    """Continue at `address`, from a full page or from a fragment."""
    if request.htmx:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = address
        return response
    return HttpResponseRedirect(address)


def _to_sign_in(request: Any) -> HttpResponse:
    if request.htmx and getattr(request, "idle", None):
        response = HttpResponse(status=204)  # what was typed stays where it is; the lock asks for the password over it
        response["HX-Trigger"] = "session:idle"
        return response
    wanted = request.get_full_path() if request.method == "GET" and not request.htmx else ""
    if wanted:
        request.session["wanted"] = wanted
    return go(request, reverse("session.open"))
