"""What lending asks of a person (借阅表单): what for, to whom, until when; what became of the copy; what was leaked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from registry.kernel.plans import Plan
from registry.lending.flow import ENDS
from registry.lending.models import Loan, Purpose
from registry.lending.operations import Terms
from registry.lending.plans import Release
from registry.security.actors import Actor
from registry.web.forms import Boxes, ConfirmForm, DayField

TEXT = {"class": "input", "autocomplete": "off"}
USUAL = timedelta(days=30)
LARGEST = 10 * 1024 * 1024
NO_PURPOSE = "导出须填写用途；非业务需要不得向外提供党员信息。"
FULL_HELP = "确有业务需要才勾选；勾选后须由另一人审批，批准后24小时内下载。"
NOTHING_LEAKED = "请上传外泄的表格，或粘贴其中的若干行。"


class TermsForm(forms.Form):
    """What a copy is for (R-251)."""

    purpose = forms.ChoiceField(
        label="用途", choices=[("", "请选择"), *Purpose.choices], widget=forms.Select({"class": "select"}),
        error_messages={"required": NO_PURPOSE},
    )  # fmt: skip
    words = forms.CharField(
        label="用途说明", max_length=100, widget=forms.TextInput(TEXT), error_messages={"required": NO_PURPOSE},
        help_text="写明做什么用，例如“报县委组织部核对”；会印在表头并记入审计。",
    )  # fmt: skip
    recipient = forms.CharField(
        label="提供给",
        max_length=60,
        widget=forms.TextInput(TEXT),
        help_text="交给哪个单位、谁；只在本单位使用的写“本单位”。",
    )
    due_on = DayField(
        label="归还或销毁日期", help_text="用完要归还或销毁，并在“导出借阅”里登记；最长180天，可延期两次。"
    )

    def __init__(self, data: Any, *, today: date, initial: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"due_on": (today + USUAL).isoformat()} | dict(initial or {}))

    def terms(self) -> Terms:
        """What was filled in."""
        return Terms(**{name: self.cleaned_data[name] for name in ("purpose", "words", "recipient", "due_on")})


class AskForm(TermsForm):
    """The same for a list, whose masked columns may be wanted in full."""

    full = forms.MultipleChoiceField(label="完整显示", required=False, widget=Boxes(), help_text=FULL_HELP)

    def __init__(self, data: Any, *, today: date, hidden: Mapping[str, str]) -> None:
        super().__init__(data, today=today)
        if hidden:
            self.fields["full"].choices = list(hidden.items())  # type: ignore[attr-defined]
        else:
            del self.fields["full"]

    def full_columns(self) -> tuple[str, ...]:
        """The columns that are wanted in full."""
        return tuple(self.cleaned_data.get("full", ()))


class _Given(forms.Form):
    """The operation is given what was filled in."""

    def inputs(self) -> dict[str, Any]:
        """What the operation is given."""
        return dict(self.cleaned_data)


class ApproveForm(_Given):
    """Somebody else agrees to exactly what he is shown (批准导出)."""

    opinion = forms.CharField(label="意见", max_length=200, required=False, widget=forms.TextInput(TEXT))

    def __init__(self, data: Any, files: Any, *, subject: Loan, actor: Actor) -> None:
        super().__init__(data)
        self._subject, self._actor = subject, actor

    def plan(self) -> Plan:
        """What will leave."""
        return Release(self._subject, self._actor)


class DeclineForm(_Given):
    """Why not (不批准导出)."""

    opinion = forms.CharField(label="不批准的理由", max_length=200, widget=forms.TextInput(TEXT))

    def __init__(self, data: Any, files: Any, *, subject: Loan, actor: Actor) -> None:
        super().__init__(data)


class ReturnForm(_Given):
    """What became of the copy, and when (归还或销毁)."""

    became = forms.ChoiceField(
        label="结果", choices=[(one.value, one.label) for one in ENDS], widget=forms.RadioSelect()
    )
    on = DayField(label="日期")
    lead = "连同从它复制、打印出来的，一并归还或销毁后再登记。"

    def __init__(self, data: Any, files: Any, *, subject: Loan, actor: Actor) -> None:
        super().__init__(data, initial={"became": ENDS[1], "on": actor.today.isoformat()})
        self.fields["became"].widget.template_name = "web/widgets/choices.html"


class ExtendForm(_Given):
    """Until when, and why (延期归还)."""

    due_on = DayField(label="延至")
    reason = forms.CharField(label="延期原因", max_length=200, widget=forms.TextInput(TEXT))

    def __init__(self, data: Any, files: Any, *, subject: Loan, actor: Actor) -> None:
        super().__init__(data)
        self.lead = f"现定{subject.due_on:%Y-%m-%d}归还或销毁，已延期{subject.extended}次，最多两次。"


def confirm_form(data: Any, files: Any, *, subject: Loan, actor: Actor) -> ConfirmForm:
    """Only a yes."""
    return ConfirmForm(data)


class TraceForm(forms.Form):
    """What was found outside: a file, or rows of it (泄露溯源)."""

    file = forms.FileField(
        label="外泄的表格", required=False, widget=forms.FileInput({"class": "input", "accept": ".xlsx"}),
        help_text="xlsx工作簿，不超过10M；只比对，不保存。",
    )  # fmt: skip
    text = forms.CharField(
        label="或粘贴其中的行", required=False, strip=False, max_length=500_000,
        widget=forms.Textarea({"class": "input", "rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        help_text="从表格里连续复制几十行以上，各列一起；行数越多越能确定。",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Something of the two, and not too large."""
        given = super().clean() or {}
        file = given.get("file")
        if file and file.size > LARGEST:
            raise ValidationError(f"工作簿不能超过10M，这份有{file.size / 1024 / 1024:.1f}M。")
        if not file and not given.get("text", "").strip() and not self.errors:
            raise ValidationError(NOTHING_LEAKED)
        return given
