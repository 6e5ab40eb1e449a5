"""Writing records in a test without an operation (测试写入): for what the database itself must refuse."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from registry.security import vouching

OPEN = "select set_config('registry.entry', nextval(pg_get_serial_sequence('security_auditentry', 'id'))::text, true)"


@contextmanager
def writing() -> Iterator[None]:
    """The ledger is open, as inside an operation, until the block ends."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(OPEN)
        cursor.execute("select current_setting('registry.entry')::bigint")
        entry = int(cursor.fetchone()[0])
        yield
        vouching.renew(entry)
        cursor.execute("select set_config('registry.entry', '', true)")
