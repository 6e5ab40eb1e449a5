"""Forms of information sets (信息集表单): each item's field, parser, help and lock follow from its declaration."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from registry.kernel.fields import ItemField
from registry.kernel.refusals import Level
from registry.kernel.sets import Heads, InformationSet, Item
from registry.security.actors import Actor


class ParsedFormField(forms.Field):
    """A field of a record in a form: cleaned by its own parser, problems in its words, a masked number not sent out."""

    def __init__(self, field: Any, *, required: bool = False, label: str = "") -> None:
        self.kind, self.masked = field, ""
        super().__init__(
            required=False, label=label or field.verbose_name, help_text=field.help_text, widget=widget_for(field)
        )
        self.starred = required

    def show(self, row: Any) -> None:
        """Begin with the row's value; a masked number is not sent to the screen, its mask stands in the empty box."""
        self.masked = self.kind.mask_of(row)
        if self.masked:
            self.widget.attrs["placeholder"] = f"{self.masked}（不改则留空）"
        else:
            self.initial = self.kind.input_of(row)

    def clean(self, value: Any) -> Any:
        parsed = self.kind.parse(value)
        refusing = [problem for problem in parsed.problems if problem.level is not Level.WARN]
        if refusing:
            raise ValidationError([ValidationError(problem.message, code=problem.rule) for problem in refusing])
        return parsed.value


class ItemFormField(ParsedFormField):
    """One item of an information set in a form."""

    def __init__(self, item: Item, *, required: bool) -> None:
        super().__init__(item.field, required=required, label=item.label)
        self.item = item


class CodeSelect(forms.Select):
    """A code list as a select that the combobox script enhances: digits, pinyin and text find a code."""

    template_name = "web/widgets/code_select.html"

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"] |= self.hints.get(str(value), {})
        return option

    hints: Mapping[str, dict[str, Any]] = {}


class Choices(forms.RadioSelect):
    """Yes or no, side by side."""

    template_name = "web/widgets/choices.html"


def widget_for(field: ItemField) -> forms.Widget:
    """The widget of the item's kind."""
    kind = field.widget
    if kind == "code":
        return _code_select(field)
    if kind == "flag":
        return Choices(choices=[("是", "是"), ("否", "否")])
    if kind == "date":
        return forms.TextInput({"class": "input input-date", "data-date": "day", "autocomplete": "off"})
    if kind == "credit":
        return forms.TextInput({"class": "input input-identity", "data-credit": True, "autocomplete": "off"})
    if kind == "identity":
        provinces = json.dumps(field.provinces, ensure_ascii=False)  # type: ignore[attr-defined]
        return forms.TextInput(
            {
                "class": "input input-identity",
                "data-identity": True,
                "data-identity-provinces": provinces,
                "autocomplete": "off",
            }
        )
    return forms.TextInput({"class": "input", "autocomplete": "off"})


def _code_select(field: ItemField) -> CodeSelect:
    codes = field.options()  # type: ignore[attr-defined]
    widget = CodeSelect(
        {"class": "select", "data-combobox": True}, choices=[("", ""), *((c.code, f"{c.code} {c.name}") for c in codes)]
    )
    finest = field.finest  # type: ignore[attr-defined]
    widget.hints = {
        c.code: {"data-keys": c.keys, "data-level": c.depth + 1} | ({"disabled": True} if finest and not c.leaf else {})
        for c in codes
    }
    return widget


class SetForm(forms.Form):
    """A form over one information set; subclass made by `set_form`."""

    information_set: InformationSet

    def items(self) -> dict[str, Any]:
        """The parsed values of the items that were open."""
        open_items = (name for name in self.cleaned_data if name in self.information_set.items)
        return {name: self.cleaned_data[name] for name in open_items if not self._left_masked(name)}

    def inputs(self) -> dict[str, Any]:
        """What a correcting operation is given."""
        return {"items": self.items(), "version": self.cleaned_data["version"]}

    def parts(self, row: Any) -> list[tuple[str, list[forms.BoundField]]]:
        """The headings of what `row` has, each with the items that are open."""
        found = [
            (part.label, [self[item.name] for item in items if item.name in self.fields])
            for part, items in self.information_set.parts_for(row)
        ]
        return [(label, fields) for label, fields in found if fields]

    def _left_masked(self, name: str) -> bool:
        """A number that is shown by its mask only and was not typed anew stays as it is."""
        return bool(getattr(self.fields[name], "masked", "")) and self.cleaned_data[name] in (None, "")


def set_form(
    information_set: InformationSet,
    names: Iterable[str],
    row: Any = None,
    extra: Mapping[str, forms.Field] | None = None,
) -> type[SetForm]:
    """The form class for those items; a row gives the initial values."""
    fields: dict[str, Any] = {}
    for name in names:
        item = information_set.items[name]
        fields[name] = ItemFormField(
            item, required=item.counted and (item.applies is None or isinstance(item.applies[1], Heads))
        )
        if row is not None:
            fields[name].show(row)
    return type("Form", (SetForm,), {**fields, **(extra or {}), "information_set": information_set})


def correcting_form(
    information_set: InformationSet,
    row: Any,
    function: str,
    data: Any,
    *,
    actor: Actor,
    without: Iterable[str] = (),
) -> SetForm:
    """The form over the items that such a row has and `actor` may change; it notes the version it was made from."""
    allowed = information_set.editable(function, actor.items(function)) - frozenset(without)
    names = [item.name for _, items in information_set.parts_for(row) for item in items if item.name in allowed]
    made = set_form(information_set, names, row, {"version": forms.IntegerField(widget=forms.HiddenInput)})
    return made(data, initial={"version": row.version})
