"""Rows into a table by COPY (批量写入): values travel as data of the protocol and are never part of a statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from enum import Enum
from itertools import islice
from operator import attrgetter
from types import NoneType
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

NULL = r"\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": None})
_WRITTEN: dict[type, Callable[[Any], str]] = {
    str: lambda text: text if text.isprintable() and "\\" not in text else text.translate(_ESCAPES),
    NoneType: lambda nothing: NULL,
    bool: lambda flag: "t" if flag else "f",
    bytes: lambda content: "\\\\x" + content.hex(),
    int: str,
    UUID: attrgetter("hex"),
    date: str,
}

T = TypeVar("T")


def copied(value: Any) -> str:
    """One value in the text format of COPY; KeyError for what no staged row holds."""
    return _WRITTEN.get(type(value), _choice)(value)


def line(values: Iterable[Any]) -> str:
    """One row of values."""
    return "\t".join([_WRITTEN.get(type(value), _choice)(value) for value in values])


def _choice(value: Any) -> str:
    if not isinstance(value, Enum):
        raise KeyError(type(value))
    return copied(value.value)


def copy_lines(table: str, columns: Sequence[str], lines: Sequence[str]) -> None:
    """Append rows, each already a line, to the table."""
    if not lines:
        return
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    statement = f"COPY {connection.ops.quote_name(table)} ({quoted}) FROM STDIN"
    cursor: CursorWrapper
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("\n".join(lines) + "\n")


def chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows, so many at a time."""
    source = iter(rows)
    while chunk := list(islice(source, size)):
        yield chunk
