"""What a reporting period asks of a person (报告期表单)."""

from __future__ import annotations

from typing import Any

from django import forms

from registry.reporting.models import ReportingPeriod
from registry.security.actors import Actor
from registry.web.forms import ConfirmForm, DayField


class RegisterForm(forms.Form):
    """Its name and its days (报告期登记)."""

    label = forms.CharField(
        label="报告期名称", max_length=60, widget=forms.TextInput({"class": "input"}),
        help_text="例如 2025年党内统计年报。",
    )  # fmt: skip
    first_on = DayField(label="首日")
    last_on = DayField(label="末日", help_text="封存以后，这一天和以前生效的变动不能再办理、不能撤回。")

    def inputs(self) -> dict[str, Any]:
        """What the operation is given."""
        return dict(self.cleaned_data)


class ReopenForm(forms.Form):
    """Why it is opened again (报告期解封)."""

    reason = forms.CharField(label="解封原因", max_length=200, widget=forms.TextInput({"class": "input"}))

    def inputs(self) -> dict[str, Any]:
        """What the operation is given."""
        return dict(self.cleaned_data)


def close_form(data: Any, files: Any, *, subject: ReportingPeriod, actor: Actor) -> ConfirmForm:
    """A period is closed as a whole."""
    return ConfirmForm(data, files)


def reopen_form(data: Any, files: Any, *, subject: ReportingPeriod, actor: Actor) -> ReopenForm:
    """A period is opened again only for a reason."""
    return ReopenForm(data, files)
