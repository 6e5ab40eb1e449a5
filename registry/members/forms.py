"""What a member's operations ask of a person (党员表单)."""

from __future__ import annotations

from typing import Any

from django import forms

from registry.kernel.refusals import Level
from registry.members.models import Member
from registry.members.sets import basic
from registry.security.actors import Actor
from registry.security.models import StoredFile
from registry.web import attachments
from registry.web.forms import DocumentField
from registry.web.set_forms import SetForm, set_form


def edit_form(data: Any, files: Any, member: Member, function: str, actor: Actor) -> SetForm:
    """The form over the items that `function` may change, with the document a key item needs."""
    allowed = basic.editable(function, actor.items(function))
    names = [name for name in basic.items if name in allowed]
    extra: dict[str, forms.Field] = {"version": forms.IntegerField(widget=forms.HiddenInput)}
    if allowed.intersection(basic.keys):
        labels = "、".join(basic.items[name].label for name in basic.keys)
        extra["basis"] = DocumentField(
            help_text=f"修改{labels}，或确认与规则不符但属实的，须上传依据材料。{attachments.HELP}"
        )
    made = set_form(basic, names, member, extra)
    return made(data, files, initial={"version": member.version})


def kept(form: forms.Form) -> StoredFile | None:
    """The document of the form, sealed and kept."""
    file = form.cleaned_data.get("basis")
    return StoredFile.put(file.name, attachments.kind_of(file.name, file), file.read()) if file else None


def explain_form(data: Any, files: Any, *, subject: Member, actor: Actor) -> ExplainForm:
    return ExplainForm(data, files, member=subject, actor=actor)


class ExplainForm(forms.Form):
    """Which problem, and why it is none (情况说明)."""

    rule = forms.ChoiceField(label="校核问题", widget=forms.Select({"class": "select"}))
    text = forms.CharField(label="情况说明", max_length=500, widget=forms.Textarea({"class": "textarea", "rows": 4}))
    basis = DocumentField()

    def __init__(self, data: Any, files: Any, *, member: Member, actor: Actor) -> None:
        super().__init__(data, files)
        open_ones = [one for one in basic.violations(member, actor.today) if one.level is not Level.REFUSE]
        self.fields["rule"].choices = [  # type: ignore[attr-defined]
            (one.rule, f"{one.rule} {one.message}") for one in open_ones
        ]

    def inputs(self) -> dict[str, Any]:
        """What `members.explain` is given."""
        return {"rule": self.cleaned_data["rule"], "text": self.cleaned_data["text"], "basis": kept(self)}
