"""A second connection (旁路连接) whose writes count at once, while the work they tell of is still one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper


@contextmanager
def beside() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own to the same database, committing every statement; closed afterwards."""
    other = connection.copy()
    try:
        yield other
    finally:
        other.close()
