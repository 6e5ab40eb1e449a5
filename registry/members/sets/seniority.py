"""Party standing (党龄): from the day of conversion, corrected by whole months (R-088)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.kernel.dates import full_months


@dataclass(frozen=True, slots=True)
class Seniority:
    """Months of standing after correction, and how they came about."""

    counted: int
    correction: int

    @property
    def months(self) -> int:
        return max(self.counted + self.correction, 0)

    @property
    def years(self) -> int:
        return self.months // 12

    def explanation(self) -> str:
        """The sum in words: 128 个月 − 7 个月 = 121 个月."""
        if not self.correction:
            return f"自转正之日起满{self.counted}个月"
        sign = "＋" if self.correction > 0 else "－"
        return f"自转正之日起满{self.counted}个月，校正{sign}{abs(self.correction)}个月，合{self.months}个月"


def on(today: date, converted_on: date, correction: int) -> Seniority:
    """The standing on `today`; the probation does not count."""
    return Seniority(full_months(converted_on, today), correction)
