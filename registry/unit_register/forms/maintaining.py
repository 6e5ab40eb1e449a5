"""What is asked about a unit itself (单位信息表单): its items, another keeper, another category, why it goes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse

from registry.organisations.forms.picking import OrganisationField, OrganisationPicker
from registry.organisations.models import Organisation, State
from registry.security.actors import Actor
from registry.unit_register import plans
from registry.units.models import Unit, UnitChange
from registry.units.queries import alike
from registry.units.sets import details
from registry.web.dialogs import AGREED
from registry.web.forms import ConfirmForm, DayField
from registry.web.set_forms import ItemFormField, SetForm, set_form

REGISTERED = (
    "name", "code", "category", "leading_group", "party_build", "full_members", "short_name", "nature", "subordination",
    "level", "industry", "region", "address", "phone", "legal_person", "representative", "representative_member",
)  # fmt: skip
OUTLINE = {"class": "input"}


class RegisterForm(SetForm):
    """A new unit; where similar ones are registered, somebody has to say that it is another."""

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        self.alike: list[Unit] = []
        looks = {
            "data-live": True,
            "hx-post": reverse("unit.register-alike"),
            "hx-trigger": "typed",
            "hx-target": "#alike",
        }
        for name in ("name", "code"):
            self.fields[name].widget.attrs |= looks | {"hx-params": "name,code", "hx-include": "closest form"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("name") and not cleaned.get("different"):
            self.alike = [unit for unit in alike(cleaned["name"]) if unit.name != cleaned["name"]]
        if self.alike:
            self.add_error(
                "name", "登记过名称相近的单位，请先看看是不是同一个；确实不是的，勾选“不是同一个单位”再保存。"
            )
        return cleaned

    def inputs(self) -> dict[str, Any]:
        """What `unit.register` is given."""
        return {"items": self.items()}


def register_form(data: Any) -> RegisterForm:
    """The form for a new unit."""
    extra = {"different": forms.BooleanField(label="不是同一个单位", required=False)}
    return type("Form", (RegisterForm, set_form(details, REGISTERED, extra=extra)), {})(data)


class EntrustForm(forms.Form):
    """Who shall keep the unit."""

    keeper = OrganisationField(
        label="管理党组织",
        widget=OrganisationPicker("unit.entrust-places"),
        help_text="本级或下级党组织；由它维护单位信息。",
    )

    def inputs(self) -> dict[str, Any]:
        """What `unit.entrust` is given."""
        return {"keeper": self.cleaned_data["keeper"]}


def keepers(actor: Actor) -> QuerySet[Organisation]:
    """The organisations to which the actor may give a unit."""
    return Organisation.objects.visible_to(actor, "unit.entrust").filter(state=State.ACTIVE)


def entrust_form(data: Any, files: Any, *, subject: Unit, actor: Actor) -> EntrustForm:
    form = EntrustForm(data)
    form.fields["keeper"].inside = keepers(actor)  # type: ignore[attr-defined]
    return form


class ReasonForm(forms.Form):
    """Why a unit is deleted."""

    reason = forms.CharField(label="删除原因", max_length=200, widget=forms.TextInput(OUTLINE))

    def inputs(self) -> dict[str, Any]:
        """What `unit.delete` is given."""
        return {"reason": self.cleaned_data["reason"]}


def delete_form(data: Any, files: Any, *, subject: Unit, actor: Actor) -> ReasonForm:
    return ReasonForm(data)


def undo_form(data: Any, files: Any, *, subject: UnitChange, actor: Actor) -> ConfirmForm:
    return ConfirmForm(data)


class TransformForm(forms.Form):
    """Which category a unit gets, from when on and why; a row for each post of its members."""

    category = ItemFormField(details.items["category"], required=True)
    effective_on = DayField(label="生效日期")
    document = forms.CharField(label="批准文号", max_length=60, required=False, widget=forms.TextInput(OUTLINE))
    reason = forms.CharField(label="变更原因", max_length=200, required=False, widget=forms.TextInput(OUTLINE))
    correcting = forms.BooleanField(
        label="更正登记错误", required=False, help_text="单位没有转制，只是原来登记的类别不对；不需要批准文号。"
    )

    def __init__(self, data: Any, *, unit: Unit, actor: Actor) -> None:
        super().__init__(data, initial={"effective_on": actor.today.isoformat()})
        self.unit, self.actor = unit, actor

    def clean_category(self) -> str:
        if not self.cleaned_data["category"]:
            raise ValidationError("请选择单位类别！")
        return str(self.cleaned_data["category"])

    def mapping(self) -> dict[str, str]:
        """The posts that the page offered, and what was chosen for each."""
        return {
            key.removeprefix("post-"): value for key, value in self.data.items() if key.startswith("post-") and value
        }

    def inputs(self) -> dict[str, Any]:
        """What `unit.transform` is given."""
        return self.cleaned_data | {"mapping": self.mapping(), "agreed": self.data.get(AGREED, "")}

    def plan(self) -> plans.Transforming:
        """What the unit loses, and whose posts follow."""
        return plans.transforming(self.unit, self.cleaned_data["category"], self.actor)
