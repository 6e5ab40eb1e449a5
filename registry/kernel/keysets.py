"""Pages found by their last row and never by counting (按键翻页): the cursor of a row, and the rows beyond one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, Model, Value


def cursor_of(row: Any, names: Sequence[str]) -> str:
    """The values by which the rows are ordered, as they stand in an address."""
    values = [getattr(row, name) for name in names]
    return "_".join(value.isoformat() if isinstance(value, datetime) else str(value) for value in values)


def read(cursor: str, model: type[Model], names: Sequence[str]) -> list[Any]:
    """The values of a cursor, each as its column holds it; nothing where somebody wrote the address himself."""
    texts = cursor.rsplit("_", len(names) - 1)
    if len(texts) < len(names) or not all(texts) or "\x00" in cursor:
        return []
    columns: list[Any] = [model._meta.pk if name == "pk" else model._meta.get_field(name) for name in names]
    try:
        return [column.clean(text, None) for column, text in zip(columns, texts, strict=True)]
    except ValidationError:
        return []


def beyond(names: Sequence[str], values: Sequence[Any], *, descending: bool = False) -> Func:
    """The condition that a row comes after those values: compared as one row, which is one range of the index."""
    sides = (_row(F(name) for name in names), _row(_given(value) for value in values))
    return Func(
        *sides, template="%(expressions)s", arg_joiner=" < " if descending else " > ", output_field=BooleanField()
    )


def _given(value: Any) -> Any:
    """A value of a cursor, or an expression that says where to find it."""
    return value if hasattr(value, "resolve_expression") else Value(value)


def _row(parts: Any) -> Func:
    return Func(*parts, function="ROW", output_field=BooleanField())
