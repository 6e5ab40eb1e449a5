"""The nightly round (夜间核验, S52): whether the key fields of every person and organisation are as some act left them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from registry.security import trail, vouching
from registry.security.actors import Actor
from registry.security.models import AuditEntry, Outcome, RowCode

FUNCTION = "row.examine"
BROKEN = "关键字段与鉴别码不符：没有任何业务操作能说明这一行现在的内容"
GONE = "这一行不见了：没有任何业务操作删除过它"

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Found:
    """How many rows were looked at, and how many nothing explains."""

    rows: int = 0
    broken: int = 0


def examine_all(today: date) -> Found:
    """Every row that is vouched for; each that no act explains leaves an entry that names it."""
    found, actor = Found(), Actor.console(FUNCTION, today=today)
    for model in (*vouching.AT_ONCE, *vouching.nightly()):
        if not RowCode.objects.filter(table_name=model._meta.db_table).exists() and not _was_vouched(model):
            found.rows += vouching.adopt(model)
            _say_adopted(actor, model)
            continue
        for rows in _pieces(model):
            broken = _settled(model, rows)
            found.rows, found.broken = found.rows + len(rows), found.broken + len(broken)
            _report(actor, model, broken)
    return found


def _settled(model: Any, rows: list[int]) -> list[int]:
    """One view of rows, codes and ledger, so that an act in between does not look like an edit."""
    with transaction.atomic():
        if not connection.in_atomic_block or len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("set transaction isolation level repeatable read")
        return vouching.settle(model, rows)


def _was_vouched(model: Any) -> bool:
    """Whether the codes of this table were introduced before: taking them all away introduces them no second time."""
    return AuditEntry.objects.filter(
        function=FUNCTION, outcome=Outcome.DONE, detail__table=model._meta.db_table
    ).exists()


def _say_adopted(actor: Actor, model: Any) -> None:
    trail.append(actor, FUNCTION, None, detail={"table": model._meta.db_table})


def _pieces(model: Any) -> Iterator[list[int]]:
    """The keys of all rows, and of those that were vouched for and are there no more."""
    last = 0
    while rows := list(
        model._base_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[: vouching.AT_A_TIME]
    ):
        yield rows
        last = rows[-1]
    there = model._base_manager.filter(pk=OuterRef("row_id"))
    gone = RowCode.objects.filter(~Exists(there), table_name=model._meta.db_table)
    if lost := list(gone.values_list("row_id", flat=True)):
        yield lost


def _report(actor: Actor, model: Any, broken: list[int]) -> None:
    there = {row.pk: row for row in model._base_manager.filter(pk__in=broken)}
    for pk in broken:
        row = there.get(pk)
        log.error("%s %s: %s", model._meta.db_table, pk, BROKEN if row else GONE)
        detail = {"table": model._meta.db_table, "row": pk}
        trail.append(actor, FUNCTION, row, outcome=Outcome.REFUSED, reason=BROKEN if row else GONE, detail=detail)
