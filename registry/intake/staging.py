"""Staged rows (暂存行): what a sheet says, in the columns of the set it speaks of, before anything of it is a record."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from django.db import models

from registry.kernel.sets import InformationSet


def staged(information: InformationSet) -> type[models.Model]:
    """An abstract model with every column of the set, each of which may be empty; nothing is constrained or indexed.

    A sealed column keeps its place: what is sealed for the uid of a staged row opens in the record that row becomes.
    """
    columns: dict[str, Any] = {field.name: _loose(field) for field in information.model._meta.fields}
    meta = type("Meta", (), {"abstract": True})
    return type(
        f"Staged{information.model.__name__}", (models.Model,), columns | {"__module__": __name__, "Meta": meta}
    )


def _loose(field: models.Field) -> models.Field:
    copy: Any = deepcopy(field)
    copy.null, copy.default, copy.db_index, copy._unique = True, models.NOT_PROVIDED, False, False
    if isinstance(field, models.ForeignKey):
        copy.db_constraint, copy.remote_field.on_delete, copy.remote_field.related_name = False, models.DO_NOTHING, "+"
    return copy
