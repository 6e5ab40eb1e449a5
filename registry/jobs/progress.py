"""How far a piece of work has come (进度), told while it runs."""

from __future__ import annotations

import time
from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

MOST_OFTEN = 0.25
"""Seconds between two reports of one phase; a page asks once a second."""


class Progress(Protocol):
    """Whoever wants to be told."""

    def at(self, phase: str, done: int = 0, total: int = 0) -> None:
        """The work is in that phase and has done so many of so many."""


class Silent:
    """Nobody wants to be told."""

    def at(self, phase: str, done: int = 0, total: int = 0) -> None:
        pass


class Told:
    """Writes to the task's row over a connection of its own, so that others see it at once."""

    def __init__(self, other: BaseDatabaseWrapper, task: int) -> None:
        self._other, self._task, self._phase, self._last = other, task, "", 0.0

    def at(self, phase: str, done: int = 0, total: int = 0) -> None:
        now = time.monotonic()
        if phase == self._phase and now - self._last < MOST_OFTEN and done < total:
            return
        self._phase, self._last = phase, now
        with self._other.cursor() as cursor:
            cursor.execute(
                "update jobs_task set phase = %s, done = %s, total = %s, moved_at = now() where id = %s",
                [phase, done, total, self._task],
            )


SILENT = Silent()
