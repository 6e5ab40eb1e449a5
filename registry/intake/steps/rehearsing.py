"""The rehearsal (预演): every step from the sheet to what would become of each of its rows, without a record touched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db import connection

from registry.intake import workbook
from registry.intake.models import Batch, Finding, Source, StagedMember, StagedOrganisation, StagedUnit
from registry.intake.sheets import Kind
from registry.intake.steps import (
    decisions,
    filling,
    findings,
    judging,
    kin,
    organisations,
    outcomes,
    twins,
    unit_changes,
    unit_matching,
)
from registry.intake.steps.members import MemberStage
from registry.intake.steps.organisations import OrganisationStage
from registry.intake.workbook import Row
from registry.jobs.progress import Progress
from registry.security.actors import Actor

SHEET = "读取工作簿"


def rehearse(batch: Batch, actor: Actor, progress: Progress, rows: Iterable[Row] | None = None) -> None:
    """Stage the whole sheet anew and judge it; `rows` are its rows if somebody has them open."""
    clear(batch)
    progress.at(SHEET, 0, batch.row_count)
    stage = MemberStage(batch, actor) if batch.kind == Kind.MEMBERS else OrganisationStage(batch, actor)
    rows = workbook.rows(batch.file.read(), batch.sheet, batch.header_row) if rows is None else rows
    stage.run(((row.excel_row, row.values) for row in rows), progress)
    with connection.cursor() as cursor:
        cursor.execute(f"analyze {batch.staged._meta.db_table}, {Finding._meta.db_table}")
    judge(batch, actor, progress)


def judge(
    batch: Batch, actor: Actor, progress: Progress, rows: Sequence[int] | None = None, indexes: Collection[UUID] = ()
) -> None:
    """Everything after reading: for all rows, or for a few that were mended and those of the same numbers."""
    if batch.kind == Kind.ORGANISATIONS:
        _judge_organisations(batch, actor, progress)
    else:
        _judge_members(batch, actor, progress, rows, indexes)
    batch.counts = outcomes.count(batch)


def _judge_members(
    batch: Batch, actor: Actor, progress: Progress, rows: Sequence[int] | None, indexes: Collection[UUID]
) -> None:
    filling.fill(batch, rows)
    filling.forbid(batch, rows)
    judging.judge(batch, actor.today, progress, rows)
    decisions.apply(batch, rows)
    if rows is None:
        twins.find(batch)
        outcomes.settle(batch)
        return
    entangled = {*rows, *twins.twins_of(batch, indexes)}
    findings.clear(batch, Source.TWIN, rows=entangled)
    twins.find(batch, indexes)
    outcomes.settle(batch, entangled)


def _judge_organisations(batch: Batch, actor: Actor, progress: Progress) -> None:
    """Always all rows: each may stand below any other, and there are not many."""
    findings.clear(batch, Source.RULE)
    organisations.place(batch)
    unit_matching.match(batch)
    filling.fill(batch)
    unit_changes.note(batch, actor)
    filling.forbid(batch)
    judging.judge(batch, actor.today, progress)
    decisions.apply(batch)
    kin.find(batch)
    outcomes.settle(batch)


def clear(batch: Batch) -> None:
    """Nothing of the batch is staged any more."""
    for model in (Finding, StagedMember, StagedOrganisation, StagedUnit):
        model._default_manager.filter(batch=batch).delete()
