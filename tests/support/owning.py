"""Working as the owner of the tables for a moment (所有者): for what the role of the web may not even try."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


@contextmanager
def owning() -> Iterator[None]:
    """Until the block ends, or the transaction is rolled back to before it."""
    with connection.cursor() as cursor:
        cursor.execute("set role none")
    yield
    with connection.cursor() as cursor:
        cursor.execute("reset role")


@contextmanager
def silently() -> Iterator[Any]:
    """The same, and no trigger speaks: neither those that refuse a write nor those of foreign keys; gives a cursor."""
    with owning(), connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        yield cursor
        cursor.execute("set session_replication_role = origin")
