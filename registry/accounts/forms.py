"""What the screens of accounts ask of a person (账号表单)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from registry.accounts import passwords
from registry.accounts.queries import places
from registry.kernel.refusals import Invalid
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from registry.security.models import Role, User
from registry.web.set_forms import ParsedFormField


def _text(**attributes: Any) -> forms.TextInput:
    return forms.TextInput({"class": "input", "autocomplete": "off"} | attributes)


def _secret(**attributes: Any) -> forms.PasswordInput:
    return forms.PasswordInput({"class": "input"} | attributes)


CODE = {"class": "input mono", "spellcheck": "false"}
DIGITS = {"class": "input mono", "autocomplete": "one-time-code", "inputmode": "numeric"}
ITEMS = ("name", "identity_number", "phone")
DIFFERENT = "两次输入的新密码不一致，请重新输入。"


class PasswordForm(forms.Form):
    """A new password, twice; the demands stand beside it."""

    demands = passwords.SENTENCES
    password = forms.CharField(
        label="新密码",
        strip=False,
        max_length=200,
        widget=_secret(autocomplete="new-password", **{"data-password": True}),
    )
    repeated = forms.CharField(
        label="再输一次", strip=False, max_length=200, widget=_secret(autocomplete="new-password")
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("password") and typed.get("repeated") and typed["password"] != typed["repeated"]:
            self.add_error("repeated", DIFFERENT)
        return typed

    def refuse(self, invalid: Invalid) -> None:
        """Every demand that is not met, at the password."""
        for violation in invalid.violations:
            self.add_error("password", violation.message)


def open_form(data: Any, *, actor: Actor) -> OpenForm:
    """The form for a new user of the actor's organisation or one directly below."""
    return OpenForm(data, places=places(actor))


class OpenForm(forms.Form):
    """Who gets an account, and where."""

    lead = "开通后签发授权码，由本人凭授权码激活并自己设定密码；岗位由安全保密管理员授予。"
    onward = "开通"
    place = forms.ChoiceField(label="党组织", widget=forms.Select({"class": "select", "data-combobox": True}))
    name = ParsedFormField(User._meta.get_field("name"), required=True)
    identity_number = ParsedFormField(User._meta.get_field("identity_number"), required=True)
    phone = ParsedFormField(User._meta.get_field("phone"), required=True)
    role = forms.ChoiceField(
        label="拟任岗位", required=False, choices=[("", ""), *Role.choices], widget=forms.Select({"class": "select"}),
        help_text="供安全保密管理员授予岗位时参考；开通本身不授予任何权限。",
    )  # fmt: skip
    login_name = forms.CharField(
        label="登录名", required=False, max_length=40, widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
        help_text="不填则自动编制；不要用身份证号或手机号作登录名。",
    )  # fmt: skip

    def __init__(self, data: Any, *, places: list[Organisation]) -> None:
        super().__init__(data)
        self.places = {str(one.uid): one for one in places}
        self.fields["place"].choices = [(uid, one.name) for uid, one in self.places.items()]  # type: ignore[attr-defined]

    def clean_login_name(self) -> str:
        typed: str = self.cleaned_data["login_name"].strip()
        if sum(sign.isdigit() for sign in typed) >= 11:
            raise forms.ValidationError("登录名会显示在名单里，不能用身份证号或手机号；请另取一个，或留空自动编制。")
        return typed

    def organisation(self) -> Organisation:
        """The organisation that was chosen."""
        return self.places[self.cleaned_data["place"]]

    def inputs(self) -> dict[str, Any]:
        """What `user.open` is given."""
        items = {name: self.cleaned_data[name] for name in ITEMS}
        return {"items": items, "login_name": self.cleaned_data["login_name"], "role": self.cleaned_data["role"]}


def correct_form(data: Any, files: Any, *, subject: User, actor: Actor) -> CorrectForm:
    return CorrectForm(data, user=subject)


class CorrectForm(forms.Form):
    """What was written wrongly; a number that stays is not typed again."""

    name = ParsedFormField(User._meta.get_field("name"), required=True)
    identity_number = ParsedFormField(User._meta.get_field("identity_number"))
    phone = ParsedFormField(User._meta.get_field("phone"))
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data, initial={"version": user.version})
        for name in ITEMS:
            self.fields[name].show(user)  # type: ignore[attr-defined]

    def inputs(self) -> dict[str, Any]:
        """What `user.correct` is given."""
        return {"items": {name: self.cleaned_data[name] for name in ITEMS}, "version": self.cleaned_data["version"]}


def reason_form(data: Any, files: Any, *, subject: User, actor: Actor) -> ReasonForm:
    return ReasonForm(data)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label="原因", max_length=200, widget=forms.Textarea({"class": "textarea", "rows": 3}),
        help_text="写明情况，例如“2026-03-01调离”；会记入审计，不要写身份证号、手机号。",
    )  # fmt: skip

    def inputs(self) -> dict[str, Any]:
        """What the operation is given."""
        return {"reason": self.cleaned_data["reason"]}


def reset_form(data: Any, files: Any, *, subject: User, actor: Actor) -> forms.Form:
    return ResetForm(data)


class ResetForm(forms.Form):
    """Nothing to fill in; what will happen is said."""

    lead = "原密码、动态口令、通行密钥、恢复码全部作废，所有设备上的登录立即结束；请再签发授权码，由本人重新激活。您不会看到任何密码。"

    def inputs(self) -> dict[str, Any]:
        return {}


def resume_form(data: Any, files: Any, *, subject: User, actor: Actor) -> forms.Form:
    return ResumeForm(data)


class ResumeForm(forms.Form):
    """Nothing to fill in; what will happen is said."""

    lead = "恢复后账号为“待激活”，请签发授权码，由本人重新激活。"

    def inputs(self) -> dict[str, Any]:
        return {}


class ActivationForm(forms.Form):
    """Who is here and with which code."""

    login = forms.CharField(
        label="登录名或手机号", max_length=40, widget=_text(autocomplete="username", autofocus=True)
    )
    code = forms.CharField(label="授权码", max_length=60, widget=_text(**CODE, placeholder="六组，每组四个字符"))
    name = forms.CharField(label="姓名", max_length=50, widget=_text())
    number = forms.CharField(label="公民身份号码", max_length=30, widget=_text(**CODE))


class MessageForm(PasswordForm):
    """The six digits that came to the telephone, and the new password."""

    digits = forms.CharField(label="短信验证码", max_length=10, widget=_text(**DIGITS, autofocus=True))
    field_order = ("digits", "password", "repeated")


class ChangeForm(PasswordForm):
    """The present password, and the new one."""

    present = forms.CharField(
        label="现在的密码", strip=False, max_length=200, widget=_secret(autocomplete="current-password", autofocus=True)
    )
    field_order = ("present", "password", "repeated")


class RecoverForm(PasswordForm):
    """Who is here, what stands in for the password, and the new one."""

    login = forms.CharField(
        label="登录名或手机号", max_length=40, widget=_text(autocomplete="username", autofocus=True)
    )
    code = forms.CharField(label="恢复码", required=False, max_length=30, widget=_text(**CODE))
    field_order = ("login", "code", "password", "repeated")


class EnrolForm(forms.Form):
    """The digits that the telephone shows for the new secret."""

    digits = forms.CharField(label="动态口令", max_length=10, widget=_text(**DIGITS))


class SheetForm(forms.Form):
    """The workbook with the people whose accounts are to be opened."""

    sheet = forms.FileField(
        label="工作簿", widget=forms.ClearableFileInput({"class": "input", "accept": ".xlsx"}),
        help_text=f"xlsx，不超过{settings.UPLOAD_LIMIT // 2**20}M，一次不超过500人。",
    )  # fmt: skip
