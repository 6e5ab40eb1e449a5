"""One cell put right (改这一格): the row is staged again as it stood, with that cell changed, and judged again."""

from __future__ import annotations

from typing import Any

from registry.intake.models import Batch, Finding, Source, StagedUnit, Weight
from registry.intake.sheets import Kind
from registry.intake.steps import rehearsing
from registry.intake.steps.members import MemberStage
from registry.intake.steps.organisations import WRITTEN, OrganisationStage
from registry.jobs.progress import SILENT
from registry.kernel.sealed_fields import UNKNOWN_NUMBER
from registry.security.actors import Actor


def mend(batch: Batch, actor: Actor, row: int, item: str, raw: str) -> None:
    """Read `raw` in that cell and say again what becomes of the row and of those it is entangled with."""
    staged = batch.staged._default_manager.get(batch=batch, row=row)
    _again(batch, actor, staged, as_written(batch, staged) | {item: raw}, item)


def _again(batch: Batch, actor: Actor, staged: Any, written: dict[str, object], item: str) -> None:
    """Notes about other cells stay, for what they say is not seen in the normalised values any more."""
    row, twins = staged.row, _index(staged)
    about_row = Finding.objects.filter(batch=batch, row=row)
    about_row.exclude(weight=Weight.NOTE).delete()
    about_row.filter(item=item).delete()
    staged.delete()
    StagedUnit.objects.filter(batch=batch, row=row).delete()
    stage = MemberStage(batch, actor) if batch.kind == Kind.MEMBERS else OrganisationStage(batch, actor)
    stage.again(row, written)
    twins |= _index(batch.staged._default_manager.get(batch=batch, row=row))
    rehearsing.judge(batch, actor, SILENT, [row], twins)


def look_again(batch: Batch, actor: Actor) -> None:
    """Stage and judge again the rows that were mended after a load, as they are written now."""
    for staged in batch.staged._default_manager.filter(batch=batch, round=batch.round).order_by("row"):
        _again(batch, actor, staged, as_written(batch, staged), "")


def decided(batch: Batch, actor: Actor, row: int) -> None:
    """Say again what becomes of a row, and of those it is entangled with, after a decision about it."""
    staged = batch.staged._default_manager.get(batch=batch, row=row)
    _again(batch, actor, staged, as_written(batch, staged), "")


def as_written(batch: Batch, staged: Any) -> dict[str, object]:
    """What the cells of a staged row say, by column: as they were read, or as they stood where they could not be."""
    unread = {
        finding.item: finding.original()
        for finding in Finding.objects.filter(batch=batch, row=staged.row, source=Source.CELL, weight=Weight.REFUSE)
    }
    written: dict[str, object] = {}
    for name, column in batch.form.columns.items():
        if name in WRITTEN:
            written[name] = getattr(staged, name)
        elif staged.refused & column.bit:
            written[name] = unread.get(name, "")
        elif staged.said & column.bit:
            written[name] = staged.branch if name == "organisation" else column.field.input_of(staged)
        elif name == "identity_number" and staged.matched:
            written[name] = UNKNOWN_NUMBER  # it was matched without its number
    return written


def _index(staged: Any) -> set[Any]:
    index = getattr(staged, "identity_index", None)
    return {index} if index else set()
