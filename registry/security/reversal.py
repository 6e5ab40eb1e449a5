"""Taking back what an operation wrote (撤回): its rows as they were before, read off the ledger.

Everything is done with one statement a table and kind of change. Versions go on counting, so that whoever has seen the
rows meanwhile notices; counters that must never run backwards (`Record.counters`) stay where they are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import IntegrityError, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import CASCADE

from registry.kernel.records import Record, record_models
from registry.kernel.refusals import Refused

TOUCHED = "已有{count}条记录在此之后被修改，不能撤回；请逐条办理。"
DEPENDED_ON = "已有其他记录依赖当时写入的记录（例如在其中新增了下级或材料），不能撤回；请逐条办理。"

# What the entries did to each row in all: its columns before the first change, and whether it existed before and after.
_NET = """
create temporary table reversal on commit drop as
select table_name, row_id,
  (array_agg(before is null order by id))[1] as made, (array_agg(after is null order by id desc))[1] as gone,
  (select jsonb_object_agg(e.key, e.value order by x.id desc) from security_change x, jsonb_each(x.before) e
   where x.entry_id = any(%(entries)s) and x.table_name = c.table_name and x.row_id = c.row_id) as was
from security_change c
where entry_id = any(%(entries)s) and table_name <> all(%(spared)s)
group by table_name, row_id
"""
_NET_OF_ONE = """
create temporary table reversal on commit drop as
select table_name, row_id, before is null as made, after is null as gone, before as was
from security_change c where entry_id = any(%(entries)s) and table_name <> all(%(spared)s)
"""
_SEVERAL = """
select exists (select from security_change where entry_id = any(%(entries)s) and table_name <> all(%(spared)s)
  group by table_name, row_id having count(*) > 1)
"""
_LATER = """
select count(distinct (c.table_name, c.row_id)) from reversal r
join security_change c using (table_name, row_id)
where c.id > (select max(id) from security_change where entry_id = any(%(entries)s)) and c.entry_id <> all(%(entries)s)
  and (r.made or r.gone or c.after is null or c.before is null
    or (c.after - %(counters)s::text[] - 'version') ?| array(select jsonb_object_keys(r.was)))
"""

_MADE = "from reversal r where r.table_name = %s and r.made and not r.gone"


def reverse(entries: Sequence[int], *, sparing: Collection[type[Record]] = ()) -> int:
    """Put every row these entries wrote back to what it was; returns how many. Refused if one was changed since."""
    counters = sorted({name for model in record_models() for name in model.counters})
    parameters: dict[str, Any] = {
        "entries": list(entries), "spared": [model._meta.db_table for model in sparing], "counters": counters,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SEVERAL, parameters)
        cursor.execute(_NET if cursor.fetchone()[0] else _NET_OF_ONE, parameters)
        cursor.execute("create index on reversal (table_name, row_id)")
        cursor.execute("analyze reversal")
        cursor.execute(_LATER, parameters)
        if touched := cursor.fetchone()[0]:
            raise Refused(TOUCHED.format(count=touched))
        return _write_back(cursor)


def _write_back(cursor: CursorWrapper) -> int:
    """Delete what was made, restore what was changed, bring back what was deleted; then let the constraints speak."""
    cursor.execute("select distinct table_name from reversal")
    written = {name for (name,) in cursor.fetchall()}
    models = [model for model in record_models() if model._meta.db_table in written]
    try:
        done = sum(_delete(cursor, model) for model in models)
        done += sum(_restore(cursor, model) for model in models)
        done += sum(_bring_back(cursor, model) for model in models)
        for model in models:
            _forget_derived(cursor, model)
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
    except IntegrityError as depended:
        raise Refused(DEPENDED_ON) from depended
    cursor.execute("drop table reversal")
    return done


def _delete(cursor: CursorWrapper, model: type[Record]) -> int:
    """Rows that were made go; records that hang on them forbid it."""
    table = model._meta.db_table
    cursor.execute(f"delete from {table} where id in (select row_id {_MADE})", [table])
    return int(cursor.rowcount)


def _forget_derived(cursor: CursorWrapper, model: type[Record]) -> None:
    """What the database derives from rows that were made goes last: until then rows that are put back count in it."""
    for relation in model._meta.related_objects:
        derived = relation.related_model
        if relation.on_delete is CASCADE and not issubclass(derived, Record):
            made = f"{relation.field.column} in (select row_id {_MADE})"
            cursor.execute(f"delete from {derived._meta.db_table} where {made}", [model._meta.db_table])


def _restore(cursor: CursorWrapper, model: type[Record]) -> int:
    table = model._meta.db_table
    kept = {"id", "version", *model.counters}
    columns = [field.column for field in model._meta.concrete_fields if field.column not in kept]
    settings = ", ".join(f'"{column}" = w."{column}"' for column in columns)
    cursor.execute(
        f"update {table} t set {settings}, version = t.version + 1"
        f" from {table} o join reversal r on r.row_id = o.id, lateral jsonb_populate_record(o, r.was) w"
        f" where t.id = o.id and r.table_name = %s and not r.made and not r.gone and r.was - %s::text[] <> '{{}}'",
        [table, list(model.counters)],
    )
    return int(cursor.rowcount)


def _bring_back(cursor: CursorWrapper, model: type[Record]) -> int:
    table = model._meta.db_table
    cursor.execute(
        f"insert into {table} select w.* from reversal r, lateral jsonb_populate_record(null::{table}, r.was) w"
        f" where r.table_name = %s and not r.made and r.gone",
        [table],
    )
    return int(cursor.rowcount)
