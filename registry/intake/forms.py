"""What the intake asks of a person (导入表单): a workbook, what its columns mean, a cell put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet

from registry.intake.models import Batch, Finding
from registry.intake.sheets import Column, Need
from registry.intake.steps import columns
from registry.kernel.refusals import Level
from registry.kernel.sealed_fields import SealedField
from registry.organisations.categories import BRANCHES
from registry.organisations.forms.picking import OrganisationField, OrganisationPicker
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from registry.web.set_forms import widget_for


def places(actor: Actor) -> QuerySet[Organisation]:
    """The organisations below which the actor may take a sheet in: branches have nobody below them."""
    return Organisation.objects.visible_to(actor, "intake.upload").exclude(category__in=BRANCHES)


class UploadForm(forms.Form):
    """A workbook and the organisation below which it goes."""

    organisation = OrganisationField(
        label="导入到党组织", widget=OrganisationPicker("intake.upload-places"),
        help_text="汇总表里没有上级的党组织会登记在它之下；党员编入它下级的党支部。",
    )  # fmt: skip
    file = forms.FileField(
        label="工作簿", widget=forms.ClearableFileInput({"accept": ".xlsx", "class": "input"}),
        help_text="党组织和所在单位信息汇总表，或党员基本信息汇总表；.xlsx，不超过50M。",
    )  # fmt: skip
    as_of = forms.DateField(
        label="数据截至", required=False, widget=forms.TextInput({"class": "input input-date", "data-date": "day"}),
        help_text="汇总表上的汇总日期；不填为今天。",
    )  # fmt: skip

    def __init__(self, data: Any, files: Any, *, actor: Actor) -> None:
        super().__init__(data, files)
        inside = places(actor)
        self.fields["organisation"].inside = inside  # type: ignore[attr-defined]
        self.fields["organisation"].initial = (
            inside.filter(pk=actor.seat.organisation).first() if data is None else None
        )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT:
            raise forms.ValidationError(
                f"工作簿有{file.size / 1024 / 1024:.0f}M，超过50M；请按党委分成几个工作簿上传。"
            )
        return file


class MatchForm(forms.Form):
    """Which column is which item."""

    def __init__(self, data: Any, *, batch: Batch) -> None:
        super().__init__(data)
        self.batch = batch
        doubtful = set(columns.doubtful(batch))
        offered = [("", "不导入"), *((one.name, one.label) for one in batch.form.columns.values())]
        for number, label in batch.labels:
            field = forms.ChoiceField(
                choices=offered,
                label=label or f"第{number}列",
                required=False,
                widget=forms.Select({"class": "select"}),
            )
            field.initial = batch.columns.get(str(number), "")
            field.help_text = "按相似的名称猜的，请核对。" if str(number) in doubtful else ""
            self.fields[f"column-{number}"] = field

    def missing(self) -> list[str]:
        """What the sheet has no column for."""
        return [one.label for one in columns.missing(self.batch, Need.NEW)]

    def chosen(self) -> Mapping[str, str]:
        """The items by the number of their column."""
        return {name.removeprefix("column-"): value for name, value in self.cleaned_data.items() if value}


class CellForm(forms.Form):
    """One cell put right (改这一格): with the widget of its item, what is wrong, and what stood there."""

    value = forms.CharField(required=False)

    def __init__(self, data: Any, *, column: Column, findings: Sequence[Finding]) -> None:
        super().__init__(data)
        self.column, field = column, self.fields["value"]
        field.label, field.widget = column.label, widget_for(column.field)
        field.widget.attrs["data-focus"] = True
        field.warnings = () if self.is_bound else list(dict.fromkeys(finding.message for finding in findings))  # type: ignore[attr-defined]
        stood = next((finding.shown for finding in findings if finding.shown), "")
        if isinstance(column.field, SealedField):
            field.widget.attrs["placeholder"] = stood
        elif not isinstance(field.widget, forms.Select):
            field.initial = stood

    def clean_value(self) -> str:
        """The value as it was typed; refused where even its form is wrong."""
        value: str = self.cleaned_data["value"]
        for problem in self.column.field.parse(value).problems:
            if problem.level is Level.REFUSE:
                self.add_error("value", problem.message)
        return value
