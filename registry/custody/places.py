"""Where something sealed stands, and where its blind indexes do (加密位置): read off the declared fields, never listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Func, Q

from registry.kernel.sealed_columns import BlindIndexField, SealedContentField
from registry.kernel.sealed_fields import SealedField


@dataclass(frozen=True, slots=True)
class SealedTable:
    """The sealed columns of one table, which row they are bound to, and how many rows are taken at a time."""

    model: type[models.Model]
    fields: tuple[Any, ...]
    owner: str
    batch: int

    @property
    def columns(self) -> list[str]:
        return [field.column for field in self.fields]

    def not_by(self, number: int) -> Q:
        """The condition that something of the row is sealed by another key than that."""
        condition = Q()
        for field in self.fields:
            condition |= Q(**{f"key_of_{field.name}__isnull": False}) & ~Q(**{f"key_of_{field.name}": number})
        return condition

    def by(self, number: int) -> Q:
        """The condition that something of the row is sealed by that key."""
        condition = Q()
        for field in self.fields:
            condition |= Q(**{f"key_of_{field.name}": number})
        return condition

    def rows(self) -> models.QuerySet[Any]:
        """Its rows, each with the key that every column was sealed by."""
        keys = {f"key_of_{field.name}": KeyOf(field.name) for field in self.fields}
        return self.model._base_manager.annotate(**keys)


class KeyOf(Func):
    """The number of the key by which a value is sealed: its first byte."""

    template = "case when length(%(expressions)s) > 0 then get_byte(%(expressions)s, 0) end"
    output_field = models.IntegerField()


def sealed_tables() -> list[SealedTable]:
    """Every table with something sealed in it."""
    found = []
    for model in tables():
        fields = tuple(field for field in model._meta.concrete_fields if isinstance(field, SealedField))
        contents = tuple(field for field in model._meta.concrete_fields if isinstance(field, SealedContentField))
        if fields:
            found.append(SealedTable(model, fields, "uid", 500))
        # A content may be a workbook of fifty megabytes: one at a time.
        found += [SealedTable(model, (content,), content.owner, 1) for content in contents]
    return found


@dataclass(frozen=True, slots=True)
class Index:
    """One blind index: its column, and the sealed item it is made of, in this row or in one that it refers to."""

    model: type[models.Model]
    field: BlindIndexField

    @property
    def source(self) -> tuple[str, Any]:
        """How one gets to the row that has the item, and the item."""
        way, _, name = self.field.of.rpartition("__")
        model: Any = self.model
        for step in filter(None, way.split("__")):
            model = model._meta.get_field(step).related_model
        return way, model._meta.get_field(name)


def indexes() -> list[Index]:
    """Every blind index of something sealed."""
    return [
        Index(model, field)
        for model in tables()
        for field in model._meta.concrete_fields
        if isinstance(field, BlindIndexField)
    ]


def tables() -> Iterator[type[models.Model]]:
    """Every table of the registry, by name."""
    found = (model for model in apps.get_models() if model.__module__.startswith("registry.") and model._meta.managed)
    yield from sorted(found, key=lambda model: model._meta.db_table)
