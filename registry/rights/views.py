"""Pages of posts and rights (授权页面): the security administrator's, and everybody's own rights."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import content_disposition_header

from registry.kernel import uids
from registry.kernel.refusals import Refused
from registry.organisations import queries as organisations
from registry.organisations.models import Organisation
from registry.rights import papers, queries
from registry.rights.lists import PostList, SubordinateList
from registry.rights.models import Answer, Handover, Request
from registry.security import appointments, granting
from registry.security.matrix import label
from registry.security.models import Adoption, Post
from registry.security.operation import each
from registry.web.screens import page, screen

WAITING_SHOWN = 50
PICKED_MOST, PRINTED_MOST = 200, 1000
HANDOVERS_SHOWN = 20
NONE_PICKED = "还没有勾选岗位，请先在名单里勾选。"
TOO_MANY = f"一次最多打印{PRINTED_MOST:,}个岗位，请加上条件再打印。"


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
    handed = Handover.objects.visible_to(request.actor, "post.list").filter(organisation=chosen)
    context = {
        "chosen": chosen,
        "held": queries.functions_at(chosen, now),
        "items": queries.item_grants(now),
        "profile": now.profile,
        "posts": posts.select_related("user", "granted_by").exclude(ended_on__lte=today).order_by("role", "started_on", "pk"),
        "adoptions": Adoption.objects.filter(organisation=chosen).order_by("-started_on"),
        "handovers": handed.select_related("post__user", "successor__user").order_by("-pk")[:HANDOVERS_SHOWN],
        "own": chosen.path == request.actor.seat.path,
    }  # fmt: skip
    return page(request, "rights/organisation.html", context, title=str(chosen), crumbs=_crumbs(way))


@screen("post.list")
def posts(request: Any) -> HttpResponse:
    """岗位: who sits where, and which posts nobody has looked at for half a year."""
    return page(request, "rights/posts.html", {"list": PostList(request.actor, request.GET)})


@screen("post.review", "POST")
def review_picked(request: Any) -> HttpResponse:
    """复核 of many at once: each an act of its own, with what became of it."""
    results = each(appointments.review, _picked(request, "post.review"), actor=request.actor)
    return _told(request, "岗位复核", results)


@screen("post.end", "POST")
def end_picked(request: Any) -> HttpResponse:
    """撤销 of many at once: first why, and a look at what is chosen; then each an act of its own."""
    picked, reason = _picked(request, "post.end"), request.POST.get("reason", "").strip()[:200]
    if not reason:
        context = {"posts": picked, "asked": "reason" in request.POST}
        return page(request, "rights/end_picked.html", context, title="撤销岗位", crumbs=_posts_crumbs("撤销岗位"))
    return _told(request, "撤销岗位", each(appointments.end, picked, actor=request.actor, reason=reason))


@screen("post.list")
def review_sheet(request: Any) -> HttpResponse:
    """岗位复核表: the list as it stands, on paper."""
    rows = PostList(request.actor, request.GET)
    found = list(rows.filtered.order_by("organisation__path", "role", "pk")[: PRINTED_MOST + 1])
    if len(found) > PRINTED_MOST:
        raise Refused(TOO_MANY)
    scope = "、".join([request.actor.seat.title, *(f"{chip.label}：{chip.text}" for chip in rows.chips)])
    return _pdf(papers.review_sheet(found, scope, request.today, request.actor), f"{papers.REVIEW} {request.today}")


@screen("post.list")
def handover(request: Any, uid: UUID) -> HttpResponse:
    """岗位交接: from whom to whom, what went along; to be printed and signed."""
    made = _handover(request, uid)
    crumbs = _posts_crumbs("岗位交接")
    return page(request, "rights/handover.html", {"made": made}, title="岗位交接", crumbs=crumbs)


@screen("post.list")
def handover_sheet(request: Any, uid: UUID) -> HttpResponse:
    """岗位交接单, as a PDF."""
    made = _handover(request, uid)
    return _pdf(papers.handover_sheet(made, request.actor), f"{papers.HANDOVER} {made}")


def _handover(request: Any, uid: UUID) -> Handover:
    people = ("organisation", "post__user", "successor__user", "supervised_by")
    found: Handover = get_object_or_404(
        Handover.objects.visible_to(request.actor, "post.list").select_related(*people), uid=uid
    )
    return found


def _picked(request: Any, function: str) -> list[Post]:
    """The posts ticked in the list, as far as they are in sight."""
    wanted = [uid for uid in request.POST.getlist("pick") if uids.read(uid)]
    rows = Post.objects.visible_to(request.actor, function).filter(uid__in=wanted)
    found = list(rows.select_related("user", "organisation").order_by("organisation__path", "pk")[:PICKED_MOST])
    if not found:
        raise Refused(NONE_PICKED)
    return found


def _told(request: Any, title: str, results: list[Any]) -> HttpResponse:
    """What became of each."""
    done = sum(not one.refusal for one in results)
    context = {"results": results, "done": done, "refused": len(results) - done, "title": f"{title}结果"}
    return page(request, "rights/told.html", context, title=f"{title}结果", crumbs=_posts_crumbs(f"{title}结果"))


def _posts_crumbs(last: str) -> list[tuple[str, str]]:
    return [(label("post.list"), reverse("post.list")), (last, "")]


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = str(content_disposition_header(False, f"{name}.pdf"))
    response["X-Content-Type-Options"] = "nosniff"
    return response


@screen("right.view")
def mine(request: Any) -> HttpResponse:
    """我的权限: what this post may do, what it may not and who can, what was asked for."""
    post = get_object_or_404(Post.objects.select_related("organisation"), pk=request.actor.seat.post)
    chosen, today = post.organisation, request.today
    now = granting.standing(chosen, today)
    context = {
        "post": post, "chosen": chosen,
        "about": queries.missing(request.GET.get("about", ""), request.actor, chosen, now) if post.is_business else None,
        "rights": queries.grouped(request.actor.seat.rights), "number": len(request.actor.seat.rights),
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
