"""Keeping units right (维护单位): registered, corrected, transformed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from registry.codes.catalogue import code_list
from registry.members.sets import basic as member_set
from registry.organisations.models import Organisation
from registry.unit_register import operations as acts
from registry.unit_register import posts
from registry.unit_register.forms.maintaining import TransformForm, register_form
from registry.unit_register.views.reading import seen, visible
from registry.units import operations
from registry.units.sets import details
from registry.units.sets.details import PARTS
from registry.web.dialogs import answered, attempt
from registry.web.screens import go, page, screen
from registry.web.set_forms import correcting_form, widget_for

POST = member_set.items["post"]
POSTS = code_list("dz_post")


@screen("unit.register", "GET", "POST")
def register(request: Any, uid: UUID) -> HttpResponse:
    """登记单位: kept by the organisation from which one came."""
    keeper = get_object_or_404(Organisation.objects.visible_to(request.actor, "unit.register"), uid=uid)
    form = register_form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(request, operations.register, keeper, form)
        if made is not None:
            return go(request, reverse("unit.view", args=[made.uid]))
    context = {"form": form, "keeper": keeper, "seen": seen(request, form.alike)}
    crumbs = [("单位", reverse("unit.list")), ("登记单位", "")]
    return page(request, "unit_register/register.html", context, title="登记单位", crumbs=crumbs)


@screen("unit.correct", "GET", "POST")
def edit(request: Any, uid: UUID) -> HttpResponse:
    """维护单位信息: the items that a unit of its category has."""
    found = visible(request, uid, "unit.correct")
    form = correcting_form(details, found, "unit.correct", request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid() and attempt(request, operations.correct, found, form) is not None:
        return go(request, reverse("unit.view", args=[uid]))
    shown = {item.name for item in details.items.values() if item.applies_to(found)}
    context = {
        "form": form, "unit": found, "parts": form.parts(found), "category": details.items["category"].text(found),
        "absent": [part.label for part in PARTS if not shown.intersection(part.items)],
    }  # fmt: skip
    crumbs = [("单位", reverse("unit.list")), (found.name, reverse("unit.view", args=[uid])), ("维护", "")]
    return page(request, "unit_register/edit.html", context, title=f"维护 {found}", crumbs=crumbs)


@screen("unit.transform", "GET", "POST")
def transform(request: Any, uid: UUID) -> HttpResponse:
    """变更单位类别（转制）: first the category, then what follows from it, then it is done."""
    found = visible(request, uid, "unit.transform")
    form = TransformForm(request.POST or None, unit=found, actor=request.actor)
    outcome = answered(request, acts.transform, found, form)
    if outcome.done is not None:
        return go(request, reverse("unit.view", args=[uid]) + "?tab=history")
    context: dict[str, Any] = {"form": form, "unit": found, "category": details.items["category"].text(found)}
    context |= {"plan": outcome.plan, "rows": _rows(outcome.plan, form)}
    crumbs = [
        ("单位", reverse("unit.list")),
        (found.name, reverse("unit.view", args=[uid])),
        ("变更单位类别（转制）", ""),
    ]
    return page(request, "unit_register/transform.html", context, title=f"转制 {found}", crumbs=crumbs)


def _rows(plan: Any, form: TransformForm) -> list[tuple[str, Any, str]]:
    """The posts of its members, each with the box in which the one that takes its place is chosen."""
    if plan is None:
        return []
    chosen = form.mapping()
    return [
        (POSTS.label(one.post), one, _box(one.post, chosen.get(one.post, one.proposed), plan.category))
        for one in plan.posts
    ]


def _box(post: str, chosen: str, category: str) -> str:
    """The box in which the post that takes this one's place is chosen."""
    widget: Any = widget_for(POST.field)
    widget.choices = [one for one in widget.choices if one[0] and posts.fits(one[0], category)]
    return str(widget.render(f"post-{post}", chosen, {"id": f"id_post-{post}", "aria-label": f"{post} 变更为"}))
