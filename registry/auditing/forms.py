"""What an auditor is asked (审计表单)."""

from __future__ import annotations

from typing import Any

from django import forms

from registry.auditing.models import Clue
from registry.auditing.operations import WORDS
from registry.security.actors import Actor


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
