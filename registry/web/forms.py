"""Forms that several operations share (通用表单): a confirmation, a document that a change rests on."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from registry.kernel.uploads import Upload
from registry.kernel.values import dates
from registry.web import attachments


class DocumentField(forms.FileField):
    """A document as evidence (依据材料), recognised by its content, R-035."""

    widget = forms.ClearableFileInput({"class": "input", "accept": attachments.ACCEPT})

    def __init__(self, **kwargs: Any) -> None:
        for name, value in (("required", False), ("label", "依据材料"), ("help_text", attachments.HELP)):
            kwargs.setdefault(name, value)
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        file: UploadedFile | None = super().clean(data, initial)
        if not file:
            return None
        try:
            content = attachments.content_of(file.name or "", file)
        except ValueError as wrong:
            raise ValidationError(str(wrong), code="R-035") from wrong
        return SimpleUploadedFile(file.name or "", content)


def upload_of(file: UploadedFile | None) -> Upload | None:
    """What a document field gave, as an operation takes it."""
    if file is None:
        return None
    return Upload(file.name or "", attachments.kind_of(file.name or "", file), file.read())


class Boxes(forms.CheckboxSelectMultiple):
    """Several of a list, to be ticked."""

    template_name = "web/widgets/boxes.html"


class DayField(forms.Field):
    """A day written in any usual way (日期), read by the parser that forms and sheets share."""

    widget = forms.TextInput({"class": "input input-date", "data-date": "day", "autocomplete": "off"})

    def clean(self, value: Any) -> date | None:
        parsed = dates.parse(super().clean(value) or None)
        if parsed.problems:
            raise ValidationError(parsed.problems[0].message, code=parsed.problems[0].rule)
        if parsed.value is not None and parsed.value.precision is not dates.Precision.DAY:
            raise ValidationError("请写到日，例如 2026-07-01。")
        return parsed.value.first if parsed.value else None


class ConfirmForm(forms.Form):
    """Nothing to fill in: the operation is confirmed."""

    def inputs(self) -> dict[str, Any]:
        """What the operation is given."""
        return {}
