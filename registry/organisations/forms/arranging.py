"""In which order subordinates stand (党组织排序表单)."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms

from registry.organisations import ranks, structure
from registry.organisations.models import Organisation

MOST_ARRANGED = 4000
"""Subordinates that are put in order on one page: a form has a box for each, and takes no more than 5,000 boxes."""


class ArrangeForm(forms.Form):
    """At which place each subordinate is to stand; only the numbers that were changed count (党组织排序)."""

    def __init__(self, data: Any, subject: Organisation) -> None:
        super().__init__(data)
        self.present = list(structure.below(subject).only("name", "short_name", "category"))
        self.shown = self.present[:MOST_ARRANGED]
        self.digest = ranks.digest(one.pk for one in self.present)

    @property
    def stale(self) -> bool:
        """Whether another order was seen than the present one: the numbers then mean nothing, and it is shown anew."""
        return self.is_bound and self.data.get("seen") != self.digest

    @property
    def advice(self) -> str:
        """What to do, and how far the page reaches."""
        left = len(self.present) - len(self.shown)
        over = f"这里只列前{MOST_ARRANGED:,}个，其余{left:,}个排在它们之后。" if left else ""
        return f"共{len(self.present):,}个。改序号就移到那一位，其余依次顺延；保存后一次生效。{over}"

    @property
    def rows(self) -> list[tuple[Organisation, str]]:
        """Each with the number in its box."""
        return [(one, self._typed(one, place)) for place, one in enumerate(self.shown, 1)]

    def clean(self) -> dict[str, Any]:
        wanted: dict[Organisation, int] = {}
        for place, one in enumerate(self.shown, 1):
            typed = unicodedata.normalize("NFKC", self._typed(one, place)).strip()
            if not typed.isdecimal() or not 0 < int(typed[:9]) <= len(self.shown):
                self.add_error(None, f"“{one}”的序号“{typed[:20]}”不对，请填1到{len(self.shown)}之间的整数。")
            elif int(typed) != place:
                wanted[one] = int(typed)
        return {"ordered": ranks.arranged(self.shown, wanted), "seen": self.data.get("seen", "")}

    def inputs(self) -> dict[str, Any]:
        """What the operation is given."""
        return dict(self.cleaned_data)

    def _typed(self, one: Organisation, place: int) -> str:
        return str(place if self.stale else self.data.get(f"place-{one.pk}", place))
