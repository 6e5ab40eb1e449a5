"""What reorganisations ask of a person (组织变动表单), and the plan of each before it is done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from registry.members.models import Member
from registry.organisations import categories, structure
from registry.organisations.forms.papers import paper_fields, paper_of
from registry.organisations.forms.picking import OrganisationField, OrganisationPicker
from registry.organisations.models import Organisation, State
from registry.organisations.operations import may_take_effect
from registry.organisations.plans import late
from registry.organisations.queries import ORDER
from registry.organisations.sets import basic
from registry.reorganisations import planning
from registry.reorganisations.operations import founded
from registry.reorganisations.plans import Plan
from registry.reorganisations.steps import Found
from registry.security.actors import Actor
from registry.web.dialogs import AGREED
from registry.web.forms import Boxes, ConfirmForm
from registry.web.set_forms import SetForm, set_form

OFFERED = 100
"""Organisations offered as boxes to tick; one that is not among them is looked for."""
FOUND = ("name", "short_name", "category", "situation", "secretary", "contact", "phone")
"""What a new organisation is made of that takes the place of others."""


class ReorganisationForm(forms.Form):
    """A change of one organisation and the document it rests on."""

    subject: Organisation
    actor: Actor

    def own_inputs(self) -> dict[str, Any]:
        """What the operation is given beside its document."""
        return {}

    def inputs(self) -> dict[str, Any]:
        """What the operation is given; it makes sure itself that what was agreed to is what it does."""
        return {"agreed": self.data.get(AGREED, "")} | paper_of(self) | self.own_inputs()

    def in_time(self, plan: Plan) -> Plan:
        """The plan, unless its day is closed or ahead, with a warning where it is entered late (R-156)."""
        may_take_effect(self.cleaned_data["effective_on"], self.actor.today)
        overdue = late(self.cleaned_data["effective_on"], self.actor.today)
        plan.warnings.extend([overdue] * bool(overdue))
        return plan


def _made(
    kind: type, base: type[forms.Form], fields: dict[str, forms.Field], subject: Organisation, actor: Actor
) -> Any:
    return type(kind.__name__, (kind, base), {**fields, "subject": subject, "actor": actor})


def move_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> ReorganisationForm:
    """Under whom an organisation is to stand."""
    under = OrganisationField(
        label="新的上级党组织",
        widget=OrganisationPicker(),
        help_text="下级党组织和党员一并随迁；跨本级管理范围的，由共同的上级办理。",
    )
    under.inside = Organisation.objects.visible_to(actor, "organisation.create").filter(state=State.ACTIVE)
    return _made(MoveForm, forms.Form, {"parent": under, **paper_fields(actor)}, subject, actor)(data, files)


class MoveForm(ReorganisationForm):
    """Another superior (改变隶属关系)."""

    def own_inputs(self) -> dict[str, Any]:
        return {"parent": self.cleaned_data["parent"]}

    def plan(self) -> Plan:
        return self.in_time(planning.moved(self.subject, self.cleaned_data["parent"], self.actor.today))


def recategorise_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> ReorganisationForm:
    """Another category, with the name that goes with it."""
    base = set_form(basic, ("category", "name", "situation"), subject, paper_fields(actor))
    return _made(RecategoriseForm, base, {}, subject, actor)(data, files)


class RecategoriseForm(ReorganisationForm):
    """Another category (更改组织类别)."""

    def own_inputs(self) -> dict[str, Any]:
        return {"items": self._changed()}

    def plan(self) -> Plan:
        return self.in_time(planning.recategorised(self.subject, self._changed(), self.actor.today))

    def _changed(self) -> dict[str, Any]:
        given: dict[str, Any] = SetForm.items(self)  # type: ignore[arg-type]
        return {
            name: value
            for name, value in given.items()
            if name == "category" or basic.items[name].field.differs(self.subject, value)
        }


def merge_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> ReorganisationForm:
    """Who is taken in: those beside it to be ticked, anybody else to be looked for."""
    further = OrganisationField(
        label="其他党组织", widget=OrganisationPicker(), required=False, help_text="不在上面所列的，在这里查找。"
    )
    further.inside = Organisation.objects.visible_to(actor, "organisation.merge").filter(state=State.ACTIVE)
    beside = Organisation.objects.filter(parent=subject.parent_id).exclude(pk=subject.pk) if subject.parent_id else ()
    fields = {"beside": _boxes("并入的党组织", _alike(beside, subject)), "further": further, **paper_fields(actor)}
    return _made(MergeForm, forms.Form, fields, subject, actor)(data, files)


class MergeForm(ReorganisationForm):
    """Others are taken in (合并：吸收)."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        further = cleaned.get("further")
        cleaned["others"] = [*_ticked(cleaned.get("beside", ())), *([further] if further else [])]
        if not cleaned["others"] and not self.errors:
            raise ValidationError("请选择要并入的党组织，可以一次选几个。")
        return cleaned

    def own_inputs(self) -> dict[str, Any]:
        return {"others": self.cleaned_data["others"]}

    def plan(self) -> Plan:
        return self.in_time(planning.merged(self.cleaned_data["others"], self.subject, self.actor.today))


def unite_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> ReorganisationForm:
    """Which of its subordinates become one, and what that is."""
    children = Organisation.objects.filter(parent=subject)
    fields = {"beside": _boxes("合并的党组织", _active(children)), **paper_fields(actor)}
    return _made(UniteForm, set_form(basic, FOUND), fields, subject, actor)(data, files)


class UniteForm(ReorganisationForm):
    """Several become a new one (合并：新设)."""

    def own_inputs(self) -> dict[str, Any]:
        return {"others": list(_ticked(self.cleaned_data["beside"])), "items": SetForm.items(self)}  # type: ignore[arg-type]

    def plan(self) -> Plan:
        given = self.own_inputs()
        return self.in_time(planning.merged(given["others"], Found(self.subject, given["items"]), self.actor.today))


def split_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> PartsForm | SplitForm:
    """Into what an organisation is split; once the parts have names, who goes where."""
    asked = _part_fields() | paper_fields(actor)
    first: PartsForm = type("PartsForm", (PartsForm,), dict(asked))(data)
    if not first.is_valid():
        return first
    shares = _shares(subject, _lines(first.cleaned_data["names"]))
    begun = {name: first[name].data for name in asked}
    form: SplitForm = _made(SplitForm, forms.Form, asked | shares, subject, actor)(
        data if "rest" in data else None, files, initial=begun
    )
    return form


def _part_fields() -> dict[str, forms.Field]:
    return {
        "names": forms.CharField(
            label="新建的党组织", widget=forms.Textarea({"class": "input", "rows": 3}),
            help_text="每行一个全称；书记、联系人、所在单位先沿用原党组织的，办理后再维护。",
        ),
        "goes": forms.ChoiceField(
            label="原党组织", initial="", choices=[("", "保留（存续分设）"), ("1", "撤销（新设分设）")], required=False,
            widget=forms.Select({"class": "select"}),
        ),
    }  # fmt: skip


class PartsForm(forms.Form):
    """Into what an organisation is split, and the document it rests on."""

    onward = "下一步"


class SplitForm(ReorganisationForm):
    """Members and subordinates are dealt out (分设)."""

    lead = "请把党员和下级党组织分到各党组织，再预演。"

    def own_inputs(self) -> dict[str, Any]:
        goes = bool(self.cleaned_data["goes"])
        return {"parts": self._parts(), "deal": self._deal(), "goes": goes}

    def plan(self) -> Plan:
        given = self.own_inputs()
        return self.in_time(
            planning.divided(
                self.subject, founded(self.subject, given["parts"]), given["deal"], self.actor.today, goes=given["goes"]
            )
        )

    def _parts(self) -> list[dict[str, Any]]:
        """New organisations like the old one, under names of their own."""
        kept = {name: getattr(self.subject, name) for name in FOUND}
        return [kept | {"name": name, "short_name": ""} for name in _lines(self.cleaned_data["names"])]

    def _deal(self) -> dict[str, int]:
        rest = int(self.cleaned_data["rest"] or planning.STAYS)
        shares = {name: value for name, value in self.cleaned_data.items() if name.startswith(SHARE)}
        return {name.removeprefix(SHARE): int(value) if value else rest for name, value in shares.items()}


SHARE = "share-"


def _shares(subject: Organisation, names: list[str]) -> dict[str, forms.Field]:
    """For every member and subordinate, to which part it goes."""
    offered = [("0", f"{subject}（原党组织）"), *((str(number), name) for number, name in enumerate(names, 1))]
    fields: dict[str, forms.Field] = {
        "rest": forms.ChoiceField(
            label="其余都分到", choices=offered, required=False, widget=forms.Select({"class": "select"})
        )
    }
    members = Member.objects.filter(organisation=subject).order_by("path", "pk")
    children = structure.below(subject)
    for one in (*children, *members):
        kind = "下级" if isinstance(one, Organisation) else "党员" if one.is_full else "预备党员"
        fields[f"{SHARE}{one.uid}"] = forms.ChoiceField(
            label=f"{one}（{kind}）", choices=[("", "同上"), *offered], required=False,
            widget=forms.Select({"class": "select"}),
        )  # fmt: skip
    return fields


def dissolve_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> ReorganisationForm:
    """By which document an organisation ends, and why (R-158)."""
    return _made(DissolveForm, forms.Form, paper_fields(actor, reasoned=True), subject, actor)(data, files)


class DissolveForm(ReorganisationForm):
    """An end (撤销)."""

    def plan(self) -> Plan:
        return self.in_time(planning.dissolved(self.subject, self.actor.today))


def _boxes(label: str, rows: Iterable[Organisation]) -> forms.MultipleChoiceField:
    choices = [(str(one.uid), f"{one}（{one.kind}）") for one in rows]
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=Boxes())


def _active(rows: Any) -> list[Organisation]:
    return list(rows.filter(state=State.ACTIVE).order_by(*ORDER)[:OFFERED]) if rows != () else []


def _alike(rows: Any, subject: Organisation) -> list[Organisation]:
    """Branches merge with branches, committees with committees."""
    if rows == ():
        return []
    branches = rows.filter(category__in=categories.BRANCHES)
    return _active(branches if subject.is_branch else rows.exclude(category__in=categories.BRANCHES))


def _ticked(uids: Iterable[str]) -> list[Organisation]:
    return list(Organisation.objects.filter(uid__in=list(uids)).order_by(*ORDER))


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class RemoveForm(forms.Form):
    """Why an organisation was a mistake (删除)."""

    reason = forms.CharField(label="误建原因", max_length=200, widget=forms.TextInput({"class": "input"}))

    def inputs(self) -> dict[str, Any]:
        """What the operation is given."""
        return dict(self.cleaned_data)


def remove_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> RemoveForm:
    """Only what was made by mistake is removed, and why is asked."""
    return RemoveForm(data, files)


def undo_form(data: Any, files: Any, *, subject: Any, actor: Actor) -> ConfirmForm:
    """A reorganisation is taken back, or a removed organisation brought back, as a whole."""
    return ConfirmForm(data, files)
