"""The only place that looks at a clock (当前日期): every rule and operation is given its day (R-001)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment at UTC+8."""
    return datetime.now(CHINA)


def today() -> date:
    """The civil date at UTC+8 (R-001)."""
    return now().date()
