"""The rows of the country, taken once and put back (留样): tests with real transactions empty the tables when they end.

Copying them back takes a twentieth of the time in which the country is built again.
"""

from __future__ import annotations

from django.db import connection

from tests.support.owning import owning, silently

KEPT = {"django_migrations", "django_content_type", "auth_permission"}
_taken: dict[str, bytes] = {}


def tables() -> list[str]:
    """Every table that tests fill; one that stands in parts as a whole."""
    with connection.cursor() as cursor:
        found = connection.introspection.get_table_list(cursor)
    return sorted({table.name for table in found if table.type == "t"} - KEPT)


def take() -> None:
    """Remember every row of every table as it is now."""
    with owning(), connection.cursor() as cursor:
        for table in tables():
            with cursor.copy(f'copy (select * from "{table}") to stdout (format binary)') as rows:
                _taken[table] = b"".join(rows)


def put_back() -> None:
    """The rows that were taken, into tables that are empty."""
    with silently() as cursor:
        for table, content in _taken.items():
            with cursor.copy(f'copy "{table}" from stdin (format binary)') as rows:
                rows.write(content)
