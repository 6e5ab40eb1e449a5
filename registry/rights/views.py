"""Pages of posts and rights (授权页面): the security administrator's, and everybody's own rights."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from registry.organisations import queries as organisations
from registry.organisations.models import Organisation
from registry.rights import queries
from registry.rights.lists import PostList, SubordinateList
from registry.rights.models import Answer, Request
from registry.security import granting
from registry.security.matrix import label
from registry.security.models import Adoption, Post
from registry.web.screens import page, screen

WAITING_SHOWN = 50


@screen("right.list")
def subordinates(request: Any) -> HttpResponse:
    """功能授权: down the tree, level by level, and what is waiting for an answer."""
    way = _way(request)
    waiting = Request.objects.visible_to(request.actor, "right.agree").filter(answer=Answer.WAITING)
    context = {
        "list": SubordinateList(request.actor, request.GET, way[-1]), "chosen": way[-1],
        "waiting": waiting.select_related("organisation", "asked_by").order_by("asked_on", "pk")[:WAITING_SHOWN],
    }  # fmt: skip
    return page(request, "rights/subordinates.html", context, crumbs=_crumbs(way))


@screen("right.list")
def organisation(request: Any, uid: UUID) -> HttpResponse:
    """What one organisation may do, item by item, and who sits there."""
    way = organisations.way(request.actor, "right.list", uid)
    if not way:
        raise Http404
    chosen, today = way[-1], request.today
    now = granting.standing(chosen, today)
    posts = Post.objects.visible_to(request.actor, "right.list").filter(organisation=chosen)
    context = {
        "chosen": chosen,
        "held": queries.functions_at(chosen, now),
        "items": queries.item_grants(now),
        "profile": now.profile,
        "posts": posts.select_related("user", "granted_by").exclude(ended_on__lte=today).order_by("role", "started_on", "pk"),
        "adoptions": Adoption.objects.filter(organisation=chosen).order_by("-started_on"),
        "own": chosen.path == request.actor.seat.path,
    }  # fmt: skip
    return page(request, "rights/organisation.html", context, title=str(chosen), crumbs=_crumbs(way))


@screen("post.list")
def posts(request: Any) -> HttpResponse:
    """岗位: who sits where, and which posts nobody has looked at for half a year."""
    return page(request, "rights/posts.html", {"list": PostList(request.actor, request.GET)})


@screen("right.view")
def mine(request: Any) -> HttpResponse:
    """我的权限: what this post may do, what it may not and who can, what was asked for."""
    post = get_object_or_404(Post.objects.select_related("organisation"), pk=request.actor.seat.post)
    chosen, today = post.organisation, request.today
    now = granting.standing(chosen, today)
    context = {
        "post": post, "chosen": chosen,
        "rights": [label(name) for name in request.actor.seat.rights],
        "held": [one for one in queries.functions_at(chosen, now) if not one.open] if post.is_business else [],
        "beyond": queries.beyond(chosen, now.profile) if post.is_business else [],
        "asked": Request.objects.filter(organisation=chosen).order_by("-pk")[:WAITING_SHOWN] if post.is_business else [],
        "stand_ins": post.stand_ins.exclude(ended_on__lte=today).select_related("user"),
    }  # fmt: skip
    return page(request, "rights/mine.html", context)


def _way(request: Any) -> list[Organisation]:
    try:
        found = organisations.way(request.actor, "right.list", UUID(request.GET["at"]) if "at" in request.GET else None)
    except ValueError as wrong:
        raise Http404 from wrong
    if not found:
        raise Http404
    return found


def _crumbs(way: list[Organisation]) -> list[tuple[str, str]]:
    base = reverse("right.list")
    return [(label("right.list"), base), *((str(one), f"{base}?at={one.uid}") for one in way)]
