"""The member's path is a copy of the branch's, kept by the database (层级码副本), and the table leaves room for edits."""

from typing import ClassVar

from django.db import migrations

KEEP_PATH = """
create or replace function member_path() returns trigger language plpgsql as $$
begin
  -- the lock waits for a subtree that is being moved
  select path into strict new.path from organisations_organisation where id = new.organisation_id for share;
  return new;
end $$;
create trigger member_path before update of organisation_id on members_member
  for each row execute function member_path();
create trigger member_first_path before insert on members_member
  for each row when (new.path = '') execute function member_path();

-- Thousands of new members bring their paths along and are looked at together: a fortieth of the time of one by one.
create or replace function member_path_held() returns trigger language plpgsql as $$
begin
  perform from organisations_organisation where id in (select organisation_id from new_rows) order by id for share;
  if exists (
    select from new_rows n join organisations_organisation o on o.id = n.organisation_id where o.path <> n.path
  ) then
    raise exception 'a member stands elsewhere than the branch' using errcode = 'check_violation';
  end if;
  return null;
end $$;
create trigger member_path_held after insert on members_member referencing new table as new_rows
  for each statement execute function member_path_held();
alter table members_member set (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.005);
"""
UNDO = """
drop trigger member_path on members_member;
drop trigger member_first_path on members_member;
drop trigger member_path_held on members_member;
drop function member_path();
drop function member_path_held();
alter table members_member reset (fillfactor, autovacuum_vacuum_scale_factor,
  autovacuum_vacuum_insert_scale_factor, autovacuum_analyze_scale_factor);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("members", "0002_initial"),
        ("organisations", "0002_initial"),
    ]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [migrations.RunSQL(KEEP_PATH, UNDO)]
