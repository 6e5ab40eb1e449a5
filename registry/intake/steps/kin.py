"""Rows that depend on each other (互相牵连的行): the same name twice below one superior, a superior that cannot go in."""

from __future__ import annotations

from collections.abc import Iterable

from registry.intake.models import Batch, Decision, Finding, Source, StagedOrganisation, Weight
from registry.intake.steps import findings
from registry.intake.steps.cells import Remark
from registry.intake.steps.tree import plain

SAME_NAME = "与第{row}行同名，且上级相同；同一上级下不能有同名党组织。"
SUPERIOR = "上级党组织（第{row}行）不能导入，请先改正那一行。"
REFUSING = (Weight.REFUSE, Weight.WAIVABLE)


def find(batch: Batch) -> None:
    """Among rows of one name below one superior the first that is right is kept; who stands below a lost row is lost."""
    findings.clear(batch, Source.TWIN)
    columns = ("row", "name", "above", "above_row", "depth", "matched")
    rows = list(StagedOrganisation.objects.filter(batch=batch).order_by("depth", "row").values_list(*columns))
    lost = _lost(batch)
    found: list[tuple[int, Remark]] = []
    keepers = _keepers(rows, lost)
    for row, name, above, above_row, _, matched in rows:
        keeper = keepers.get((above, above_row, plain(name or "")), row)
        if keeper != row and name:
            found.append((row, Remark("name", "R-143", Weight.REFUSE, Source.TWIN, SAME_NAME.format(row=keeper), name)))
            lost.add(row)
        elif above_row in lost and not matched:
            found.append((row, Remark("superior", "", Weight.REFUSE, Source.TWIN, SUPERIOR.format(row=above_row))))
            lost.add(row)
    findings.write(batch, found)


def _lost(batch: Batch) -> set[int]:
    """The rows that are not going in for reasons of their own."""
    stopped = Finding.objects.filter(batch=batch, weight__in=(*REFUSING, Weight.DECIDE))
    skipped = Decision.objects.filter(batch=batch, choice=Decision.Choice.SKIP)
    return {*stopped.values_list("row", flat=True), *skipped.values_list("row", flat=True)}


Row = tuple[int, str, int | None, int | None, int, int | None]


def _keepers(rows: Iterable[Row], lost: set[int]) -> dict[tuple[int | None, int | None, str], int]:
    """By superior and name, the row that goes in."""
    keepers: dict[tuple[int | None, int | None, str], int] = {}
    for row, name, above, above_row, _, _ in rows:
        key = (above, above_row, plain(name or ""))
        if (above or above_row) and (key not in keepers or (keepers[key] in lost and row not in lost)):
            keepers[key] = row
    return keepers
