"""What is sealed takes the newest key (换密): a few rows at a time, each time in a transaction of its own, beside all other work.

A row somebody else holds is passed over and comes in the next round; nobody waits for anybody. Where the work was broken off
it goes on, because what is sealed by the newest key already is not looked at again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection, transaction

from registry.custody.models import KeyCount
from registry.custody.places import SealedTable, sealed_tables
from registry.kernel.refusals import Refused
from registry.kernel.sealing import keyring
from registry.security.ledger import resealing

ROUNDS = 5
HELD = "有 {left} 行一直被其他业务占用，这次没有换完；今夜自动继续。"

Told = Callable[[str, int], None]


def reseal_all(entry: int, told: Told) -> int:
    """Everything sealed by an older key; how many rows it was. Refused if some were held by others all the time."""
    done = 0
    for table in sealed_tables():
        done += _reseal_table(table, entry, partial(told, str(table.model._meta.verbose_name)))
    return done


def left(number: int) -> int:
    """How many rows have something sealed by another key than that."""
    return sum(table.rows().filter(table.not_by(number)).count() for table in sealed_tables())


def sealed_by(number: int) -> int:
    """How many rows have something sealed by that key."""
    return sum(table.rows().filter(table.by(number)).count() for table in sealed_tables())


def _reseal_table(table: SealedTable, entry: int, told: Callable[[int], None]) -> int:
    done = 0
    for _ in range(ROUNDS):
        last = 0
        while found := _reseal_batch(table, entry, last):
            done, last = done + found[0], found[1]
            told(done)
        still = table.rows().filter(table.not_by(keyring().newest.number)).count()
        if not still:
            return done
    raise Refused(HELD.format(left=still))


def _reseal_batch(table: SealedTable, entry: int, after: int) -> tuple[int, int] | None:
    """The next rows after that one: how many, and the last of them; None if there are no more."""
    ring = keyring()
    names = [field.attname for field in table.fields]
    with transaction.atomic():
        waiting = table.rows().filter(table.not_by(ring.newest.number), pk__gt=after).order_by("pk")
        free = waiting.select_for_update(no_key=True, skip_locked=True, of=("self",))
        rows = list(free.values_list("pk", table.owner, *names)[: table.batch])
        if not rows:
            return None
        with resealing(entry, table.columns):
            _write(table, [(pk, *_again(table, uid, values)) for pk, uid, *values in rows])
    return len(rows), rows[-1][0]


def _again(table: SealedTable, uid: Any, values: list[Any]) -> list[bytes | None]:
    """The same values, sealed by the newest key."""
    ring = keyring()
    return [
        ring.seal_bytes(ring.open_bytes(value, field.place, uid), field.place, uid) if value else value
        for field, value in zip(table.fields, values, strict=True)
    ]


def _write(table: SealedTable, rows: list[tuple[Any, ...]]) -> None:
    """The sealed columns of these rows, and no other."""
    name, columns = table.model._meta.db_table, table.columns
    said = ", ".join(f'"{column}" = fresh."{column}"' for column in columns)
    kinds = ", ".join(["%s::bigint[]", *("%s::bytea[]" for _ in columns)])
    alias = ", ".join(["id", *(f'"{column}"' for column in columns)])
    with connection.cursor() as cursor:
        cursor.execute(
            f'update "{name}" set {said} from unnest({kinds}) as fresh({alias}) where "{name}".id = fresh.id',
            [list(values) for values in zip(*rows, strict=True)],
        )


def count() -> None:
    """How many values each key has sealed, place by place, as they stand now."""
    found = [
        KeyCount(place=f"{table.model._meta.db_table}.{field.column}", number=number, values=values)
        for table in sealed_tables()
        for field in table.fields
        for number, values in _by_key(table, field)
    ]
    with transaction.atomic():
        KeyCount.objects.all().delete()
        KeyCount.objects.bulk_create(found)


def _by_key(table: SealedTable, field: Any) -> list[tuple[int, int]]:
    name = table.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f'select get_byte("{field.column}", 0), count(*) from "{name}" where length("{field.column}") > 0 group by 1'
        )
        return cursor.fetchall()
