"""The box in which an organisation is looked for (党组织选择框)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from registry.organisations.models import Organisation

UUID_TEXT = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


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
