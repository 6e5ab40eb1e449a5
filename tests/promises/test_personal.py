"""What is kept of persons (个人信息清单, S64): no column without an entry, and what is sensitive is sealed."""

from __future__ import annotations

import pytest
from django.db import models

from registry.custody.personal import LEVELS, holdings, of
from registry.custody.places import tables
from registry.jobs.retention import kinds
from registry.kernel.sealed_columns import SealedContentField
from registry.kernel.sealed_fields import SealedField
from tests import declarations

TABLES = list(tables())


@pytest.mark.parametrize("model", TABLES, ids=[model._meta.db_table for model in TABLES])
def test_every_column_has_exactly_one_entry(model: type[models.Model]) -> None:
    table = model._meta.db_table
    entries = {field.column: len(of(table, field.column)) for field in model._meta.concrete_fields}
    assert {column: count for column, count in entries.items() if count != 1} == {}


def test_no_entry_speaks_of_what_is_not_there() -> None:
    columns = {model._meta.db_table: {field.column for field in model._meta.concrete_fields} for model in TABLES}
    for one in holdings():
        for table in one.tables:
            assert set(one.columns) - {"*"} <= columns[table], table


def test_every_entry_says_what_for_on_what_basis_how_well_protected_and_how_long() -> None:
    for one in holdings():
        assert all((one.holds, one.purpose, one.basis)), one
        assert one.level in LEVELS
        assert one.kind in kinds()
        assert one.personal or one.level == "L1", one


def test_what_is_sealed_is_sensitive() -> None:
    for model in TABLES:
        for field in model._meta.concrete_fields:
            if isinstance(field, (SealedField, SealedContentField)):
                [entry] = of(model._meta.db_table, field.column)
                assert entry.level in ("L3", "L4"), f"{model._meta.db_table}.{field.column}"


def test_every_sensitive_item_of_a_set_is_sealed_and_its_number_masked() -> None:
    seen = 0
    for information in declarations.sets().values():
        model = next((one for one in TABLES if issubclass(one, information.model)), None)
        for item in information.items.values() if model else ():
            [entry] = of(model._meta.db_table, model._meta.get_field(item.name).column)  # type: ignore[union-attr]
            assert (entry.level in ("L3", "L4")) == isinstance(item.field, SealedField), item.label
            seen += entry.level in ("L3", "L4")
    assert seen >= 4
