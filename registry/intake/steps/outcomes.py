"""What becomes of each row, and how many of each (结果与计数)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from registry.intake.models import Batch, Outcome

SHARE = 30
"""Percent of the matched rows in which an item may change before a person has to say that it is meant so."""
FEW = 3
"""Fewer changed rows than this are no sign of a shifted column: everybody sees each of them."""

_SETTLE = """
with worst as (
  select row, bool_or(weight in ('refuse', 'waivable')) as refused, bool_or(weight = 'decide') as pending
  from intake_finding where batch_id = %(batch)s and weight in ('refuse', 'waivable', 'decide') {of_rows}
  group by row
), settled as (
  select s.id, case when w.refused then 'rejected' when w.pending then 'pending' when s.matched is null then 'new'
    when s.changed <> 0 then 'changed' else 'unchanged' end as outcome
  from {table} s left join worst w using (row)
  where s.batch_id = %(batch)s and s.round = %(round)s {of_staged}
)
update {table} s set outcome = settled.outcome from settled where settled.id = s.id and settled.outcome <> s.outcome
"""


def settle(batch: Batch, rows: Iterable[int] | None = None) -> None:
    """Say of each row of this round what becomes of it."""
    statement = _SETTLE.format(
        table=batch.staged._meta.db_table,
        of_rows="and row = any(%(rows)s)" if rows is not None else "",
        of_staged="and s.row = any(%(rows)s)" if rows is not None else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"batch": batch.pk, "round": batch.round, "rows": list(rows or ())})


def count(batch: Batch) -> dict[str, Any]:
    """Rows that would go in now and rows that cannot, rows with notes and warnings, and how many rows each item changes in."""
    table = batch.staged._meta.db_table
    items = [column for column in batch.form.columns.values() if column.name in batch.form.information.items]
    changes = ", ".join(f"count(*) filter (where changed & {column.bit} <> 0)" for column in items)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select outcome, count(*) from {table} where batch_id = %s and (round = %s or outcome = any(%s)) group by 1",
            [batch.pk, batch.round, [Outcome.REJECTED, Outcome.PENDING]],
        )
        counts: dict[str, Any] = dict.fromkeys(Outcome.values, 0) | dict(cursor.fetchall())
        cursor.execute(
            "select weight, count(distinct row) from intake_finding where batch_id = %s and weight in ('note', 'warn')"
            " group by 1", [batch.pk],
        )  # fmt: skip
        counts |= {"note": 0, "warn": 0} | dict(cursor.fetchall())
        cursor.execute(
            f"select count(*), {changes} from {table} where batch_id = %s and round = %s"
            f" and outcome in ('changed', 'unchanged')", [batch.pk, batch.round],
        )  # fmt: skip
        matched, *changed = cursor.fetchone()
    counts["matched"] = matched
    counts["changes"] = {column.name: number for column, number in zip(items, changed, strict=True) if number}
    return counts


def widely_changed(batch: Batch) -> list[str]:
    """The items that would change in more than `SHARE` percent of the matched rows."""
    matched = batch.counts.get("matched", 0)
    changes: dict[str, int] = batch.counts.get("changes", {})
    return [name for name, number in changes.items() if number >= FEW and number * 100 > matched * SHARE]


def loadable(batch: Batch) -> int:
    """How many rows would be written now."""
    return int(batch.counts.get(Outcome.NEW, 0)) + int(batch.counts.get(Outcome.CHANGED, 0))
