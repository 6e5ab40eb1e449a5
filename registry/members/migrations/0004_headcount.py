"""The number of members of each branch follows every change of a member (党员数)."""

from typing import ClassVar

from django.db import migrations

DELTAS = """
create or replace function headcount_apply(branches bigint[], f integer[], p integer[]) returns void language sql as $$
  insert into organisations_headcount as h (organisation_id, "full", probationary)
  select b, 0, 0 from unnest(branches) b order by b on conflict (organisation_id) do nothing;
  update organisations_headcount h set "full" = h."full" + d.f, probationary = h.probationary + d.p
  from unnest(branches, f, p) as d(b, f, p) where h.organisation_id = d.b
$$;
create or replace function headcount_insert() returns trigger language plpgsql as $$
begin
  perform headcount_apply(array_agg(b), array_agg(f), array_agg(p)) from (
    select organisation_id b, count(*) filter (where category = '1')::int f, count(*) filter (where category = '2')::int p
    from new_rows where status = '1' group by organisation_id order by organisation_id) d having count(*) > 0;
  return null;
end $$;
create or replace function headcount_delete() returns trigger language plpgsql as $$
begin
  perform headcount_apply(array_agg(b), array_agg(f), array_agg(p)) from (
    select organisation_id b, -count(*) filter (where category = '1')::int f, -count(*) filter (where category = '2')::int p
    from old_rows where status = '1' group by organisation_id order by organisation_id) d having count(*) > 0;
  return null;
end $$;
create or replace function headcount_update() returns trigger language plpgsql as $$
begin
  perform headcount_apply(array_agg(b), array_agg(f), array_agg(p)) from (
    select b, sum(f)::int f, sum(p)::int p from (
      select organisation_id b, (category = '1')::int f, (category = '2')::int p from new_rows where status = '1'
      union all
      select organisation_id, -(category = '1')::int, -(category = '2')::int from old_rows where status = '1') both_sides
    group by b having sum(f) <> 0 or sum(p) <> 0 order by b) d having count(*) > 0;
  return null;
end $$;
create trigger headcount_insert after insert on members_member referencing new table as new_rows
  for each statement execute function headcount_insert();
create trigger headcount_delete after delete on members_member referencing old table as old_rows
  for each statement execute function headcount_delete();
create trigger headcount_update after update on members_member referencing old table as old_rows new table as new_rows
  for each statement execute function headcount_update();
"""
UNDO = """
drop trigger headcount_insert on members_member; drop trigger headcount_delete on members_member;
drop trigger headcount_update on members_member;
drop function headcount_insert(); drop function headcount_delete(); drop function headcount_update();
drop function headcount_apply(bigint[], integer[], integer[]);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("members", "0003_path")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [migrations.RunSQL(DELTAS, UNDO)]
