"""A member is in one branch at a time (不在两处), looked at for a statement's rows together instead of one by one.

The exclusion constraint took a quarter of the time in which a county's members are written.
"""

from typing import ClassVar

from django.db import migrations, models

ONCE = """
create or replace function placement_once() returns trigger language plpgsql as $$
declare found bigint;
begin
  -- Who writes a place of the same member waits here, and sees ours when it goes on. Nobody else sees a member that this
  -- transaction has made, so there is nobody to wait for.
  perform from members_member where id in (select member_id from new_rows) and xmin <> pg_current_xact_id()::xid
  order by id for no key update;
  select n.member_id into found from new_rows n join members_placement p on p.member_id = n.member_id and p.id <> n.id
  where daterange(p.started_on, p.ended_on) && daterange(n.started_on, n.ended_on) limit 1;
  if found is not null then
    raise exception 'conflicting placements of member % (placement_once)', found
      using errcode = 'exclusion_violation', constraint = 'placement_once', table = 'members_placement';
  end if;
  return null;
end $$;
create trigger placement_once_insert after insert on members_placement referencing new table as new_rows
  for each statement execute function placement_once();
create trigger placement_once_update after update on members_placement referencing new table as new_rows
  for each statement execute function placement_once();
"""
UNDO = """
drop trigger placement_once_insert on members_placement; drop trigger placement_once_update on members_placement;
drop function placement_once();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("members", "0004_headcount")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.RemoveConstraint("Placement", "placement_once"),
        migrations.AddConstraint(
            "Placement",
            models.UniqueConstraint(
                fields=["member"], condition=models.Q(ended_on__isnull=True), name="placement_open_once"
            ),
        ),
        migrations.AddConstraint(
            "Placement",
            models.CheckConstraint(condition=models.Q(ended_on__gte=models.F("started_on")), name="placement_forward"),
        ),
        migrations.RunSQL(ONCE, UNDO),
    ]
