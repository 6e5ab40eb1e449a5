"""Dialogs over the rows of a set that repeats (多条信息集): add, change, take out; all three from its declaration."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path

from registry.kernel.sets import InformationSet
from registry.web.dialogs import attempt, shown
from registry.web.forms import DocumentField, upload_of
from registry.web.screens import go, screen
from registry.web.set_forms import SetForm, set_form

Keep = Callable[..., Any]
"""The operation that keeps the rows: `keep(owner, actor, items, row, version, paper)`; without items the row goes."""


class RowForm(SetForm):
    """One row, and a paper that proves it."""

    row: UUID | None = None

    def inputs(self) -> dict[str, Any]:
        """What the keeping operation is given."""
        given = {"items": self.items(), "row": self.row, "version": self.cleaned_data.get("version") or 0}
        return given | {"paper": upload_of(self.cleaned_data.get("paper"))}


class RemovalForm(forms.Form):
    """The row as it was seen is taken out."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, row: Any) -> None:
        super().__init__(data, initial={"version": row.version})
        self.row, self.lead = row.uid, f"“{row}”将连同它的附件一起删除，不能恢复；只是内容有误的，请用“修改”。"

    def inputs(self) -> dict[str, Any]:
        """What the keeping operation is given."""
        return {"items": None, "row": self.row, "version": self.cleaned_data["version"]}


def row_form(information: InformationSet, data: Any, files: Any, row: Any = None) -> RowForm:
    """The form over every item; of a row that is there, with its values and its version."""
    extra: dict[str, forms.Field] = {"paper": DocumentField(label="附件")}
    if row is not None:
        extra["version"] = forms.IntegerField(widget=forms.HiddenInput)
    made = set_form(information, information.items, row, extra)
    kind: type[RowForm] = type("RowForm", (RowForm, made), {"row": getattr(row, "uid", None)})
    return kind(data, files, initial={"version": getattr(row, "version", 0)})


def row_dialogs(
    information: InformationSet,
    keep: Keep,
    owner: type[models.Model],
    owner_of: Callable[[Any], Any],
    done: Callable[[Any], str],
) -> list[URLPattern]:
    """`<uid of the owner>/<verb>/` adds a row, `<verb>/<uid of the row>/` changes it, `…/remove/` takes it out."""
    name = information.function
    verb = name.split(".")[1]

    @screen(name, "GET", "POST")
    def add(request: Any, uid: UUID) -> HttpResponse:
        subject = get_object_or_404(_visible(owner, request, name), uid=uid)
        form = row_form(information, request.POST or None, request.FILES or None)
        return _answered(request, subject, form, "新增")

    @screen(name, "GET", "POST")
    def change(request: Any, uid: UUID) -> HttpResponse:
        row = get_object_or_404(_visible(information.model, request, name), uid=uid)
        form = row_form(information, request.POST or None, request.FILES or None, row)
        return _answered(request, owner_of(row), form, "修改")

    @screen(name, "GET", "POST")
    def remove(request: Any, uid: UUID) -> HttpResponse:
        row = get_object_or_404(_visible(information.model, request, name), uid=uid)
        form = RemovalForm(request.POST or None, row)
        return _answered(request, owner_of(row), form, "删除")

    def _answered(request: Any, subject: Any, form: Any, act: str) -> HttpResponse:
        if request.method == "POST" and form.is_valid() and attempt(request, keep, subject, form) is not None:
            return go(request, done(subject))
        return shown(request, name, subject, form, heading=f"{information.label} · {act}")

    at = partial("{}/<uuid:uid>/{}".format, verb)
    return [
        path(f"<uuid:uid>/{verb}/", add, name=name),
        path(at(""), change, name=f"{name}-change"),
        path(at("remove/"), remove, name=f"{name}-remove"),
    ]


def _visible(model: type[models.Model], request: Any, name: str) -> Any:
    return model._default_manager.all().visible_to(request.actor, name)  # type: ignore[attr-defined]
