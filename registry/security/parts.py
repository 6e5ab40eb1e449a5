"""The trail is kept in parts, one a month (按月分区): made ahead by their owner, whoever asks; nobody else may drop one."""

from __future__ import annotations

from django.db import connection

AHEAD = 13
"""Months that are ready before they begin: a node whose worker stood still for a year can still write its trail."""

# A part takes a lock on the whole trail: whoever asks gives up after two seconds rather than let everybody wait behind a
# long load; there is time until next night, and for a year of nights after it.
FUNCTIONS = """
create or replace function trail_part(parent text, month timestamp) returns boolean
language plpgsql security definer set search_path = pg_catalog, public set lock_timeout = '2s' as $$
declare part text := parent || to_char(month, '_YYYY_MM');
begin
  if parent not in ('security_auditentry', 'security_change') then
    raise exception 'no part of the trail: %', parent;
  elsif to_regclass('public.' || part) is not null then
    return false;
  end if;
  execute format('create table public.%I partition of public.%I for values from (%L) to (%L)', part, parent,
    month at time zone 'Asia/Shanghai', (month + interval '1 month') at time zone 'Asia/Shanghai');
  execute format('create trigger trail_only_grows before update or delete or truncate on public.%I
    for each statement execute function public.ledger_refuse()', part);
  return true;
end $$;
create or replace function trail_parts(ahead integer) returns integer
language plpgsql security definer set search_path = pg_catalog, public set lock_timeout = '2s' as $$
declare made integer := 0; parent text; month timestamp;
begin
  if ahead not between 0 and 24 then raise exception 'not that far ahead: %', ahead; end if;
  for month in select generate_series(first, first + make_interval(months => ahead), '1 month')
    from date_trunc('month', now() at time zone 'Asia/Shanghai') first
  loop
    foreach parent in array array['security_auditentry', 'security_change'] loop
      if trail_part(parent, month) then made := made + 1; end if;
    end loop;
  end loop;
  return made;
end $$;
revoke execute on function trail_part(text, timestamp) from public;
"""

CLOSED = """
do $$ declare part text; begin
  for part in select inhrelid::regclass::text from pg_inherits
    where inhparent in (to_regclass('security_auditentry'), to_regclass('security_change'))
  loop execute format('revoke all on %s from {role}', part); end loop;
end $$
"""
"""The web's role reaches a part through the whole only, where it may add and read."""


def make_ahead(months: int = AHEAD) -> int:
    """Make the parts of this month and those to come; returns how many were missing."""
    with connection.cursor() as cursor:
        cursor.execute("select trail_parts(%s)", [months])
        return int(cursor.fetchone()[0])
