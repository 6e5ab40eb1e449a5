"""What granting asks of a person (授权表单), with what it would give before it is given."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from registry.kernel.plans import Plan
from registry.organisations.models import Organisation
from registry.rights import queries
from registry.rights.models import Request
from registry.rights.plans import Appointment, Opening
from registry.security import granting
from registry.security.actors import Actor
from registry.security.granting import Said
from registry.security.matrix import PROFILES, Column
from registry.security.models import OFFICES, Grant, Post, Role, User
from registry.web.forms import ConfirmForm, DayField

TEXT = {"class": "input", "autocomplete": "off"}


class UserField(forms.CharField):
    """One user by the name he signs in with: nobody is shown who else there is (用户)."""

    widget = forms.TextInput(TEXT)

    def clean(self, value: Any) -> User | None:
        name = super().clean(value)
        found = User.objects.filter(login_name=name).first() if name else None
        if name and found is None:
            raise ValidationError(f"没有登录名为“{name}”的用户，请核对；还没有账号的，请系统管理员先开通。")
        return found


def _reason(label: str = "依据和说明", *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, required=required, widget=forms.TextInput(TEXT))


def _document(*, required: bool = True) -> forms.CharField:
    return forms.CharField(label="依据文号", max_length=60, required=required, widget=forms.TextInput(TEXT))


def _from_to(today: date, *, ends: bool = False) -> dict[str, forms.Field]:
    words = "这一天起不再有效。" if ends else "这一天起不再有效；长期有效的不填。"
    return {
        "started_on": DayField(label="起始日期", initial=today.isoformat()),
        "ended_on": DayField(label="截止日期", required=ends, help_text=words),
    }


class _Given(forms.Form):
    """The operation is given what was filled in."""

    subject: Any
    actor: Actor

    def inputs(self) -> dict[str, Any]:
        """What the operation is given."""
        return dict(self.cleaned_data)


def _made(kind: type[_Given], fields: dict[str, forms.Field], subject: Any, actor: Actor) -> type[_Given]:
    return type(kind.__name__, (kind,), {**fields, "subject": subject, "actor": actor})


class GrantForm(_Given):
    """A post at the organisation (授予岗位)."""

    def plan(self) -> Plan:
        return Appointment(self.subject, self.cleaned_data["user"], self.cleaned_data["role"], self.actor.today)


def grant_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> _Given:
    """Who is to sit where, as what, from when to when."""
    branch = subject.level is Column.BRANCH
    roles = [(value, text) for value, text in Role.choices if value in OFFICES or not branch]
    fields: dict[str, forms.Field] = {
        "user": UserField(label="用户登录名", help_text="本人的登录名；还没有账号的，由系统管理员先开通。"),
        "role": forms.ChoiceField(label="岗位类别", choices=roles, widget=forms.RadioSelect()),
        **_from_to(actor.today),
        "reason": _reason(),
    }
    fields["role"].widget.template_name = "web/widgets/choices.html"
    return _made(GrantForm, fields, subject, actor)(data, files, initial={"role": Role.OPERATOR})


def hand_form(data: Any, files: Any, *, subject: Post, actor: Actor) -> _Given:
    """To whom, and from which day."""
    fields: dict[str, forms.Field] = {
        "user": UserField(label="接任人登录名"),
        "on": DayField(label="移交日期", initial=actor.today.isoformat(), help_text="自这一天起由接任人办理，原任人不再有此岗位。"),
        "reason": _reason(),
    }  # fmt: skip
    return _made(_Given, fields, subject, actor)(data, files)


def delegate_form(data: Any, files: Any, *, subject: Post, actor: Actor) -> _Given:
    """Who stands in, and from when to when."""
    fields: dict[str, forms.Field] = {
        "user": UserField(label="代办人登录名"), **_from_to(actor.today, ends=True), "reason": _reason("委托原因", required=True)
    }  # fmt: skip
    return _made(_Given, fields, subject, actor)(data, files)


def end_form(data: Any, files: Any, *, subject: Post | Grant, actor: Actor) -> _Given:
    """Why it ends."""
    return _made(_Given, {"reason": _reason("撤销原因", required=True)}, subject, actor)(data, files)


def confirm_form(data: Any, files: Any, *, subject: Post, actor: Actor) -> ConfirmForm:
    """Nothing to fill in."""
    return ConfirmForm(data, files)


class FunctionField(forms.ChoiceField):
    """One function, or one item of it, chosen from what can be opened or closed there."""

    def named(self, text: str) -> str | None:
        """The one of that name, if it is offered."""
        return text if self.valid_value(text) else None


class SwitchForm(_Given):
    """One function of an organisation is opened or closed (开通、关闭功能)."""

    opened: bool

    def inputs(self) -> dict[str, Any]:
        """What the operation is given."""
        given = dict(self.cleaned_data)
        function, _, item = given.pop("function").partition(":")
        return {"said": Said(function=function, item=item, **given)}

    def plan(self) -> Plan:
        said: Said = self.inputs()["said"]
        if self.opened:
            granting.may_open(self.subject, said, self.actor)
        else:
            granting.may_close(self.subject, said, self.actor.today)
        return Opening(self.subject, said.function, self.actor.today, opened=self.opened, below=said.below)


def open_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> _Given:
    """What the organisation may be given and does not have."""
    return _switch(data, files, subject, actor, opened=True)


def close_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> _Given:
    """What it has and may do without."""
    return _switch(data, files, subject, actor, opened=False)


def _switch(data: Any, files: Any, subject: Organisation, actor: Actor, *, opened: bool) -> _Given:
    """A function as a whole, or one item of a smaller one that it has."""
    held = queries.functions_at(subject, granting.standing(subject, actor.today))
    whole = [(one.function.name, one.function.label) for one in held if one.open is not opened]
    single = [
        (f"{one.function.name}:{code}", f"{one.function.label} · {text}")
        for one in held
        if one.open
        for code, text in queries.items_of(one.function.name)
    ]
    choices = [("", "请选择"), *whole, *single]
    fields: dict[str, forms.Field] = {
        "function": FunctionField(label="功能", choices=choices, widget=forms.Select({"class": "select"})),
        "below": forms.BooleanField(label="包含下级", required=False, help_text="勾选的，对其所有下级一并有效。"),
        **_from_to(actor.today),
        "document": _document(required=False),
        "reason": _reason("说明"),
    }
    made = _made(SwitchForm, fields, subject, actor)
    made.opened = opened  # type: ignore[attr-defined]
    return made(data, files)


def adopt_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> _Given:
    """Which set of rights, from when, by which document."""
    fields: dict[str, forms.Field] = {
        "profile": forms.ChoiceField(label="权限口径", choices=list(PROFILES.items()), widget=forms.Select({"class": "select"})),
        "started_on": DayField(label="起始日期", initial=actor.today.isoformat()),
        "document": _document(),
    }  # fmt: skip
    return _made(_Given, fields, subject, actor)(data, files)


def ask_form(data: Any, files: Any, *, subject: Organisation, actor: Actor) -> _Given:
    """Which function is wanted, and what for."""
    held = queries.functions_at(subject, granting.standing(subject, actor.today))
    choices = [("", "请选择"), *((one.function.name, one.function.label) for one in held if one.openable)]
    fields: dict[str, forms.Field] = {
        "function": FunctionField(label="申请开通的功能", choices=choices, widget=forms.Select({"class": "select"})),
        "reason": _reason("申请理由", required=True),
    }
    return _made(_Given, fields, subject, actor)(data, files)


class AgreeForm(_Given):
    """The function is opened as asked (同意开通)."""

    def plan(self) -> Plan:
        granting.may_open(self.subject.organisation, Said(self.subject.function, self.actor.today), self.actor)
        return Opening(self.subject.organisation, self.subject.function, self.actor.today, opened=True, below=False)


def agree_form(data: Any, files: Any, *, subject: Request, actor: Actor) -> _Given:
    """Until when, and by which document."""
    fields: dict[str, forms.Field] = {
        "ended_on": DayField(label="截止日期", required=False, help_text="这一天起不再有效；长期有效的不填。"),
        "document": _document(required=False),
        "words": _reason("答复意见"),
    }
    return _made(AgreeForm, fields, subject, actor)(data, files)


def decline_form(data: Any, files: Any, *, subject: Request, actor: Actor) -> _Given:
    """Why not, and what to do instead."""
    return _made(_Given, {"words": _reason("不同意的理由", required=True)}, subject, actor)(data, files)
