"""Pages of the organisations (党组织和单位): the tree, one organisation, its subordinates, its changes."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from registry.kernel.refusals import Invalid, Refused
from registry.organisations import operations, queries
from registry.organisations.forms import OrganisationPicker, edit_form
from registry.organisations.lists import OrganisationList
from registry.organisations.models import Organisation, State
from registry.organisations.sets import basic
from registry.security import history
from registry.security.operation import name_of
from registry.units.sets import information
from registry.web.dialogs import place_errors
from registry.web.screens import go, page, screen

TABS = (("basic", "基本信息"), ("units", "所在单位"), ("below", "下级党组织"), ("standings", "沿革"),
        ("history", "变更记录"))  # fmt: skip


def visible(request: Any, uid: UUID, function: str = "organisation.view") -> Organisation:
    """The organisation of that identity, or 404."""
    found: Organisation = get_object_or_404(
        Organisation.objects.visible_to(request.actor, function).select_related("parent"), uid=uid
    )
    return found


def way_to(request: Any, uid: UUID | None, function: str = "organisation.view") -> list[Organisation]:
    """The organisation of that identity at the end of the way down to it, or 404."""
    found = queries.way(request.actor, function, uid)
    if not found:
        raise Http404
    return found


@screen("organisation.list")
def organisations(request: Any) -> HttpResponse:
    """党组织和单位: begins at the organisation of the post."""
    return _shown(request, way_to(request, None, "organisation.list"), request.GET.get("tab", "below"))


@screen("organisation.view")
def organisation(request: Any, uid: UUID) -> HttpResponse:
    """One organisation."""
    return _shown(request, way_to(request, uid), request.GET.get("tab", "basic"))


def _shown(request: Any, way: list[Organisation], tab: str) -> HttpResponse:
    """The pane of one organisation beside the tree."""
    chosen = way[-1]
    context: dict[str, Any] = {
        "chosen": chosen,
        "tab": tab,
        "tabs_of_file": TABS,
        "set": basic,
        "target": "organisation.view",
    }
    if tab == "below":
        context["list"] = OrganisationList(request.actor, request.GET, chosen)
    elif tab == "units":
        context |= _units(chosen)
    elif tab == "standings":
        context["timeline"] = queries.timeline(chosen)
    elif tab == "history":
        context["changes"] = history.of_row(chosen, basic)
    else:
        context |= {"completeness": basic.completeness(chosen), "violations": basic.violations(chosen, request.today)}
    if not request.htmx:
        context["tree"] = queries.tree(request.actor, chosen)
    return page(request, "organisations/file.html", context, title=str(chosen), crumbs=crumbs(way))


def _units(chosen: Organisation) -> dict[str, Any]:
    """The units of today, its own or its superior's, and those it had."""
    links = chosen.own_units()
    ended = chosen.unit_links.filter(ended_on__isnull=False).select_related("unit").order_by("-ended_on", "pk")
    return {
        "links": links,
        "own": [link for link in links if link.organisation_id == chosen.pk],
        "ended": ended[: history.MOST],
        "situation": basic.items["situation"].text(chosen),
        "unit_set": information,
        "work": information.items["category"].text(links[0].unit) if links else "",
    }


def crumbs(way: list[Organisation]) -> list[tuple[str, str]]:
    """The way from the menu's entry to an organisation."""
    return [
        ("党组织和单位", reverse("organisation.list")),
        *((str(one), reverse("organisation.view", args=[one.uid])) for one in way),
    ]


@screen("organisation.list")
def children(request: Any, uid: UUID) -> HttpResponse:
    """The next hundred children of a node, for the tree."""
    parent = visible(request, uid, "organisation.list")
    start = request.GET.get("start", "0")
    node = queries.children(parent, request.GET.get("after", ""), int(start) if start.isdigit() else 0)
    node.level = (len(parent.path) - len(request.actor.seat.path)) // 3 + 1
    for child in node.children:
        child.level = node.level + 1
    return render(
        request,
        "organisations/tree_children.html",
        {"node": node, "target": request.GET.get("for", "organisation.view")},
    )


@screen("organisation.list")
def node_menu(request: Any, uid: UUID) -> HttpResponse:
    """What may be done to a node of the tree, asked for when its menu is opened: a hundred nodes do not carry it along."""
    return render(request, "organisations/node_menu.html", {"one": visible(request, uid, "organisation.list")})


@screen("organisation.list", "POST")
def found(request: Any) -> HttpResponse:
    """Organisations that fit what was typed into the tree's search box: also those in unopened parts."""
    text = request.POST.get("q", "").strip()
    inside = Organisation.objects.visible_to(request.actor, "organisation.list")
    results = queries.with_those_above(request.actor, queries.find(inside, text) if text else [])
    return render(
        request,
        "organisations/found.html",
        {"results": results, "text": text, "target": request.POST.get("for", "organisation.view")},
    )


@screen("organisation.list", "POST")
def offered(request: Any) -> HttpResponse:
    """What a box for an organisation offers for what was typed into it, whatever the box is called."""
    box = next((name.removesuffix("_text") for name in request.POST if name.endswith("_text")), "")
    text = OrganisationPicker.typed(request.POST, box)
    inside = Organisation.objects.visible_to(request.actor, "organisation.list").filter(state=State.ACTIVE)
    own = Q(pk=request.actor.seat.organisation) | Q(parent=request.actor.seat.organisation)
    rows = queries.find(inside, text) if text else list(inside.filter(own).order_by("path")[: queries.MOST])
    results = queries.with_those_above(request.actor, rows)
    return render(request, "organisations/offered.html", {"results": results, "text": text, "most": queries.MOST})


@screen("organisation.maintain", "GET", "POST")
def edit(request: Any, uid: UUID) -> HttpResponse:
    """维护党组织信息: whole for a superior, leader and contact for the branch itself."""
    way = way_to(request, uid, "organisation.maintain")
    chosen = way[-1]
    act = operations.correct if request.actor.may("organisation.correct", chosen) else operations.maintain
    form = edit_form(request.POST or None, chosen, name_of(act))
    if request.method == "POST" and form.is_valid():
        try:
            act(chosen, actor=request.actor, items=form.items(), version=form.cleaned_data["version"])
            messages.success(request, "保存成功。")
            return go(request, reverse("organisation.view", args=[uid]))
        except Invalid as invalid:
            place_errors(form, invalid)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    context = {"form": form, "chosen": chosen, "set": basic}
    return page(request, "organisations/edit.html", context, title=f"维护 {chosen}", crumbs=crumbs(way))
