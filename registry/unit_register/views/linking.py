"""The units of an organisation (所在单位): chosen, looked at in a preview of everything that follows, and then changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from registry.organisations.models import Organisation
from registry.organisations.views import way_to
from registry.unit_register import operations as acts
from registry.unit_register.forms.linking import SituateForm
from registry.unit_register.views.reading import seen
from registry.units.queries import alike
from registry.web.dialogs import Outcome, answered
from registry.web.screens import go, page, screen

TITLE = "变更所在单位"


@screen("organisation.situate", "GET", "POST")
def situate(request: Any, uid: UUID) -> HttpResponse:
    """变更所在单位: which units, which of them is the main one, from when on."""
    way = way_to(request, uid, "organisation.situate")
    chosen = way[-1]
    form = SituateForm(request.POST or None, organisation=chosen, actor=request.actor)
    outcome = answered(request, acts.situate, chosen, form) if "more" not in request.POST else Outcome()
    if outcome.done is not None:
        return go(request, units_of(chosen))
    maybe = [(one, alike(one.name)) for one in form.new] if outcome.plan else []
    known = seen(request, [unit for _, near in maybe for unit in near])
    context = {"form": form, "chosen": chosen, "plan": outcome.plan, "maybe": maybe, "seen": known}
    crumbs = [("党组织和单位", reverse("organisation.list")), *((str(one), units_of(one)) for one in way), (TITLE, "")]
    return page(request, "unit_register/situate.html", context, title=f"{TITLE} {chosen}", crumbs=crumbs)


def units_of(chosen: Organisation) -> str:
    """Where the units of an organisation are looked at."""
    return f"{reverse('organisation.view', args=[chosen.uid])}?tab=units"
