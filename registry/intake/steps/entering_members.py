"""Staged members become members (党员写入): the record, its identity, its place in a branch."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db import connection

from registry.intake.models import Batch, Outcome
from registry.intake.steps.writing import CHUNK, Stale, change, insert, row_ranges
from registry.jobs.progress import Progress
from registry.jobs.together import Writing
from registry.members.models import Member, MemberIdentity, Placement
from registry.security.ledger import brief

PHASE = "写入党员"
WRITTEN = (Member._meta.db_table, MemberIdentity._meta.db_table, Placement._meta.db_table)
_SCOPE = "s.batch_id = %s and s.round = %s and s.outcome = %s and s.row between %s and %s and {share}"

_CHANGED_SINCE = """
select exists (
  select from intake_stagedmember s where s.batch_id = %(batch)s and s.round = %(round)s and s.outcome = 'new'
    and s.identity_index is not null
    and exists (select from members_memberidentity i where i.index = s.identity_index)
) or exists (
  select from (
    select distinct organisation_id, path from intake_stagedmember
    where batch_id = %(batch)s and round = %(round)s and outcome = 'new'
  ) s left join organisations_organisation o on o.id = s.organisation_id and o.path = s.path and o.state = 'active'
  where o.id is null
)
"""


def enter(batch: Batch, progress: Progress, writing: Writing) -> int:
    """Write every row that may go in; Stale if the register is no longer what it was at the rehearsal."""
    _check(batch)
    written, total = 0, int(batch.counts[Outcome.NEW]) + int(batch.counts[Outcome.CHANGED])
    for rows in writing.carry_out(partial(_part, batch, writing.parts)):
        written += rows
        progress.at(PHASE, written, total)
    if written != total:
        raise Stale
    return written


def _part(batch: Batch, parts: int, part: int) -> Iterator[int]:
    """The rows of every so-manieth branch: no two parts touch one branch and its counts, so none waits for another."""
    share = f"coalesce(s.organisation_id, 0) %% {parts} = {part}" if parts > 1 else "true"
    with brief():
        for first, last in row_ranges(batch, CHUNK * parts):
            yield _add(batch, first, last, share) + change(batch, first, last, share)


def _check(batch: Batch) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED_SINCE, {"batch": batch.pk, "round": batch.round})
        if cursor.fetchone()[0]:
            raise Stale


def _add(batch: Batch, first: int, last: int, share: str) -> int:
    rows = _SCOPE.format(share=share)
    scope = [batch.pk, batch.round, Outcome.NEW, first, last]
    columns = [field.column for field in Member._meta.fields if field.column not in ("id", "version")]
    own = ", ".join(f"s.{column}" for column in columns)
    added = insert(
        Member._meta.db_table, [*columns, "version"], f"select {own}, 1 from intake_stagedmember s where {rows} order by s.row",
        scope,
    )  # fmt: skip
    made = f"from intake_stagedmember s join members_member m on m.uid = s.uid where {rows}"
    insert(
        MemberIdentity._meta.db_table, ["index", "member_id", "version"],
        f"select s.identity_index, m.id, 1 {made} and s.identity_index is not null order by m.id", scope,
    )  # fmt: skip
    insert(
        Placement._meta.db_table, ["member_id", "organisation_id", "started_on", "version"],
        f"select m.id, m.organisation_id, %s, 1 {made} order by m.id", [batch.as_of, *scope],
    )  # fmt: skip
    return added
