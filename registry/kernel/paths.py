"""The path of an organisation in the tree (层级码): three base-36 characters a level, C-collated (data.md A2)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.sql.compiler import SQLCompiler

WIDTH = 3
DEPTH = 12
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LAST_LABEL = 36**WIDTH - 1
AFTER = "~"
"""Follows every label: a path and this are the end of the range below it."""


def label(number: int) -> str:
    """The label of the n-th child ever made below one parent; ValueError past 46,655."""
    if not 0 < number <= LAST_LABEL:
        raise ValueError(f"no label for child number {number}")
    text = ""
    for _ in range(WIDTH):
        number, digit = divmod(number, 36)
        text = DIGITS[digit] + text
    return text


def is_below(path: str, top: str) -> bool:
    """Whether `path` is `top` itself or somewhere under it."""
    return path.startswith(top)


def ancestors(path: str) -> list[str]:
    """The paths from the root down to `path`, itself included."""
    return [path[:end] for end in range(WIDTH, len(path) + 1, WIDTH)]


class PathField(models.TextField):  # type: ignore[type-arg]
    """A path column; `below` and `above` are its lookups, LIKE is refused (it is not leakproof, data.md B4).

    `follows` names the foreign key to the organisation whose path this one is a copy of: it moves when that one does.
    """

    def __init__(self, *args: Any, follows: str = "", **kwargs: Any) -> None:
        self.follows = follows
        kwargs["db_collation"] = "C"
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_collation", None)
        return name, path, list(args), dict(kwargs)

    def get_lookup(self, lookup: str) -> Any:
        if lookup in {"startswith", "istartswith", "contains", "icontains", "regex", "iregex"}:
            raise FieldError(f"'{lookup}' on a path is refused: use 'below'")
        return super().get_lookup(lookup)


@PathField.register_lookup
class Below(models.Lookup):
    """`path__below=top`: the range [top, top~), one index range for the whole subtree."""

    lookup_name = "below"

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        params = (*left_params, *right_params)
        return f"({left} >= {right} AND {left} < ({right}) || '{AFTER}')", params + params


@PathField.register_lookup
class Above(models.Lookup):
    """`path__above=path`: that path and those leading to it; the few are made first, then found in the index."""

    lookup_name = "above"

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        steps = f"generate_series({WIDTH}, length(foot.path), {WIDTH})"
        way = f"SELECT left(foot.path, step) FROM (SELECT {right} AS path) AS foot, {steps} AS step"  # noqa: S608
        return f"{left} = ANY(ARRAY({way}))", (*left_params, *right_params)


def followers() -> list[tuple[type[models.Model], PathField]]:
    """The kinds of rows that carry a copy of an organisation's path, by table name."""
    from django.apps import apps

    found = [
        (model, field) for model in apps.get_models() for field in model._meta.fields if isinstance(field, PathField)
    ]
    return sorted(((model, field) for model, field in found if field.follows), key=lambda one: one[0]._meta.db_table)
