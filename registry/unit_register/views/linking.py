"""The units of an organisation (所在单位): chosen, looked at in a preview of everything that follows, and then changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from registry.kernel.refusals import Invalid, Refused
from registry.organisations.models import Organisation
from registry.organisations.views import way_to
from registry.unit_register import operations as acts
from registry.unit_register import plans
from registry.unit_register.forms import ROWS, SituateForm, UnlinkForm
from registry.unit_register.views.reading import seen
from registry.units.models import Unit
from registry.units.operations import drafted
from registry.units.queries import alike
from registry.units.sets import details
from registry.web.dialogs import attempt, place_errors
from registry.web.screens import go, page, screen


@screen("organisation.situate", "GET", "POST")
def situate(request: Any, uid: UUID) -> HttpResponse:
    """变更所在单位: which units, which of them is the main one, from when on."""
    way = way_to(request, uid, "organisation.situate")
    chosen, typed = way[-1], request.POST
    rows = int(typed["rows"]) if typed.get("rows", "").isdigit() else ROWS
    form = SituateForm(typed or None, organisation=chosen, actor=request.actor, rows=rows + 2 * ("more" in typed))
    context: dict[str, Any] = {"form": form, "chosen": chosen}
    if typed and "more" not in typed and form.is_valid():
        if "confirm" in typed and attempt(request, acts.situate, chosen, form) is not None:
            return go(request, _units_of(chosen))
        context |= _previewed(request, chosen, form)
    return _page(request, "unit_register/situate.html", context, way, "变更所在单位")


@screen("organisation.unlink", "GET", "POST")
def unlink(request: Any, uid: UUID) -> HttpResponse:
    """解除单位关联: what follows is shown before it is done."""
    way = way_to(request, uid, "organisation.unlink")
    chosen, form = way[-1], UnlinkForm(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid() and attempt(request, acts.unlink, chosen, form) is not None:
        return go(request, _units_of(chosen))
    try:
        context: dict[str, Any] = {"plan": _told(plans.leaving(chosen, request.today, ""))}
    except Refused as refusal:
        context = {"refusal": str(refusal)}
    return _page(request, "unit_register/unlink.html", {"form": form, "chosen": chosen} | context, way, "解除单位关联")


def _previewed(request: Any, chosen: Organisation, form: SituateForm) -> dict[str, Any]:
    """The plan of what would be written; whatever stands against it goes into the form."""
    given = form.inputs()
    try:
        units = [one if isinstance(one, Unit) else drafted(chosen, one, request.actor) for one in given["units"]]
        plan = plans.situating(chosen, given["situation"], units, given["effective_on"], given["after"])
    except Invalid as invalid:
        place_errors(form, invalid)
        return {}
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return {}
    maybe = [(one, alike(one.name)) for one in units if one.pk is None]
    return {"plan": _told(plan), "maybe": maybe, "seen": seen(request, [unit for _, near in maybe for unit in near])}


def _told(plan: plans.Situating) -> dict[str, Any]:
    """The plan in words."""
    build = details.items["party_build"]
    return {
        "digest": plan.digest, "situation": plan.situation, "changes": plan.changes, "ended": plan.ended, "begun": plan.begun,
        "kept": plan.kept, "sharing": plan.sharing, "stranded": plan.stranded, "misfits": plan.misfits,
        "unsettled": plan.unsettled, "superior_units": plan.superior_units,
        "builds": [(unit, build.text(unit), build.text(Unit(party_build=code))) for unit, code in plan.builds],
    }  # fmt: skip


def _units_of(chosen: Organisation) -> str:
    return f"{reverse('organisation.view', args=[chosen.uid])}?tab=units"


def _page(request: Any, template: str, context: dict[str, Any], way: list[Organisation], title: str) -> HttpResponse:
    base = reverse("organisation.list")
    crumbs = [("党组织和单位", base), *((str(one), _units_of(one)) for one in way), (title, "")]
    return page(request, template, context, title=f"{title} {way[-1]}", crumbs=crumbs)
