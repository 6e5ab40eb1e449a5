"""Blind indexes take the newest key (更换盲索引密钥): all of them in one transaction, while nobody else is at work.

A number that is taken must be found taken at every moment, and by one probe; so the change is a matter of maintenance and not
of the background (docs/decisions/keys.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import connection

from registry.custody.places import Index, indexes
from registry.kernel.refusals import Refused
from registry.kernel.sealing import keyring
from registry.security.ledger import resealing

AT_A_TIME = 2000
NOT_ALONE = "还有 {others} 个连接在使用数据库；请先停止网站和后台服务，再更换盲索引密钥。"


def alone() -> None:
    """Refused as long as anybody else is at the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity where datname = current_database() "
            "and pid <> pg_backend_pid() and usesysid is not null"
        )
        others = int(cursor.fetchone()[0])
    if others:
        raise Refused(NOT_ALONE.format(others=others))


def reindex_all(entry: int) -> int:
    """Every blind index anew, by the newest key; how many rows it was. Inside the operation that does it."""
    found = indexes()
    with connection.cursor() as cursor:
        for table in sorted({one.model._meta.db_table for one in found}):
            cursor.execute(f'lock table "{table}" in exclusive mode')
    return sum(_reindex(one, entry) for one in found)


def _reindex(index: Index, entry: int) -> int:
    way, item = index.source
    ahead = f"{way}__" if way else ""
    column = str(index.field.column)
    filled = index.model._base_manager.filter(
        **{f"{ahead}{item.name}__isnull": False, f"{index.field.name}__isnull": False}
    )
    rows = filled.order_by("pk").values_list("pk", f"{ahead}uid", f"{ahead}{item.attname}").iterator(AT_A_TIME)
    done = 0
    with resealing(entry, [column]):
        for some in batched(rows, AT_A_TIME):
            _write(index, [(pk, _again(item, uid, sealed)) for pk, uid, sealed in some])
            done += len(some)
    return done


def _again(item: Any, uid: Any, sealed: Any) -> Any:
    return item.blind(keyring().open(sealed, item.place, uid))


def batched(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The rows, that many at a time."""
    coming = iter(rows)
    while some := list(islice(coming, size)):
        yield some


def _write(index: Index, rows: list[tuple[int, Any]]) -> None:
    """The index of these rows, and nothing else of them."""
    name, column = index.model._meta.db_table, index.field.column
    with connection.cursor() as cursor:
        cursor.execute(
            f'update "{name}" set "{column}" = fresh.value from unnest(%s::bigint[], %s::uuid[]) as fresh(id, value) '
            f'where "{name}".id = fresh.id',
            [list(values) for values in zip(*rows, strict=True)],
        )
