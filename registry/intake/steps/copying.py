"""Rows into a table by COPY (批量写入): values travel as data of the protocol and are never part of a statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

NULL = r"\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": None})


def copied(value: Any) -> str:
    """One value in the text format of COPY."""
    if value is None:
        return NULL
    if isinstance(value, str):
        return value if value.isalnum() else value.translate(_ESCAPES)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, (bytes, memoryview)):
        return "\\\\x" + bytes(value).hex()
    if isinstance(value, (int, UUID, date)):
        return str(value)
    raise TypeError(f"{type(value).__name__} is nothing a staged row holds")


def line(values: Iterable[Any]) -> str:
    """One row of values."""
    return "\t".join(map(copied, values))


def copy_lines(table: str, columns: Sequence[str], lines: Sequence[str]) -> None:
    """Append rows, each already a line, to the table."""
    if not lines:
        return
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    statement = f"COPY {connection.ops.quote_name(table)} ({quoted}) FROM STDIN"
    cursor: CursorWrapper
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("\n".join(lines) + "\n")
