"""How far the present work may see (可见范围): told to the database before every statement, whose row policies keep to it.

A request sees what its actor's post covers, a stranger nothing; commands and migrations see everything. Nothing but this
module and the database's own backend speaks of the settings, and no statement runs before they are told (data.md A4).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from django.conf import settings

from registry.kernel.paths import AFTER

TOLD = ("registry.low", "registry.high", "registry.people", "statement_timeout")
TELL = "select " + ", ".join(f"set_config('{name}', %s, false)" for name in TOLD)


class Sight(NamedTuple):
    """A range of paths, and whether the people in it are seen as well."""

    low: str
    high: str
    people: str

    @classmethod
    def below(cls, path: str, *, people: bool) -> Sight:
        """The organisation at `path` and everything under it."""
        return cls(path, path + AFTER, "on" if people else "")


NOTHING = Sight("", "", "")
EVERYTHING = Sight("", AFTER, "on")
_now: ContextVar[Sight | None] = ContextVar("sight", default=None)


def current() -> Sight:
    """What the work at hand may see; without being told, as much as the process was started for (settings.SIGHT)."""
    told = _now.get()
    return told if told is not None else (EVERYTHING if settings.SIGHT == "everything" else NOTHING)


@contextmanager
def seeing(sight: Sight) -> Iterator[None]:
    """Work that may see just that much."""
    before = _now.set(sight)
    try:
        yield
    finally:
        _now.reset(before)


def seeing_everything() -> Any:
    """For the few questions that are about the whole register: who signs in, whether a number is taken (docs/decisions/security.md)."""
    return seeing(EVERYTHING)
