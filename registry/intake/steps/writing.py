"""Staged rows become records (写入): what all sheets share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection, models

from registry.intake.models import Batch, Outcome
from registry.intake.steps.filling import record_of, stored_in

CHUNK = 10_000
"""Rows of a sheet written by one statement, and between two reports of progress."""


class Stale(Exception):
    """The register has changed since the rehearsal (名册已变)."""


def row_ranges(batch: Batch, size: int = CHUNK) -> list[tuple[int, int]]:
    """The rows of this round, in pieces."""
    staged = batch.staged._default_manager.filter(batch=batch, round=batch.round)
    ends = staged.aggregate(first=models.Min("row"), last=models.Max("row"))
    if ends["first"] is None:
        return []
    return [(start, min(start + size - 1, ends["last"])) for start in range(ends["first"], ends["last"] + 1, size)]


def change(batch: Batch, first: int, last: int, share: str = "true") -> int:
    """Write the rows that change a record; Stale if one was changed by somebody else since.

    `share` is a condition in SQL on the staged row `s`, for those who write only some of the rows.
    """
    record = record_of(batch)
    present = {field.column for field in record._meta.fields}
    columns = [
        name for column in batch.form.columns.values() if column.name in batch.form.information.items
        for name in stored_in(column) if name in present and name != "organisation_id"
    ]  # fmt: skip
    settings = ", ".join(f"{name} = s.{name}" for name in columns)
    scope: list[Any] = [batch.pk, batch.round, Outcome.CHANGED, first, last]
    staged = f"s.batch_id = %s and s.round = %s and s.outcome = %s and s.row between %s and %s and {share}"
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {batch.staged._meta.db_table} s where {staged}", scope)
        wanted = int(cursor.fetchone()[0])
        if not wanted:
            return 0
        cursor.execute(
            f"""
            update {record._meta.db_table} m set {settings}, version = m.version + 1
            from {batch.staged._meta.db_table} s
            where {staged}
              and m.id = s.matched and m.version = s.matched_version and m.path >= %s and m.path < %s || '~'
            """,
            [*scope, batch.organisation.path, batch.organisation.path],
        )
        if cursor.rowcount != wanted:
            raise Stale
    return wanted


def forget_emptied(*tables: str) -> None:
    """Let the server look at tables it holds for empty though they have pages, as after a load that was taken back.

    Until then every index costs it the same, and the checks of foreign keys have been seen to take one in which each
    key is looked for from end to end: a load of a minute that does not end in an hour.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relname = any(%s) and reltuples <= 0 and relpages > 0", [[*tables]]
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"vacuum {table}")


def insert(table: str, columns: Sequence[Any], selection: str, parameters: Sequence[Any]) -> int:
    """Insert what `selection` selects; returns how many rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {table} ({', '.join(columns)}) {selection}", list(parameters))
        return int(cursor.rowcount)
