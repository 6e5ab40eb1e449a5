"""What the unit register asks of a person (单位表单): a unit's items, another keeper, the units of an organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.urls import reverse

from registry.organisations.builds import built_by
from registry.organisations.categories import JOINT
from registry.organisations.forms import UUID_TEXT, OrganisationField, OrganisationPicker, Picked
from registry.organisations.models import Organisation, State
from registry.organisations.sets import basic
from registry.organisations.sets.basic_rules import JOINT_UNITS
from registry.security.actors import Actor
from registry.unit_register import plans
from registry.units.models import Unit, UnitChange
from registry.units.operations import drafted
from registry.units.queries import alike, meant
from registry.units.sets import details, parts_for
from registry.units.sets.build_rules import UNBUILT
from registry.web.dialogs import AGREED
from registry.web.forms import ConfirmForm, DayField
from registry.web.set_forms import Choices, ItemFormField, SetForm, set_form

REGISTERED = (
    "name", "code", "category", "leading_group", "party_build", "full_members", "short_name", "nature", "subordination",
    "level", "industry", "region", "address", "phone", "legal_person", "representative", "representative_member",
)  # fmt: skip
ROWS, MOST_ROWS = 3, 20
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


class EditForm(SetForm):
    """The items of a unit, part by part."""

    def parts(self, unit: Unit) -> list[tuple[str, list[Any]]]:
        """The headings and the fields below each."""
        found = [
            (part.label, [self[item.name] for item in items if item.name in self.fields])
            for part, items in parts_for(unit)
        ]
        return [(label, fields) for label, fields in found if fields]

    def inputs(self) -> dict[str, Any]:
        """What `unit.correct` is given."""
        return {"items": self.items(), "version": self.cleaned_data["version"]}


def edit_form(data: Any, unit: Unit) -> EditForm:
    """The form over every item that a unit of this category has and that has no procedure of its own."""
    allowed = details.editable("unit.correct")
    names = [item.name for _, items in parts_for(unit) for item in items if item.name in allowed]
    made = set_form(details, names, unit, {"version": forms.IntegerField(widget=forms.HiddenInput)})
    return type("Form", (EditForm, made), {})(data, initial={"version": unit.version})


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


class UnitPicker(OrganisationPicker):
    """A box in which a unit is looked for; a name nobody has yet stays as it was written."""

    hint, results = "单位名称、代码、拼音首字母", "查到的单位"


class UnitField(forms.Field):
    """One registered unit, or the name of a new one."""

    def clean(self, value: Picked) -> Unit | str | None:
        found = Unit.objects.filter(uid=value.uid).first() if UUID_TEXT.fullmatch(value.uid) else None
        if found is not None and value.text == found.name:
            return found
        return meant(value.text) or value.text or None  # without its script the box keeps what was chosen before


class SituateForm(forms.Form):
    """In which units an organisation is from a day on; the first row is the main unit unless another is marked."""

    situation = forms.ChoiceField(label="党组织所在单位情况", widget=Choices)
    effective_on = DayField(label="生效日期", help_text="单位变动的日期；可以补办以前的，不能提前办以后的。")
    after = ItemFormField(details.items["party_build"], required=False)
    reason = forms.CharField(label="变更原因", max_length=200, required=False, widget=forms.TextInput(OUTLINE))

    def __init__(self, data: Any, *, organisation: Organisation, actor: Actor) -> None:
        self.actor, rows = actor, _rows_asked_for(data or {})
        now = [link.unit for link in organisation.own_units() if link.organisation_id == organisation.pk]
        self.organisation, self.rows = organisation, min(max(rows, len(now), ROWS), MOST_ROWS)
        super().__init__(data, initial=_initial(organisation, now, actor))
        choices = [(code.code, code.name) for code in basic.items["situation"].field.options()]  # type: ignore[attr-defined]
        self.fields["situation"].choices = choices  # type: ignore[attr-defined]
        _left_open(self.fields["after"])
        for row in range(self.rows):
            self.fields |= _row_fields(row)

    def table(self) -> list[dict[str, Any]]:
        """The rows of units as the page shows them."""
        main = self.data.get("main", "0")
        return [
            {"number": row, "main": str(row) == str(main), "unit": self[f"unit{row}"],
             "new": [self[f"{name}{row}"] for name in ("code", "category", "leading_group")]}
            for row in range(self.rows)
        ]  # fmt: skip

    def inputs(self) -> dict[str, Any]:
        """What `organisation.situate` is given."""
        cleaned = self.cleaned_data
        return {
            "situation": cleaned["situation"], "units": self.units(), "effective_on": cleaned["effective_on"],
            "after": cleaned.get("after") or "", "reason": cleaned["reason"], "agreed": self.data.get(AGREED, ""),
        }  # fmt: skip

    def plan(self) -> plans.Situating:
        """What would be written; units that are new are drafted for it."""
        cleaned, units = self.cleaned_data, [self._drafted(unit) for unit in self.units()]
        self.new = [unit for unit in units if unit.pk is None]
        day, after = cleaned["effective_on"], cleaned.get("after") or ""
        return plans.situating(self.organisation, cleaned["situation"], units, day, after)

    def _drafted(self, unit: Any) -> Unit:
        return unit if isinstance(unit, Unit) else drafted(self.organisation, unit, self.actor)

    def units(self) -> list[Any]:
        """The units of the rows that are filled in, the main one first."""
        filled = [row for row in range(self.rows) if self.cleaned_data.get(f"unit{row}")]
        main = self.data.get("main", "")
        filled.sort(key=lambda row: str(row) != main)
        return [self._unit(row) for row in filled]

    def _unit(self, row: int) -> Any:
        chosen = self.cleaned_data[f"unit{row}"]
        if isinstance(chosen, Unit):
            return chosen
        items = {name: self.cleaned_data.get(f"{name}{row}") for name in ("code", "category", "leading_group")}
        return {"name": chosen, "party_build": built_by(self.organisation)} | items


def _rows_asked_for(data: Any) -> int:
    """How many rows the page has, and two more where they were asked for."""
    rows = int(data["rows"]) if data.get("rows", "").isdigit() else ROWS
    return rows + 2 * ("more" in data)


def _row_fields(row: int) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {
        f"unit{row}": UnitField(label=f"单位{row + 1}", required=False, widget=UnitPicker("organisation.situate-units"))
    }
    for name in ("code", "category", "leading_group"):
        fields[f"{name}{row}"] = ItemFormField(details.items[name], required=False)
    return fields


def _left_open(field: Any) -> None:
    """Of what a unit has set up, only what one without an organisation can have."""
    field.label, field.help_text = "失去党组织的单位填为", "解除或更换以后不再有党组织的单位，建立党组织情况改成什么。"
    field.widget.choices = [one for one in field.widget.choices if not one[0] or UNBUILT.fit(one[0])]


def _initial(organisation: Organisation, now: list[Unit], actor: Actor) -> dict[str, Any]:
    begun = {
        "situation": organisation.situation or JOINT_UNITS * (organisation.category in JOINT),
        "effective_on": actor.today.isoformat(),
    }
    return begun | {f"unit{row}": unit for row, unit in enumerate(now)}


class UnlinkForm(forms.Form):
    """From when on an organisation has no unit, and what the units become."""

    effective_on = DayField(label="生效日期")
    after = ItemFormField(details.items["party_build"], required=False)
    reason = forms.CharField(label="解除原因", max_length=200, required=False, widget=forms.TextInput(OUTLINE))

    def __init__(self, data: Any, *, organisation: Organisation, actor: Actor) -> None:
        super().__init__(data, initial={"effective_on": actor.today.isoformat()})
        self.organisation = organisation
        _left_open(self.fields["after"])

    def inputs(self) -> dict[str, Any]:
        """What `organisation.unlink` is given."""
        after = self.cleaned_data.get("after") or ""
        return self.cleaned_data | {"after": after, "agreed": self.data.get(AGREED, "")}

    def plan(self) -> plans.Situating:
        """What would end, and what follows from that."""
        given = self.cleaned_data
        return plans.leaving(self.organisation, given["effective_on"], given.get("after") or "")


def unlink_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> UnlinkForm:
    return UnlinkForm(data, organisation=subject, actor=actor)


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
