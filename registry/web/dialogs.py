"""Dialogs (业务对话框): an operation and a form make an address, a confirmation, errors and a way on; no view by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse

from registry.kernel.plans import Plan
from registry.kernel.refusals import Invalid, Refused
from registry.security import trail
from registry.security.matrix import functions, label
from registry.security.operation import name_of
from registry.web.menu import current
from registry.web.screens import go, page, screen

FormMaker = Callable[..., forms.Form]
Done = str | Callable[[Any], str]
"""The screen of the subject, by its name; or the address to go on to, worked out from what the operation gave."""
AGREED = "agreed"
"""What the person has seen and agrees to: the digest of a plan."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a form: what the operation gave, once it is done; its plan, where that is to be agreed to first."""

    done: Any = None
    plan: Plan | None = None


@runtime_checkable
class Addressed(Protocol):
    """A field whose value has a name that may stand in an address."""

    def named(self, text: str) -> Any:
        """The value of that name; None if there is none the person may choose."""


def dialogs(
    model: type[models.Model], forms_of: Mapping[Callable[..., Any], FormMaker], *, prefix: str = "", done: Done
) -> list[URLPattern]:
    """`<prefix>/<uid>/<verb>/` for each operation, named by its function; afterwards on to the screen `done`."""
    return [_pattern(model, act, maker, prefix, done) for act, maker in forms_of.items()]


def _pattern(
    model: type[models.Model], act: Callable[..., Any], maker: FormMaker, prefix: str, done: Done
) -> URLPattern:
    name = name_of(act)

    @screen(name, "GET", "POST")
    def dialog(request: Any, uid: Any) -> HttpResponse:
        visible = model._default_manager.all().visible_to(request.actor, name)  # type: ignore[attr-defined]
        subject = get_object_or_404(visible, uid=uid)
        form = maker(request.POST or None, request.FILES or None, subject=subject, actor=request.actor)
        _begin(form, request.GET)
        outcome = answered(request, act, subject, form)
        if outcome.done is not None:
            way_on = done(outcome.done) if callable(done) else reverse(done, args=[_uid_of(outcome.done, subject)])
            return go(request, way_on)
        if visible.people:
            trail.read(request.actor, name, subject)
        back = "" if callable(done) else reverse(done, args=[subject.uid])
        return shown(request, name, subject, form, outcome.plan, back=back)

    head = f"{prefix}/" if prefix else ""
    return path(f"{head}<uuid:uid>/{name.split('.')[1]}/", dialog, name=name)


def _begin(form: forms.Form, asked: Mapping[str, str]) -> None:
    """A field that can be named in the address begins with what is named there (`?parent=…`), as long as nothing was sent."""
    for name, field in form.fields.items():
        if name in asked and isinstance(field, Addressed):
            form.initial[name] = field.named(asked[name])


def answered(request: Any, act: Callable[..., Any], subject: Any, form: Any) -> Outcome:
    """Do what the form says; where it can tell beforehand what that is, only after the person has seen and agreed."""
    if request.method != "POST" or not form.is_valid():
        return Outcome()
    plan = preview(form)
    if not form.is_valid() or (plan and plan.digest != request.POST.get(AGREED)):
        return Outcome(plan=plan)
    return Outcome(attempt(request, act, subject, form), plan)


def preview(form: Any) -> Plan | None:
    """What the operation will do, where the form can say it beforehand (预演); on refusal the form says why."""
    if not hasattr(form, "plan"):
        return None
    try:
        plan: Plan = form.plan()
        return plan
    except Invalid as invalid:
        place_errors(form, invalid)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def attempt(request: Any, act: Callable[..., Any], subject: Any, form: Any) -> Any:
    """Do the operation with what the form gives; on refusal the form says why and None comes back."""
    try:
        result = act(subject, actor=request.actor, **form.inputs())
    except Invalid as invalid:
        place_errors(form, invalid)
        return None
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, f"{label(name_of(act))}：已完成。")
    return result if result is not None else subject


def place_errors(form: forms.Form, invalid: Invalid) -> None:
    """Violations on their fields, those of other places on top."""
    for violation in invalid.violations:
        place = violation.field if violation.field in form.fields else None
        form.add_error(place, ValidationError(violation.message, code=violation.rule))


def _uid_of(result: Any, subject: Any) -> Any:
    return result.uid if hasattr(result, "uid") and type(result) is type(subject) else subject.uid


def shown(
    request: Any,
    name: str,
    subject: Any,
    form: forms.Form,
    plan: Plan | None = None,
    *,
    heading: str = "",
    back: str = "",
) -> HttpResponse:
    """The fragment for an open dialog, or a page of its own without JavaScript; `back` is the subject's screen."""
    status = 422 if form.errors and request.htmx else 200
    context = {"form": form, "subject": subject, "heading": heading or label(name), "action": request.get_full_path()}
    context |= {"plan": plan, "previews": hasattr(form, "plan")}
    if request.htmx:
        return render(request, "web/dialog.html", context, status=status)
    home = current(name)
    above = [(str(subject), back)] if back else [(label(home), reverse(home))] if home in functions() else []
    context["back"] = above[0][1] if above else "/"
    return page(request, "web/dialog_page.html", context, title=label(name), crumbs=[*above, (label(name), "")])
