"""Where a leaked table came from (泄露溯源): compared with the mark of every copy in sight, and not kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from registry.intake.workbook import table
from registry.kernel.refusals import Refused
from registry.lending import queries
from registry.lending.forms import TraceForm
from registry.security import trail
from registry.web.screens import page, screen

MOST = 600
"""Rows that are compared: of a longer table the first."""


@screen("loan.trace", "GET", "POST")
def trace(request: Any) -> HttpResponse:
    """泄露溯源: which copy a leaked table came from; the table is compared and not kept."""
    form = TraceForm(request.POST, request.FILES) if request.method == "POST" else TraceForm()
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            leaked = _leaked(form)
            context |= {"suspects": queries.traced(request.actor, leaked), "rows": len(leaked)}
            found = [one.loan.number for one in context["suspects"]]
            trail.read(request.actor, "loan.trace", None, rows=len(leaked), found=found)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, "lending/trace.html", context)


def _leaked(form: TraceForm) -> list[list[str]]:
    file = form.cleaned_data["file"]
    if file:
        return table(file.read(), file.name, MOST)
    lines = form.cleaned_data["text"].splitlines()[:MOST]
    return [line.split("\t") for line in lines if line.strip()]
