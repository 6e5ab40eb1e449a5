"""What an organisation's operations ask of a person (党组织表单), and the box in which one is looked for (党组织选择框)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from registry.organisations.models import Organisation
from registry.organisations.sets import basic
from registry.security.actors import Actor
from registry.units.models import Unit
from registry.units.queries import same
from registry.units.sets import information
from registry.web.forms import DayField
from registry.web.set_forms import ItemFormField, SetForm, set_form

CREATED = (
    "name",
    "short_name",
    "category",
    "subordination",
    "secretary",
    "contact",
    "phone",
    "founded_on",
    "situation",
)
SEPARATOR = re.compile(r"[；;、\n]")
UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class UnitsField(forms.CharField):
    """Units by their names, several parted by ；."""

    widget = forms.TextInput({"class": "input", "autocomplete": "off"})


@dataclass(frozen=True, slots=True)
class Picked:
    """What a picker sends: the identity of the choice, and what stands in the box."""

    uid: str
    text: str


class OrganisationPicker(forms.TextInput):
    """A box the server looks in while one types (combobox-remote.js); `offers` is the address that answers."""

    template_name = "organisations/picker.html"
    hint = "名称、代码、拼音首字母、单位"
    results = "查到的党组织"

    def __init__(self, offers: str = "organisation.list-offered") -> None:
        super().__init__({"class": "input"})
        self.offers = offers

    @staticmethod
    def typed(data: Any, name: str) -> str:
        """What stands in the box."""
        return str(data.get(f"{name}_text", "")).strip()[:120]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Picked:
        return Picked(data.get(name, ""), self.typed(data, name))

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        picked = (
            Picked("", "") if not value else value if isinstance(value, Picked) else Picked(str(value.uid), str(value))
        )
        words = {"hint": self.hint, "results": self.results}
        return super().get_context(name, picked.text, attrs) | {"picked": picked, "offers": self.offers} | words


class OrganisationField(forms.Field):
    """One organisation among `inside`, chosen from what was found or written in full."""

    inside: QuerySet[Organisation] = Organisation.objects.none()

    def clean(self, value: Picked) -> Organisation | None:
        if not value.uid and not value.text:
            if not self.required:
                return None
            raise ValidationError("请选择党组织：写名称、代码、拼音首字母或单位，再从查找结果中选择。")
        found = self._meant(value)
        if len(found) > 1:
            raise ValidationError(f"叫“{value.text}”的党组织不止一个：请在查找结果中按上级辨认，选择一个。")
        if not found:
            raise ValidationError(f"没有选定党组织：请在“{value.text}”的查找结果中选择一个，或写全名称或代码。")
        return found[0]

    def named(self, text: str) -> Organisation | None:
        """The one of that identity, if it may be chosen here."""
        return self.inside.filter(uid=text).first() if UUID_TEXT.fullmatch(text) else None

    def _meant(self, value: Picked) -> list[Organisation]:
        """The one chosen, or at most two that are called exactly so."""
        if value.uid:
            return list(self.inside.filter(uid=value.uid)) if UUID_TEXT.fullmatch(value.uid) else []
        named = Q(name=value.text) | Q(short_name=value.text) | Q(code=value.text)
        return list(self.inside.filter(named)[:2])


def create_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> CreateForm:
    """The form for an organisation below `subject`."""
    extra = {
        "unit_names": UnitsField(
            label="单位名称", required=False, help_text="法人单位填全称；联合党支部填各单位全称，用“；”分隔，第一个为主要单位。"
        ),
        "unit_codes": UnitsField(
            label="单位代码", required=False, help_text="统一社会信用代码，与单位名称一一对应，用“；”分隔；暂无代码的填0。"
        ),
        "unit_category": _unit_field("category"),
        "unit_party_build": _unit_field("party_build"),
    }  # fmt: skip
    made = set_form(basic, CREATED, extra=extra)
    return type("CreateForm", (CreateForm, made), {})(data, files)


def _unit_field(name: str) -> ItemFormField:
    return ItemFormField(information.items[name], required=False)


class CreateForm(SetForm):
    """An organisation and its units."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names, codes = _parts(cleaned.get("unit_names")), _parts(cleaned.get("unit_codes"))
        if names and len(codes) not in (0, len(names)):
            self.add_error(
                "unit_codes", f"填了{len(names)}个单位名称、{len(codes)}个单位代码，请一一对应；暂无代码的填0。"
            )
        cleaned["units"] = [
            self._unit(name, code, cleaned) for name, code in zip(names, codes or ["0"] * len(names), strict=False)
        ]
        return cleaned

    def _unit(self, name: str, code: str, cleaned: dict[str, Any]) -> Unit | dict[str, Any]:
        """The unit of that code or name if it is registered, else what a new one is made of."""
        parsed = information.items["code"].field.parse(code)
        for problem in parsed.problems:
            if parsed.refused:
                self.add_error("unit_codes", ValidationError(f"“{name}”：{problem.message}", code=problem.rule))
        known = same(name, parsed.value or "")
        items = {"category": cleaned.get("unit_category") or "", "party_build": cleaned.get("unit_party_build") or ""}
        return known or {"name": name, "code": parsed.value or "0", **items}

    def inputs(self) -> dict[str, Any]:
        """What `organisations.create` is given."""
        return {"items": self.items(), "units": self.cleaned_data["units"]}


def _parts(text: str | None) -> list[str]:
    return [part.strip() for part in SEPARATOR.split(text or "") if part.strip()]


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


def edit_form(data: Any, organisation: Organisation, function: str) -> SetForm:
    """The form over the items that `function` may change."""
    allowed = basic.editable(function)
    names = [name for name in basic.items if name in allowed and name != "situation"]
    made = set_form(basic, names, organisation, {"version": forms.IntegerField(widget=forms.HiddenInput)})
    return made(data, initial={"version": organisation.version})
