"""Printing the official forms (打印采集表); every sheet of paper leaves its trace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from registry.members.models import Member
from registry.members.views import visible as visible_member
from registry.organisations.views import visible as visible_organisation
from registry.printing import collection_forms, filling
from registry.security import trail
from registry.web.screens import screen


@screen("member.print")
def one(request: Any, uid: UUID) -> HttpResponse:
    """The form of one member; in large type if asked for."""
    return member_forms(request, [visible_member(request, uid, "member.print")])


@screen("organisation.print")
def organisation(request: Any, uid: UUID) -> HttpResponse:
    """The form of one organisation and its units."""
    place = visible_organisation(request, uid, "organisation.print")
    trail.read(request.actor, "organisation.print", place)
    made = collection_forms.organisation_forms([filling.organisation_form(place)], mark=filling.mark(request.actor))
    return _pdf(made, f"党组织采集表 {place.short_name}")


def member_forms(request: Any, rows: Sequence[Member], number: str = "") -> HttpResponse:
    """The forms of some members; of several with a list on top, and the number under which the paper is lent."""
    made = collection_forms.member_forms(
        [filling.member_form(row) for row in rows],
        mark=filling.mark(request.actor, number),
        cover=len(rows) > 1,
        large_type=request.GET.get("large") == "1",
    )
    trail.read_all(request.actor, "member.print", rows, **({"loan": number} if number else {}))
    return _pdf(made, "党员采集表" if len(rows) == 1 else f"党员采集表 {len(rows)}人")


def _pdf(content: bytes, name: str) -> HttpResponse:
    """The sheets, to be looked at before they are printed."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = str(content_disposition_header(False, f"{name}.pdf"))
    response["X-Content-Type-Options"] = "nosniff"
    return response
