"""What every change of organisations rests on (批准文件), and the form for another name (更名表单)."""

from __future__ import annotations

from typing import Any

from django import forms

from registry.organisations.models import Organisation
from registry.organisations.sets import basic
from registry.security.actors import Actor
from registry.web.forms import DayField
from registry.web.set_forms import SetForm, set_form

PAPER = ("effective_on", "document", "reason")
"""What every change of organisations rests on."""


def paper_fields(actor: Actor, *, reasoned: bool = False) -> dict[str, forms.Field]:
    """The document, its day and the reason, which is asked for where the organisation ends (R-155, R-158)."""
    return {
        "effective_on": DayField(
            label="生效日期", initial=actor.today.isoformat(), help_text="批准文件上的日期；可以补办以前的，不能提前办以后的。"
        ),
        "document": forms.CharField(label="批准文号", max_length=60, widget=forms.TextInput({"class": "input"})),
        "reason": forms.CharField(
            label="变动原因", max_length=200, required=reasoned, widget=forms.TextInput({"class": "input"})
        ),
    }  # fmt: skip


def paper_of(form: forms.Form) -> dict[str, Any]:
    """What was filled in there, as an operation takes it."""
    return {name: form.cleaned_data[name] for name in PAPER}


def rename_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> RenameForm:
    """The form for another name, beginning with the present one."""
    made = set_form(basic, ("name", "short_name"), subject, paper_fields(actor))
    return type("RenameForm", (RenameForm, made), {})(data, files)


class RenameForm(SetForm):
    """Another name and what it rests on."""

    def inputs(self) -> dict[str, Any]:
        """What `organisations.rename` is given."""
        return {"items": self.items()} | paper_of(self)
