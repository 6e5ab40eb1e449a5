"""A fresh installation has nobody in it (security.md S17), and one in service takes every migration."""

import re

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState

from registry.kernel.records import record_models


def test_a_fresh_installation_has_no_account(django_db_setup: int) -> None:
    assert django_db_setup == 0


@pytest.mark.django_db
def test_no_migration_writes_records_under_the_ledgers_triggers() -> None:
    """On a node in service the triggers stand, and refuse what Django would fill in; a fresh database does not show it."""
    executor, state = MigrationExecutor(connection), ProjectState()
    tables = {model._meta.db_table for model in record_models()}
    refused = []
    for migration, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True):
        with connection.schema_editor(collect_sql=True, atomic=False) as editor:
            state = migration.apply(state, editor, collect_sql=True)
        disabled: set[str] = set()
        for line in (line.strip() for sql in editor.collected_sql for line in sql.split("\n")):
            if triggers := re.match(r"alter table (\w+) (disable|enable) trigger", line, re.IGNORECASE):
                (disabled.add if triggers[2] == "disable" else disabled.discard)(triggers[1])
            written = re.match(r'(?:update|insert into|delete from) "?(\w+)"?', line, re.IGNORECASE)
            if written and written[1] in tables - disabled and not migration.initial:
                refused.append(f"{migration}: {line[:80]}")
    assert refused == []
