"""What an organisation's operations ask of a person (党组织表单), and the box in which one is looked for (党组织选择框)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from registry.organisations import ranks, structure
from registry.organisations.categories import JOINT, NEEDS_UNIT, may_stand_below
from registry.organisations.models import Organisation
from registry.organisations.plans import Founding, Size
from registry.organisations.sets import basic, details
from registry.organisations.sets.basic_rules import CATEGORIES, JOINT_UNITS, LEGAL_UNIT, SAME_AS_SUPERIOR
from registry.security.actors import Actor
from registry.units.models import Unit
from registry.units.queries import same
from registry.units.sets import information
from registry.web.dialogs import AGREED
from registry.web.forms import DayField
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
        self.fields["category"].choices = [
            (code.code, f"{code.code} {code.name}" + HINTS.get(code.code, "")) for code in allowed
        ]  # type: ignore[attr-defined]


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


MOST_ARRANGED = 4000
"""Subordinates that are put in order on one page: a form has a box for each, and takes no more than 5,000 boxes."""


class ArrangeForm(forms.Form):
    """At which place each subordinate is to stand; only the numbers that were changed count (党组织排序)."""

    def __init__(self, data: Any, subject: Organisation) -> None:
        super().__init__(data)
        self.present = list(structure.below(subject).only("name", "short_name", "category"))
        self.shown = self.present[:MOST_ARRANGED]
        self.digest = ranks.digest(one.pk for one in self.present)

    @property
    def stale(self) -> bool:
        """Whether another order was seen than the present one: the numbers then mean nothing, and it is shown anew."""
        return self.is_bound and self.data.get("seen") != self.digest

    @property
    def advice(self) -> str:
        """What to do, and how far the page reaches."""
        left = len(self.present) - len(self.shown)
        over = f"这里只列前{MOST_ARRANGED:,}个，其余{left:,}个排在它们之后。" if left else ""
        return f"共{len(self.present):,}个。改序号就移到那一位，其余依次顺延；保存后一次生效。{over}"

    @property
    def rows(self) -> list[tuple[Organisation, str]]:
        """Each with the number in its box."""
        return [(one, self._typed(one, place)) for place, one in enumerate(self.shown, 1)]

    def clean(self) -> dict[str, Any]:
        wanted: dict[Organisation, int] = {}
        for place, one in enumerate(self.shown, 1):
            typed = unicodedata.normalize("NFKC", self._typed(one, place)).strip()
            if not typed.isdecimal() or not 0 < int(typed[:9]) <= len(self.shown):
                self.add_error(None, f"“{one}”的序号“{typed[:20]}”不对，请填1到{len(self.shown)}之间的整数。")
            elif int(typed) != place:
                wanted[one] = int(typed)
        return {"ordered": ranks.arranged(self.shown, wanted), "seen": self.data.get("seen", "")}

    def inputs(self) -> dict[str, Any]:
        """What the operation is given."""
        return dict(self.cleaned_data)

    def _typed(self, one: Organisation, place: int) -> str:
        return str(place if self.stale else self.data.get(f"place-{one.pk}", place))
