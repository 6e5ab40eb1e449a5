"""Pages of the organisations (党组织和单位): the tree, one organisation, its subordinates, its changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from registry.organisations import operations, queries, tree
from registry.organisations.file_tabs import FileTab, add, chosen_among, tabs_of
from registry.organisations.forms.arranging import ArrangeForm
from registry.organisations.forms.picking import OrganisationPicker
from registry.organisations.lists import OrganisationList
from registry.organisations.models import Organisation, State
from registry.organisations.sets import basic, details
from registry.security import history
from registry.security.matrix import functions
from registry.security.operation import name_of
from registry.units.sets import information
from registry.web.dialogs import attempt
from registry.web.incoming import whole
from registry.web.screens import go, page, screen
from registry.web.set_forms import correcting_form


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


def _shown(request: Any, way: list[Organisation], key: str) -> HttpResponse:
    """The pane of one organisation beside the tree."""
    chosen = way[-1]
    tabs = tabs_of(chosen)
    tab = chosen_among(tabs, key)
    context = {"chosen": chosen, "tab": tab, "tabs_of_file": tabs, "target": "organisation.view"}
    context |= tab.context(request, chosen)
    if not request.htmx:
        context["tree"] = tree.tree(request.actor, chosen)
    return page(request, "organisations/file.html", context, title=str(chosen), crumbs=crumbs(way))


def _basic(request: Any, chosen: Organisation) -> dict[str, Any]:
    """The items it has, part by part, with what is missing and what is wrong."""
    parts = [
        (part.label, [(item, item.text(chosen), item.counted) for item in items])
        for part, items in details.parts_for(chosen)
    ]
    return {
        "completeness": details.completeness(chosen),
        "violations": basic.violations(chosen, request.today),
        "parts": parts,
    }


def _units(request: Any, chosen: Organisation) -> dict[str, Any]:
    """The units of today, its own or its superior's, and those it had."""
    links = chosen.own_units()
    ended = chosen.unit_links.filter(ended_on__isnull=False).select_related("unit").order_by("-ended_on", "pk")
    return {
        "links": links,
        "own": [link for link in links if link.organisation_id == chosen.pk],
        "ended": ended[: history.MOST],
        "situation": details.items["situation"].text(chosen),
        "unit_set": information,
        "work": information.items["category"].text(links[0].unit) if links else "",
    }


def _below(request: Any, chosen: Organisation) -> dict[str, Any]:
    return {"list": OrganisationList(request.actor, request.GET, chosen)}


def _standings(request: Any, chosen: Organisation) -> dict[str, Any]:
    return {"timeline": queries.timeline(chosen)}


def _history(request: Any, chosen: Organisation) -> dict[str, Any]:
    return {"changes": history.of_row(chosen, details)}


def _has_some_below(organisation: Organisation) -> bool:
    return not organisation.is_branch


add(
    FileTab("basic", "基本信息", 10, "organisations/basic.html", _basic),
    FileTab("units", "所在单位", 20, "organisations/units.html", _units),
    FileTab("below", "下级党组织", 60, "organisations/below.html", _below, _has_some_below),
    FileTab("standings", "沿革", 70, "organisations/standings.html", _standings),
    FileTab("history", "变更记录", 100, "web/parts/history.html", _history),
)


def crumbs(way: list[Organisation]) -> list[tuple[str, str]]:
    """The way from the menu's entry to an organisation."""
    return [
        ("党组织和单位", reverse("organisation.list")),
        *((str(one), reverse("organisation.view", args=[one.uid])) for one in way),
    ]


def _target(asked: Mapping[str, str]) -> str:
    """Which page a node of the tree opens: the list it stands beside, else the organisation's file."""
    name = asked.get("for", "")
    return name if name in functions() and name.endswith(".list") else "organisation.view"


@screen("organisation.list")
def children(request: Any, uid: UUID) -> HttpResponse:
    """The next hundred children of a node, or of those hidden between two, for the tree."""
    parent = visible(request, uid, "organisation.list")
    after, until, start = (request.GET.get(name, "") for name in ("after", "until", "start"))
    node = tree.children(parent, after, until, whole(start, 0, 10**9))
    node.level = (len(parent.path) - len(request.actor.seat.path)) // 3 + 1
    for child in node.children:
        child.level = node.level + 1
    return render(
        request,
        "organisations/tree_children.html",
        {"node": node, "target": _target(request.GET)},
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
        {"results": results, "text": text, "target": _target(request.POST)},
    )


@screen("organisation.list", "POST")
def offered(request: Any) -> HttpResponse:
    """What a box for an organisation offers for what was typed into it, whatever the box is called."""
    box = next((name.removesuffix("_text") for name in request.POST if name.endswith("_text")), "")
    text = OrganisationPicker.typed(request.POST, box)
    inside = Organisation.objects.visible_to(request.actor, "organisation.list").filter(state=State.ACTIVE)
    results = queries.offers(request.actor, inside, text)
    return render(request, "organisations/offered.html", {"results": results, "text": text, "most": queries.MOST})


@screen("organisation.maintain", "GET", "POST")
def edit(request: Any, uid: UUID) -> HttpResponse:
    """维护党组织信息: whole for a superior, leader and contact for the branch itself."""
    way = way_to(request, uid, "organisation.maintain")
    chosen = way[-1]
    act = operations.correct if request.actor.may("organisation.correct", chosen) else operations.maintain
    form = correcting_form(
        details, chosen, name_of(act), request.POST or None, actor=request.actor, without=["situation"]
    )
    if request.method == "POST" and form.is_valid() and attempt(request, act, chosen, form) is not None:
        return go(request, reverse("organisation.view", args=[uid]))
    context = {"form": form, "chosen": chosen, "parts": form.parts(chosen)}
    return page(request, "organisations/edit.html", context, title=f"维护 {chosen}", crumbs=crumbs(way))


@screen("organisation.arrange", "GET", "POST")
def arrange(request: Any, uid: UUID) -> HttpResponse:
    """党组织排序: what stands directly below one organisation, each at the place its number says."""
    way = way_to(request, uid, "organisation.arrange")
    chosen = way[-1]
    form = ArrangeForm(request.POST or None, chosen)
    if request.method == "POST" and form.is_valid() and attempt(request, operations.arrange, chosen, form) is not None:
        return go(request, reverse("organisation.view", args=[uid]) + "?tab=below")
    context = {"form": form, "chosen": chosen}
    return page(request, "organisations/arrange.html", context, title=f"{chosen} 排序", crumbs=crumbs(way))
