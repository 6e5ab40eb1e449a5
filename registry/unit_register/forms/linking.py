"""What is asked about the units of an organisation (所在单位表单): which they are, from when on, and why none."""

from __future__ import annotations

from typing import Any

from django import forms

from registry.organisations.builds import built_by
from registry.organisations.categories import JOINT
from registry.organisations.forms.picking import UUID_TEXT, OrganisationPicker, Picked
from registry.organisations.models import Organisation
from registry.organisations.sets import basic
from registry.organisations.sets.basic_rules import JOINT_UNITS
from registry.security.actors import Actor
from registry.unit_register import plans
from registry.units.models import Unit
from registry.units.operations import drafted
from registry.units.queries import meant
from registry.units.sets import details
from registry.units.sets.build_rules import UNBUILT
from registry.web.dialogs import AGREED
from registry.web.forms import DayField
from registry.web.incoming import whole
from registry.web.set_forms import Choices, ItemFormField

ROWS, MOST_ROWS = 3, 20
OUTLINE = {"class": "input"}


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
    return whole(data.get("rows", ""), ROWS, MOST_ROWS) + 2 * ("more" in data)


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
