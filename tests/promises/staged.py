"""Rows of a set on their way in (暂存行): a table whose every column may be empty, for the SQL twins to judge.

Only that is asked of a rule's SQL: the columns of the set, and beside them the few facts its rules name that no sheet has.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction

from registry.kernel.fields import ItemField
from registry.kernel.sealed_fields import SealedField
from registry.kernel.sets import InformationSet
from registry.kernel.uids import uid
from tests.support.owning import owning


def make_row(information: InformationSet, values: Mapping[str, Any]) -> models.Model:
    """An unsaved row with exactly these values and nothing else; sealed values bring their facts along."""
    model = table(information)
    row = model(**{field.name: None for field in model._meta.fields if field.name not in ("id", "uid")})
    sealed = [name for name in values if isinstance(model._meta.get_field(name), SealedField)]
    for name in [*sealed, *(name for name in values if name not in sealed)]:
        setattr(row, name, values[name])
    return row


def store(information: InformationSet, rows: list[models.Model]) -> models.QuerySet[Any]:
    """Those rows, and no others, in a table of their own that is gone with the test."""
    model = table(information)
    if model._meta.db_table in connection.introspection.table_names():
        model._default_manager.all().delete()
    else:
        with owning(), connection.schema_editor() as editor:
            editor.create_model(model)
            editor.execute(f"grant all on {model._meta.db_table} to {settings.WEB_ROLE}")
    with transaction.atomic():
        model._default_manager.bulk_create(rows)
    return model._default_manager.order_by("pk")


@cache
def table(information: InformationSet) -> type[models.Model]:
    """The model of that table."""
    told = [field for field in information.model._meta.fields if _is_told(field)]
    columns: dict[str, Any] = {field.name: _nullable(field) for field in told}
    columns |= {name: _column_for(value) for name, value in _facts(information).items() if name not in columns}
    name = f"Staged{information.model.__name__}"
    meta = type("Meta", (), {"app_label": "support", "db_table": name.lower(), "managed": False})
    return type(name, (models.Model,), {**columns, "uid": models.UUIDField(default=uid), "Meta": meta,
                                        "__module__": __name__})  # fmt: skip


def _facts(information: InformationSet) -> dict[str, Any]:
    """What the rules' examples speak of, each with a value that shows its kind."""
    examples = [example for rule in information.rules for example in (*rule.good, *rule.bad)]
    return {name: value for example in examples for name, value in example.items() if value is not None}


def _is_told(field: models.Field) -> bool:  # type: ignore[type-arg]
    """Whether a row says it: not who or what the row is, and whose."""
    return field.name not in ("id", "uid", "version") and (isinstance(field, ItemField) or not field.is_relation)


def _nullable(field: models.Field) -> models.Field:  # type: ignore[type-arg]
    copy = deepcopy(field)
    copy.__dict__.pop("cached_col", None)  # the column of the table it was copied from
    copy.null, copy._unique, copy.primary_key = True, False, False
    if isinstance(copy, models.ForeignKey):
        # Nobody who deletes an organisation elsewhere is to look into a table that is there in these tests alone.
        copy.db_constraint, copy.remote_field.related_name, copy.remote_field.on_delete = False, "+", models.DO_NOTHING
    return copy


def _column_for(value: object) -> models.Field:  # type: ignore[type-arg]
    kinds = {bool: models.BooleanField, int: models.IntegerField, str: models.TextField}
    return kinds[type(value)](null=True)
