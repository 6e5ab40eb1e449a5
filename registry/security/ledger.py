"""The ledger (变更台账): triggers that refuse a write outside an operation and keep every changed row.

Statement-level triggers see bulk updates and COPY as well as `save()`; the audit trail itself may only grow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.apps.config import AppConfig
from django.db import connection, connections

FUNCTIONS = """
create or replace function ledger_diff(a jsonb, b jsonb) returns jsonb
language sql immutable parallel safe as $$
  select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each(a) where value is distinct from b -> key
$$;
-- The expression that says in JSON what the columns that differ hold on one side, `o` or `n`.
create or replace function ledger_columns(relation oid, side text) returns text language sql stable as $$
  select '(''{'' || concat_ws('','',' || string_agg(format(
    'case when o.%1$I is distinct from n.%1$I then %2$L || coalesce(to_json(%3$s.%1$I)::text, ''null'') end',
    attname, to_json(attname)::text || ':', side), ',' order by attnum) || ') || ''}'')::jsonb'
  from pg_attribute where attrelid = relation and attnum > 0 and not attisdropped
$$;
-- The condition that a row differs in another column than those (of seals and indexes alone) that take another key.
create or replace function ledger_others(relation oid, columns text) returns text language sql stable as $$
  select string_agg(format('o.%1$I is distinct from n.%1$I', attname), ' or ')
  from pg_attribute where attrelid = relation and attnum > 0 and not attisdropped
    and not (attname = any (string_to_array(columns, ',')) and atttypid in ('bytea'::regtype, 'uuid'::regtype))
$$;
create or replace function ledger_write() returns trigger
language plpgsql security definer set search_path = public, pg_catalog as $$
#variable_conflict use_variable
declare
  entry bigint := nullif(current_setting('registry.entry', true), '')::bigint;
  resealed text := nullif(current_setting('registry.resealed', true), '');
  wrong boolean;
begin
  if entry is null then
    raise exception 'write to % outside an operation', tg_table_name using errcode = 'RG001';
  elsif tg_op = 'UPDATE' and resealed is not null then
    -- Another key is no change of what is known: the ledger keeps the entry of the whole, and sees that nothing else is done.
    execute format('select (select count(*) from old_rows) <> (select count(*) from old_rows join new_rows using (id))
      or exists (select from old_rows o join new_rows n using (id) where %s)', ledger_others(tg_relid, resealed)) into wrong;
    if wrong then
      raise exception 'resealing % changes more than seals', tg_table_name using errcode = 'RG003';
    end if;
  elsif tg_op = 'INSERT' then
    insert into security_change (entry_id, table_name, row_id, before, after)
    select entry, tg_table_name, n.id, null,
      case when coalesce(current_setting('registry.brief', true), '') = '' then jsonb_strip_nulls(to_jsonb(n)) else '{}' end
    from new_rows n;
  elsif tg_op = 'DELETE' then
    insert into security_change (entry_id, table_name, row_id, before, after)
    select entry, tg_table_name, o.id, jsonb_strip_nulls(to_jsonb(o)), null from old_rows o;
  elsif (select count(*) from (select from new_rows limit 100) few) < 100 then
    insert into security_change (entry_id, table_name, row_id, before, after)
    select entry, tg_table_name, n.id, ledger_diff(to_jsonb(o), to_jsonb(n)), ledger_diff(to_jsonb(n), to_jsonb(o))
    from old_rows o join new_rows n using (id) where o is distinct from n;
  else
    -- Taking rows apart and putting them together as JSON costs 260 microseconds each; comparing columns costs 20, but
    -- the statement has to be made for the table first.
    execute format('insert into security_change (entry_id, table_name, row_id, before, after)
      select $1, $2, n.id, %s, %s from old_rows o join new_rows n using (id) where o is distinct from n',
      ledger_columns(tg_relid, 'o'), ledger_columns(tg_relid, 'n')) using entry, tg_table_name;
  end if;
  return null;
end $$;
create or replace function ledger_refuse() returns trigger language plpgsql as $$
begin raise exception '% may only grow', tg_table_name using errcode = 'RG002'; end $$;
"""

RECORD_TRIGGERS = """
create or replace trigger ledger_insert after insert on {table} referencing new table as new_rows
  for each statement execute function ledger_write();
create or replace trigger ledger_update after update on {table} referencing old table as old_rows
  new table as new_rows for each statement execute function ledger_write();
create or replace trigger ledger_delete after delete on {table} referencing old table as old_rows
  for each statement execute function ledger_write();
create or replace trigger ledger_truncate before truncate on {table}
  for each statement execute function ledger_refuse();
"""

TRAIL_TRIGGERS = """
create or replace trigger trail_only_grows before update or delete or truncate on {table}
  for each statement execute function ledger_refuse();
"""


@contextmanager
def brief() -> Iterator[None]:
    """New rows are noted without their values, for an intake whose sealed workbook stays: it says what was handed in.

    Told twice, the values would double the register, and take a fifth of the time of a load.
    """
    with connection.cursor() as cursor:
        cursor.execute("set local registry.brief = 'on'")
        yield
        cursor.execute("set local registry.brief = ''")


@contextmanager
def resealing(entry: int, columns: Iterable[str]) -> Iterator[None]:
    """Seals and blind indexes in these columns take another key under the entry that decided it; nothing else may change."""
    with connection.cursor() as cursor:
        settings = "select set_config('registry.entry', %s, true), set_config('registry.resealed', %s, true)"
        cursor.execute("select coalesce(current_setting('registry.entry', true), '')")
        (before,) = cursor.fetchone()
        cursor.execute(settings, [str(entry), ",".join(columns)])
        yield
        cursor.execute(settings, [before, ""])


def guard_tables(app_config: AppConfig, using: str = "default", **kwargs: Any) -> None:
    """Put the triggers on every table of records that exists; runs after each app's migrations, safe to repeat."""
    from registry.kernel.records import record_models
    from registry.security import parts
    from registry.security.models import AuditEntry, Change, Seal

    if not app_config.name.startswith("registry."):
        return
    with connections[using].cursor() as cursor:
        present = set(connections[using].introspection.table_names(cursor))
        if AuditEntry._meta.db_table not in present:
            return
        cursor.execute(FUNCTIONS)
        cursor.execute(parts.FUNCTIONS)
        for model in record_models():
            if model._meta.app_config == app_config and model._meta.db_table in present:
                cursor.execute(RECORD_TRIGGERS.format(table=model._meta.db_table))
        for trail in (AuditEntry, Change, Seal):
            cursor.execute(TRAIL_TRIGGERS.format(table=trail._meta.db_table))
