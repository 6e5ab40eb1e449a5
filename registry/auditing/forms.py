"""What an auditor is asked (审计表单)."""

from __future__ import annotations

from typing import Any

from django import forms

from registry.auditing.models import Clue
from registry.auditing.operations import WORDS
from registry.security.actors import Actor

PURPOSE = "写明给谁、做什么用；会印在表头并记入审计。"


class PurposeForm(forms.Form):
    """What a copy of the trail is for (R-251)."""

    purpose = forms.CharField(
        label="用途", max_length=100, widget=forms.TextInput({"class": "input", "autocomplete": "off"}), help_text=PURPOSE,
        error_messages={"required": "导出须填写用途。"},
    )  # fmt: skip


class WordsForm(forms.Form):
    """What came of looking into a clue."""

    words = forms.CharField(
        label="核查情况", max_length=400, help_text=WORDS, widget=forms.Textarea({"class": "input", "rows": 4})
    )

    def inputs(self) -> dict[str, Any]:
        """What the operation is given."""
        return dict(self.cleaned_data)


def words_form(data: Any, files: Any, *, subject: Clue, actor: Actor) -> WordsForm:
    """The same for explaining and for confirming."""
    return WordsForm(data, initial={"words": subject.words})
