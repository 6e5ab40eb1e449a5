"""Several people at once (同时办理): each in a thread with a database connection of his own, all beginning together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

from registry.kernel.refusals import Invalid, Refused


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What came of each act: its result, or its refusal."""
    line = Barrier(len(acts))

    def perform(act: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            line.wait(timeout=30)
            return act()
        except (Refused, Invalid) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(perform, acts))
