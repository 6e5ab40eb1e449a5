"""How a row came to be as it is (变更记录): each act with its items before and after, as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from registry.kernel.sealed_fields import SealedField
from registry.kernel.sets import InformationSet, Item
from registry.security import trail
from registry.security.models import AuditEntry, Change

MOST = 50


@dataclass(frozen=True, slots=True)
class Changed:
    """One item of one act."""

    item: Item
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Act:
    """One act on the row: who, when, from which office, what changed."""

    entry: AuditEntry
    items: tuple[Changed, ...]
    first: bool

    @property
    def at(self) -> datetime:
        return self.entry.at


def of_row(row: models.Model, information_set: InformationSet) -> list[Act]:
    """The latest acts on the row, the newest first."""
    return [_act(change, row, information_set) for change in trail.changes_of(row)[:MOST]]


def _act(change: Change, row: models.Model, information_set: InformationSet) -> Act:
    first = change.before is None
    found = (
        []
        if first
        else [_changed(item, change, row) for item in information_set.items.values() if _touches(item, change)]
    )
    return Act(change.entry, tuple(found), first)


def _touches(item: Item, change: Change) -> bool:
    return item.field.column in (change.after or {}) or item.field.column in (change.before or {})


def _changed(item: Item, change: Change, row: models.Model) -> Changed:
    return Changed(item, _text(item, change.before, row), _text(item, change.after, row))


def _text(item: Item, values: dict[str, Any] | None, row: models.Model) -> str:
    """The value as it was, read by the item itself; sealed values by their mask only."""
    values = values or {}
    if isinstance(item.field, SealedField):
        mask = next(
            (values[name] for name in item.field.companions() if name.endswith("_mask") and name in values), None
        )
        return mask if mask is not None else "（已登记）" if values.get(str(item.field.column)) else ""
    then = type(row)()
    for field in row._meta.concrete_fields:
        if field.column in values and not isinstance(field, SealedField):
            setattr(then, field.attname, field.to_python(values[field.column]))
    return item.text(then)
