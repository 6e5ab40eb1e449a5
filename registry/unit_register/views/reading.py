"""Reading units (查看单位): one unit's file, what was done to units, what boxes offer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from registry.organisations import queries as tree
from registry.organisations.forms.picking import OrganisationPicker
from registry.security import history
from registry.unit_register.forms.maintaining import keepers as places
from registry.unit_register.lists import MARKS, STATES, state_of
from registry.units import queries
from registry.units.models import Unit, UnitChange
from registry.units.sets import details, parts_for
from registry.units.sets.details import PARTS
from registry.web.screens import page, screen

TABS = (("basic", "单位信息"), ("links", "关联党组织"), ("history", "变更记录"))
OFFERED = 20


def visible(request: Any, uid: UUID, function: str = "unit.view") -> Unit:
    """The unit of that identity, or 404: for reading also one that an organisation in sight belongs to."""
    units = Unit.objects.in_sight if function == "unit.view" else Unit.objects.visible_to
    found: Unit = get_object_or_404(units(request.actor, function).select_related("keeper"), uid=uid)
    return found


@screen("unit.view")
def unit(request: Any, uid: UUID) -> HttpResponse:
    """One unit's file."""
    found = visible(request, uid)
    tab, state = request.GET.get("tab", "basic"), state_of(found)
    context: dict[str, Any] = {
        "unit": found, "tab": tab, "tabs_of_file": TABS, "completeness": details.completeness(found),
        "state": (MARKS[state], STATES[state][0]), "category": details.items["category"].text(found),
        "kept_elsewhere": not request.actor.may("unit.correct", found),
    }  # fmt: skip
    if tab == "links":
        context["links"] = found.links.select_related("organisation__parent").order_by("-main", "pk")
        ended = found.organisation_links.filter(ended_on__isnull=False)
        context["ended"] = ended.select_related("organisation").order_by("-ended_on", "pk")[: history.MOST]
    elif tab == "history":
        context["changes"] = history.of_row(found, details)
        context["acts"] = found.changes_made.select_related("keeper").order_by("-pk")[: history.MOST]
    else:
        context |= _information(found) | {"violations": details.violations(found, request.today)}
    crumbs = [("单位", reverse("unit.list")), (found.name, "")]
    return page(request, "unit_register/file.html", context, title=found.name, crumbs=crumbs)


def _information(found: Unit) -> dict[str, Any]:
    """The parts that such a unit has, and in words those it has not."""
    parts = parts_for(found)
    texts = [(part.label, [(item, item.text(found), item.counted) for item in items]) for part, items in parts]
    there = {part.label for part, _ in parts}
    return {"parts": texts, "absent": [part.label for part in PARTS if part.label not in there]}


@screen("unit.list")
def changes(request: Any) -> HttpResponse:
    """单位变动: conversions and deletions in sight, which can be taken back."""
    rows = UnitChange.objects.visible_to(request.actor, "unit.list").select_related("keeper").order_by("-pk")
    crumbs = [("单位", reverse("unit.list")), ("单位变动", "")]
    return page(
        request, "unit_register/changes.html", {"acts": rows[: history.MOST], "most": history.MOST}, title="单位变动",
        crumbs=crumbs,
    )  # fmt: skip


@screen("unit.register", "POST")
def alike(request: Any) -> HttpResponse:
    """Units that may be the one that is being typed: the same name or code, then similar names."""
    name, code = (details.items[key].field.parse(request.POST.get(key, "")).value or "" for key in ("name", "code"))
    same = queries.same(name, code)
    near = [one for one in queries.alike(name) if one != same] if name else []
    context = {"same": same, "alike": near, "seen": seen(request, [*near, *filter(None, [same])])}
    return render(request, "unit_register/alike.html", context)


def seen(request: Any, units: Iterable[Unit]) -> set[int]:
    """Which of these the actor may open; of the others only name, code and keeper are told."""
    rows = Unit.objects.in_sight(request.actor, "unit.view").filter(pk__in=[one.pk for one in units])
    return set(rows.values_list("pk", flat=True))


@screen("organisation.situate", "POST")
def found(request: Any) -> HttpResponse:
    """What a unit's box offers: units in sight that fit, and the one anywhere that is called exactly so."""
    name = next((key for key in request.POST if key.startswith("unit") and key.endswith("_text")), "unit0_text")
    text = request.POST.get(name, "").strip()[:120]
    inside = queries.fitting(Unit.objects.in_sight(request.actor, "unit.view"), text)
    results = list(inside.select_related("keeper").order_by("name")[:OFFERED])
    exact = queries.meant(text) if text else None
    if exact and exact not in results:
        results.insert(0, exact)
    return render(request, "unit_register/offered.html", {"results": results, "text": text, "most": OFFERED})


@screen("unit.entrust", "POST")
def keepers(request: Any) -> HttpResponse:
    """What the box of another keeper offers: for nothing, the own organisation and those directly below."""
    text = OrganisationPicker.typed(request.POST, "keeper")
    results = tree.offers(request.actor, places(request.actor), text)
    return render(request, "organisations/offered.html", {"results": results, "text": text, "most": tree.MOST})
