"""Signing in, changing the post, opened pages, preferences, drafts (登录、岗位、页签、偏好、草稿)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from registry.security.matrix import functions
from registry.security.models import Post
from registry.security.sight import seeing_everything
from registry.web import tabs
from registry.web.models import Draft, Preference
from registry.web.screens import go, open_to_all, page, screen
from registry.web.signing import identify, sign_in

WRONG = "登录名或密码不正确，请核对后再试。"
CHOICES = {
    "density": ("roomy", "normal", "dense"),
    "mode": ("", "memorial", "distinct"),
    "text": ("normal", "large"),
}


@open_to_all
def session_open(request: Any) -> HttpResponse:
    """登录."""
    if request.actor is not None:
        return go(request, "/")
    context = {"demonstration": settings.DEMONSTRATION, "login": request.POST.get("login", "")}
    if request.method != "POST":
        return render(request, "web/sign_in.html", context)
    user = identify(context["login"].strip(), request.POST.get("password", ""))
    with seeing_everything():
        post = Post.held(user.pk, request.today).first() if user else None
    if post is None:
        wrong = WRONG if user is None else "您目前没有在任岗位，请联系上级党组织。"
        return render(request, "web/sign_in.html", context | {"wrong": wrong}, status=422)
    wanted = request.session.pop("wanted", "/")
    with seeing_everything():
        sign_in(request, post, request.today)
    return go(request, wanted if url_has_allowed_host_and_scheme(wanted, None) else "/")


@screen("session.close", "POST")
def session_close(request: Any) -> HttpResponse:
    """退出登录."""
    request.session.flush()
    response = go(request, reverse("session.open"))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


@screen("post.switch", "GET", "POST")
def post_switch(request: Any) -> HttpResponse:
    """切换岗位: one post, one scope; the opened pages of the other post are closed."""
    with seeing_everything():
        posts = list(Post.held(request.actor.user, request.today))
    if request.method == "POST":
        chosen = next((post for post in posts if str(post.pk) == request.POST.get("post")), None)
        if chosen is None:
            raise Http404
        sign_in(request, chosen, request.today)
        return go(request, "/")
    return page(request, "web/posts.html", {"posts": posts})


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


@open_to_all
def health(request: Any) -> HttpResponse:
    """Whether the node answers."""
    return HttpResponse("ok", content_type="text/plain")
