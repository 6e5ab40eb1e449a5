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
create trigger member_path before insert or update of organisation_id on members_member
  for each row execute function member_path();
alter table members_member set (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.01,
  autovacuum_vacuum_insert_scale_factor = 0.01, autovacuum_analyze_scale_factor = 0.005);
"""
UNDO = """
drop trigger member_path on members_member;
drop function member_path();
alter table members_member reset (fillfactor, autovacuum_vacuum_scale_factor,
  autovacuum_vacuum_insert_scale_factor, autovacuum_analyze_scale_factor);
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("members", "0002_initial"),
        ("organisations", "0002_initial"),
    ]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [migrations.RunSQL(KEEP_PATH, UNDO)]
