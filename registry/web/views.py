"""Opened pages, preferences, drafts (页签、偏好、草稿)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from registry.security.matrix import functions
from registry.web import tabs
from registry.web.models import Draft, Preference
from registry.web.screens import go, open_to_all, page, screen

CHOICES = {
    "density": ("roomy", "normal", "dense"),
    "mode": ("", "memorial", "distinct"),
    "text": ("normal", "large"),
}


@screen("home.view", "POST")
def close_tab(request: Any) -> HttpResponse:
    """Close one of the opened pages."""
    path, here = request.POST.get("path", ""), request.POST.get("here", "/")
    following = tabs.close_tab(request, path)
    address = following if path == here else here
    return go(request, address if url_has_allowed_host_and_scheme(address, None) else "/")


@screen("home.view", "GET", "POST")
def preferences(request: Any) -> HttpResponse:
    """界面偏好: density, modes, size of text; they follow the person to every computer."""
    if request.method == "POST":
        chosen = {
            key: request.POST.get(key, "") for key, allowed in CHOICES.items() if request.POST.get(key, "") in allowed
        }
        remember(request, chosen)
        return go(request, reverse("home.view-preferences"))
    return page(request, "web/preferences.html", {"choices": CHOICES}, title="界面偏好")


def remember(request: Any, chosen: dict[str, Any]) -> None:
    """Keep choices with the person and in this session."""
    for key, value in chosen.items():
        Preference.objects.update_or_create(user_id=request.actor.user, key=key, defaults={"value": value})
    request.session["preferences"] = request.session.get("preferences", {}) | chosen


@screen("home.view", "POST")
def draft(request: Any, function: str, subject: UUID) -> HttpResponse:
    """Keep what is being typed into a form; the answer says when."""
    if function not in functions():
        raise Http404
    typed = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    Draft.keep(request.actor.user, function, subject, typed)
    return HttpResponse(status=204)


@screen("home.view", "POST")
def stay(request: Any) -> HttpResponse:
    """Somebody is at the keyboard, though nothing was sent: the session goes on."""
    return HttpResponse(status=204)


@open_to_all
def health(request: Any) -> HttpResponse:
    """Whether the node answers."""
    return HttpResponse("ok", content_type="text/plain")
