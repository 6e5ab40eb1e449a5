"""Several sessions whose writes become one (合写): a long load uses every processor, and is there as a whole or not at all.

Each session writes its part and prepares it (two-phase commit); the parts are committed when the operation they belong
to has been. A process killed between the two leaves prepared parts behind: `settle()` commits those whose operation is
in the audit trail and rolls the others back. A server that prepares no transactions (PostgreSQL's own default) gets
everything written by the operation's session alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from queue import SimpleQueue
from typing import Any, Protocol

from django.db import OperationalError, ProgrammingError, connection
from psycopg.errors import LockNotAvailable

from registry.jobs.crew import HANDS
from registry.security.models import AuditEntry
from registry.security.operation import entry_number

Part = Callable[[int], Iterator[int]]
"""Writes the part of that number, and says after each piece how many rows it was."""

PATIENCE = "20s"
"""How long a part waits for a row somebody else holds. Two parts and a stranger may wait for each other in a ring that
the server cannot see, because a prepared part waits for nobody."""

_PREPARED = (
    "select gid from pg_prepared_xacts where database = current_database() and gid like 'registry.%' order by gid"
)
_DATABASE = "select oid from pg_database where datname = current_database()"
_ALIVE = "hashtextextended('registry.together.' || %s, 0)"


class Waited(Exception):
    """A part waited for somebody else's row for too long; nothing was written (等待超时)."""


class Writing(Protocol):
    """Who writes."""

    parts: int

    def carry_out(self, write: Part) -> Iterator[int]:
        """Have each part written inside the open operation; the numbers of rows, as they are written."""


class Alone:
    """The operation's own session writes everything."""

    parts = 1

    def carry_out(self, write: Part) -> Iterator[int]:
        yield from write(0)


class Together:
    """As many sessions as there are processors; what they wrote is seen once `end` has committed it."""

    parts = HANDS

    def __init__(self) -> None:
        self._prepared: list[str] = []

    def carry_out(self, write: Part) -> Iterator[int]:
        entry, told = entry_number(), SimpleQueue[int | None]()
        database = _one(_DATABASE)
        # Held until the operation has ended: whoever settles knows by it that somebody is still at work.
        _one(f"select pg_advisory_xact_lock({_ALIVE})", entry)
        names = [f"registry.{database}.{entry}.{part}" for part in range(self.parts)]
        with ThreadPoolExecutor(self.parts) as pool:
            working = [pool.submit(copy_context().run, self._write, name, entry, write, told) for name in names]
            for _ in working:
                yield from iter(told.get, None)
        try:
            for one in working:
                one.result()
        except OperationalError as error:
            raise (Waited if isinstance(error.__cause__, LockNotAvailable) else error) from error

    def end(self, *, commit: bool) -> None:
        """Commit the parts of an operation that was, or take back those of one that was not."""
        while self._prepared:
            _settle(self._prepared.pop(), commit=commit)

    def _write(self, name: str, entry: int, write: Part, told: SimpleQueue[int | None]) -> None:
        """One part, in this thread's own connection."""
        try:
            connection.set_autocommit(False)
            _one(
                "select set_config('registry.entry', %s, true), set_config('lock_timeout', %s, true)",
                str(entry),
                PATIENCE,
            )
            for rows in write(int(name.rpartition(".")[2])):
                told.put(rows)
            with connection.cursor() as cursor:
                cursor.execute(f"prepare transaction '{name}'")
            self._prepared.append(name)
        finally:
            connection.close()
            told.put(None)


ALONE = Alone()


@contextmanager
def together(*, many: bool) -> Iterator[Writing]:
    """Who writes in the one operation of this block: several sessions for `many` rows, where the server allows it."""
    settle()
    if not many or int(_one("select current_setting('max_prepared_transactions')")) < 2 * HANDS:
        yield ALONE
        return
    writing, done = Together(), False
    try:
        yield writing
        done = True
    finally:
        writing.end(commit=done)


def settle() -> int:
    """End what killed processes left prepared, by whether their operation was; returns how many parts."""
    with connection.cursor() as cursor:
        cursor.execute(_PREPARED)
        names = [name for (name,) in cursor.fetchall()]
    return sum(_settle_left(name) for name in names)


def unsettled(entry: int) -> bool:
    """Whether what that operation wrote is still being committed."""
    with connection.cursor() as cursor:
        cursor.execute(_PREPARED)
        return any(_entry_of(name) == entry for (name,) in cursor.fetchall())


def _entry_of(name: str) -> int:
    return int(name.split(".")[2])


def _settle_left(name: str) -> bool:
    entry = _entry_of(name)
    if not _one(f"select pg_try_advisory_lock({_ALIVE})", entry):
        return False
    try:
        _settle(name, commit=AuditEntry.objects.filter(pk=entry).exists())
    finally:
        _one(f"select pg_advisory_unlock({_ALIVE})", entry)
    return True


def _settle(name: str, *, commit: bool) -> None:
    """Commit or roll back a prepared part; whoever settles the same one at the same time is not in the way."""
    with connection.cursor() as cursor, suppress(ProgrammingError):
        cursor.execute(f"{'commit' if commit else 'rollback'} prepared '{name}'")


def _one(query: str, *parameters: str | int) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return cursor.fetchone()[0]
