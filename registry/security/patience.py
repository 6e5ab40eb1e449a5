"""How long one statement may take (语句时限, security.md S46): told to the database together with the sight.

Looking at a page must not hold anybody up, so it gets few seconds; what is written, taken out or printed gets more. A
process says by settings.STATEMENT_SECONDS what it begins with; commands at the machine, which change tables, have no limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

LONG = 60
_now: ContextVar[int | None] = ContextVar("patience", default=None)


def current() -> str:
    """The limit of the work at hand, as PostgreSQL writes it; nought is none."""
    told = _now.get()
    return f"{settings.STATEMENT_SECONDS if told is None else told}s"


@contextmanager
def patient() -> Iterator[None]:
    """Work that may take longer; where there is no limit, or a longer one, that stays."""
    usual = settings.STATEMENT_SECONDS
    before = _now.set(max(usual, LONG) if usual else 0)
    try:
        yield
    finally:
        _now.reset(before)
