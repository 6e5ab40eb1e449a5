"""What founding an organisation asks of a person (新建党组织表单): its category first, then what such an organisation has."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from registry.organisations.categories import JOINT, NEEDS_UNIT, may_stand_below
from registry.organisations.models import Organisation
from registry.organisations.plans import Founding, Size
from registry.organisations.sets import details
from registry.organisations.sets.basic_rules import CATEGORIES, JOINT_UNITS, LEGAL_UNIT, SAME_AS_SUPERIOR
from registry.security.actors import Actor
from registry.units.models import Unit
from registry.units.queries import same
from registry.units.sets import information
from registry.web.dialogs import AGREED
from registry.web.set_forms import ItemFormField, SetForm, set_form

CREATED = (
    "category", "name", "short_name", "founding_document", "founded_on", "subordination", "secretary", "contact", "phone",
)  # fmt: skip
SIZED = ("611", "621", "631", "632")
"""The categories of which the number of members decides (R-146 to R-149)."""
HINTS = {
    "611": "，党员一般100人以上", "621": "，党员一般50人以上", "631": "，正式党员3人以上，一般不超过50人",
    "632": "，两个以上单位联合成立", "931": "，不转接组织关系，任务结束即撤销",
}  # fmt: skip
"""When an organisation of that category is founded, in a few words (R-141, R-146 to R-149, R-153)."""
SEPARATOR = re.compile(r"[；;、\n]")


class UnitsField(forms.CharField):
    """Units by their names, several parted by ；."""

    widget = forms.TextInput({"class": "input", "autocomplete": "off"})


def create_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> CategoryForm | CreateForm:
    """What to found below `subject`: first of which category, then what such an organisation has."""
    first = CategoryForm(data, superior=subject)
    if not first.is_valid():
        return first
    category = first.cleaned_data["category"]
    extra = _unit_fields() if category.startswith(NEEDS_UNIT) else {}
    extra |= _size_fields() if category in SIZED else {}
    names = CREATED + (("situation",) if category.startswith(NEEDS_UNIT) else ())
    kind: type[CreateForm] = type("CreateForm", (CreateForm, set_form(details, names, extra=extra)), {})
    kind.base_fields["category"].widget = forms.HiddenInput()
    for name in ("founding_document", "founded_on"):
        kind.base_fields[name].starred = True  # type: ignore[attr-defined]
    short = kind.base_fields["short_name"]
    short.starred, short.help_text = False, "不填的，按全称自动生成。"  # type: ignore[attr-defined]
    kind.superior, kind.actor = subject, actor
    kind.lead = f"在“{subject}”下新建{CATEGORIES.label(category)}（{category}）"
    begun = {"category": category, "situation": _usual_situation(category, subject)}
    return kind(data if "name" in data else None, files, initial=begun)


class CategoryForm(forms.Form):
    """Which kind of organisation is founded: those that may stand below the superior (R-139)."""

    onward = "下一步"
    category = forms.ChoiceField(
        label="组织类别", widget=forms.RadioSelect(), error_messages={"required": "请选择要新建的党组织类别。"}
    )
    category.widget.template_name = "web/widgets/cards.html"

    def __init__(self, data: Any, *, superior: Organisation) -> None:
        super().__init__(data)
        allowed = [code for code in CATEGORIES if code.leaf and may_stand_below(code.code, superior.category)]
        offered = [(code.code, f"{code.code} {code.name}{HINTS.get(code.code, '')}") for code in allowed]
        self.fields["category"].choices = offered  # type: ignore[attr-defined]


def _usual_situation(category: str, superior: Organisation) -> str:
    """What most organisations of that category there are: joint ones in several units, others in their superior's."""
    if category in JOINT:
        return JOINT_UNITS
    return SAME_AS_SUPERIOR if superior.own_units() else LEGAL_UNIT


def _unit_fields() -> dict[str, forms.Field]:
    return {
        "unit_names": UnitsField(
            label="单位名称", required=False, help_text="法人单位填全称；联合党支部填各单位全称，用“；”分隔，第一个为主要单位。"
        ),
        "unit_codes": UnitsField(
            label="单位代码", required=False, help_text="统一社会信用代码，与单位名称一一对应，用“；”分隔；暂无代码的填0。"
        ),
        "unit_category": _unit_field("category"),
        "unit_party_build": _unit_field("party_build"),
    }  # fmt: skip


def _unit_field(name: str) -> ItemFormField:
    return ItemFormField(information.items[name], required=False)


def _size_fields() -> dict[str, forms.Field]:
    """With how many members it begins, which decides of what category it may be (R-146 to R-149)."""
    wrong = {"required": "请填写人数，没有的填0。", "invalid": "请填写整数。", "min_value": "人数不能是负数。"}
    number = {"class": "input input-s", "inputmode": "numeric", "autocomplete": "off"}
    return {
        name: forms.IntegerField(
            label=label,
            min_value=0,
            max_value=99_999,
            widget=forms.TextInput(number),
            error_messages=wrong,
            help_text=text,
        )
        for name, label, text in (
            ("full", "成立时正式党员数", "单独成立党支部须有正式党员3人以上；党员随后录入或转入。"),
            ("probationary", "成立时预备党员数", ""),
        )
    }


class CreateForm(SetForm):
    """An organisation, its units, and with how many members it begins."""

    lead = ""
    superior: Organisation
    actor: Actor

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names, codes = _parts(cleaned.get("unit_names")), _parts(cleaned.get("unit_codes"))
        if names and len(codes) not in (0, len(names)):
            self.add_error(
                "unit_codes", f"填了{len(names)}个单位名称、{len(codes)}个单位代码，请一一对应；暂无代码的填0。"
            )
        if not cleaned.get("founded_on") and "founded_on" not in self.errors:
            self.add_error("founded_on", "请填写批准建立日期，即批准文件上的日期。")
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
        return self._given() | {"agreed": self.data.get(AGREED, "")}

    def plan(self) -> Founding:
        """What will be made, and what the rules remark on it."""
        return Founding(self.superior, actor=self.actor, **self._given())

    def _given(self) -> dict[str, Any]:
        size = Size(self.cleaned_data["full"], self.cleaned_data["probationary"]) if "full" in self.fields else None
        return {"items": self.items(), "units": self.cleaned_data["units"], "size": size}


def _parts(text: str | None) -> list[str]:
    return [part.strip() for part in SEPARATOR.split(text or "") if part.strip()]
