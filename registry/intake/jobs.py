"""The parts of an intake that run in the background (导入任务): each does one operation and may be run again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from contextlib import closing, nullcontext
from datetime import datetime

from django.db import IntegrityError, connection

from registry.intake import operations
from registry.intake.flow import Status
from registry.intake.models import Batch, Finding
from registry.intake.steps import health, rehearsing
from registry.intake.steps.entering_members import WRITTEN
from registry.intake.steps.writing import Stale, forget_emptied
from registry.jobs import crew
from registry.jobs.progress import Progress
from registry.jobs.queue import work
from registry.jobs.retention import sweep
from registry.jobs.together import Waited, together
from registry.kernel import clock
from registry.kernel.refusals import Invalid, Refused
from registry.security.actors import Actor
from registry.security.models import StoredFile

log = logging.getLogger(__name__)

CHANGED_SINCE = "预演之后名册有变动，已重新预演；请核对后再开始导入。"
DEFECT = "程序出错，没有完成，名册没有改动；可以再试一次，仍然不行请联系系统管理员。"
HEALTH = "体检"
PREPARED = (Status.UPLOADED, Status.MATCHED)
"""Where a job goes on by itself until a person is asked."""
MANY = 10_000
"""Rows from which on several sessions write, and after which the database should look again at what it knows of its
tables (data.md A5)."""


@work("intake.examine")
def examine(batch: int, actor: Actor, progress: Progress) -> str:
    """Look the workbook through, and rehearse it at once where its columns are beyond doubt."""
    return _step(batch, PREPARED, actor, lambda one: prepare(one, actor, progress))


@work("intake.rehearse")
def rehearse(batch: int, actor: Actor, progress: Progress) -> str:
    """Stage and judge the sheet with the columns a person matched."""
    return _step(batch, PREPARED, actor, lambda one: prepare(one, actor, progress))


def prepare(batch: Batch, actor: Actor, progress: Progress) -> Batch:
    """Examine and rehearse; a sheet with something secret in it is taken out of use, and the node's log says so."""
    try:
        return _prepared(batch, actor, progress)
    except operations.Secret as secret:
        log.error("batch %s is quarantined: it has rows that are not open to all", batch.pk)
        batch.refresh_from_db()
        operations.quarantine(batch, actor=Actor.console("intake.quarantine", today=clock.today()), reason=str(secret))
        raise


def _prepared(batch: Batch, actor: Actor, progress: Progress) -> Batch:
    """Examine and rehearse as far as nobody is needed; a sheet that is open for one is read for the other."""
    if batch.status == Status.MATCHED:
        rehearsed: Batch = operations.rehearse(batch, actor=actor, progress=progress)
        return rehearsed
    progress.at(HEALTH)
    with crew.standing_by() if health.is_large(batch) else nullcontext():
        found, rows = health.open_workbook(batch)
        with closing(rows):
            batch = operations.examine(batch, actor=actor, found=found)
            if batch.status == Status.MATCHED:
                batch = operations.rehearse(batch, actor=actor, progress=progress, rows=rows)
    return batch


@work("intake.load")
def load(batch: int, actor: Actor, progress: Progress) -> str:
    """Write the rows; if the register has changed since the rehearsal, rehearse again instead."""
    return _step(batch, (Status.LOADING,), actor, lambda one: load_or_rehearse(one, actor, progress))


def load_or_rehearse(batch: Batch, actor: Actor, progress: Progress) -> Batch:
    """Load what was rehearsed, or, where that no longer holds, say so in a new rehearsal."""
    try:
        loaded = _loaded(batch, actor, progress)
    except (Stale, IntegrityError):
        again: Batch = operations.rehearse(batch, actor=actor, progress=progress, failure=CHANGED_SINCE)
        return again
    if sum(int(one["new"]) for one in loaded.entries) >= MANY:
        with connection.cursor() as cursor:
            cursor.execute(f"analyze {', '.join(WRITTEN)}")
    return loaded


def _loaded(batch: Batch, actor: Actor, progress: Progress) -> Batch:
    """Written by several sessions where it is worth it; by one after all where somebody was in their way."""
    many = batch.row_count >= MANY
    if many:
        forget_emptied(*WRITTEN)
    try:
        with together(many=many) as writing:
            loaded: Batch = operations.load(batch, actor=actor, progress=progress, writing=writing)
    except Waited:
        loaded = operations.load(batch, actor=actor, progress=progress)
    return loaded


@sweep("staged")
def staged(before: datetime) -> int:
    """Staged rows go when a batch can no longer be taken back whole; how many batches it were."""
    gone = 0
    for batch in Batch.objects.filter(status=Status.LOADED, loaded_at__lt=before).iterator():
        if batch.staged._default_manager.filter(batch=batch).exists():
            rehearsing.clear(batch)
            gone += 1
    return gone


@sweep("findings")
def findings(before: datetime) -> int:
    """What stood in cells that were not taken over, long after anybody would mend them."""
    return Finding.objects.filter(batch__uploaded_at__lt=before).delete()[0]


@sweep("workbooks")
def workbooks(before: datetime) -> int:
    """The contents of workbooks that brought nothing into the register."""
    return _blotted([Status.DISCARDED, Status.FAILED, Status.UNDONE], before)


@sweep("evidence")
def evidence(before: datetime) -> int:
    """The contents of workbooks that were loaded, once the trail of it need not be kept any more."""
    return _blotted([Status.LOADED], before)


def _blotted(statuses: Collection[Status], before: datetime) -> int:
    files = StoredFile.objects.filter(
        pk__in=Batch.objects.filter(status__in=statuses, uploaded_at__lt=before).values("file")
    )
    gone = 0
    for file in files.filter(size__gt=0).iterator(chunk_size=1):
        file.blot()
        gone += 1
    return gone


def _step(pk: int, awaited: Collection[Status], actor: Actor, act: Callable[[Batch], Batch]) -> str:
    """Do a job's part if it is still to be done; where that is refused or fails, the batch says why."""
    batch = Batch.objects.select_related("file", "organisation").get(pk=pk)
    if batch.status not in awaited:
        return batch.get_status_display()
    try:
        return act(batch).get_status_display()
    except (Refused, Invalid) as refusal:
        _fail(batch, awaited, str(refusal))
        raise
    except Exception:
        _fail(batch, awaited, DEFECT)
        raise


def _fail(batch: Batch, awaited: Collection[Status], reason: str) -> None:
    batch.refresh_from_db(fields=["status"])
    if batch.status in awaited:
        operations.fail(batch, actor=Actor.console("intake.fail", today=clock.today()), reason=reason)
