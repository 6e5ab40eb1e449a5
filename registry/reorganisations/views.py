"""Pages of what was (组织沿革页面): the tree of another day, the changes between two days."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse

from registry.organisations.views import crumbs, way_to
from registry.reorganisations import queries
from registry.web.forms import DayField
from registry.web.screens import page, screen


@screen("organisation.view")
def as_of(request: Any, uid: UUID) -> HttpResponse:
    """截至日期: an organisation and what stood below it on another day."""
    way = way_to(request, uid)
    day, wrong = _day(request, "day", request.today)
    context = {
        "chosen": way[-1],
        "day": day,
        "wrong": wrong,
        "then": queries.on(day, way[-1], request.actor.seat.path),
    }
    return page(request, "reorganisations/as_of.html", context, title=f"{way[-1]} 截至日期", crumbs=crumbs(way))


@screen("organisation.view")
def changes(request: Any, uid: UUID) -> HttpResponse:
    """组织变动: what changed below an organisation between two days."""
    way = way_to(request, uid)
    last, wrong = _day(request, "until", request.today)
    first, wrong_first = _day(request, "since", date(last.year - 1, 12, 31))
    found, more = queries.between(first, last, way[-1])
    context = {
        "chosen": way[-1], "since": first, "until": last, "wrong": wrong or wrong_first, "changes": found, "more": more,
        "most": queries.MOST,
    }  # fmt: skip
    return page(request, "reorganisations/changes.html", context, title=f"{way[-1]} 组织变动", crumbs=crumbs(way))


def _day(request: Any, name: str, usual: date) -> tuple[date, str]:
    """The day in the address, read as in any form; what is wrong with it otherwise."""
    written = request.GET.get(name, "")
    if not written:
        return usual, ""
    try:
        day = DayField().clean(written)
    except ValidationError as wrong:
        return usual, f"“{written[:20]}”读不出是哪一天：{wrong.messages[0]}现按{usual:%Y-%m-%d}显示。"
    return day or usual, ""
