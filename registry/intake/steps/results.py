"""What is handed back (退回结果): the clerk's own workbook with each row's outcome, marked cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.db import models

from registry.intake import workbook
from registry.intake.models import Batch, Finding, Outcome, StagedRow, Weight
from registry.intake.workbook import FAULTY, Mark, Verdict
from registry.intake.workbook import Outcome as Verdicts
from registry.kernel.refusals import Refused

CHUNK = 5_000
CLEARED = "这一批的暂存数据已清理（导入满24小时，或已撤回、放弃），不能再生成结果；原工作簿仍加密留存。"
MARKS = {
    Weight.REFUSE: Mark.FAULT, Weight.WAIVABLE: Mark.FAULT, Weight.DECIDE: Mark.WARNING, Weight.WARN: Mark.WARNING,
    Weight.NOTE: Mark.NORMALISED, Weight.PLAIN: Mark.NEUTRALISED,
}  # fmt: skip
HEAVIEST = list(MARKS)
SAME = "与名册一致，无变化"
MENDED = "已改正，尚未导入"


class Part(models.TextChoices):
    """The three files (结果文件)."""

    ALL = "all", "全部结果"
    FAULTY = "faulty", "需修改"
    UNDECIDED = "undecided", "重复待定"


ONLY = {Part.ALL: None, Part.FAULTY: FAULTY, Part.UNDECIDED: frozenset({Verdicts.UNDECIDED})}


def result(batch: Batch, part: Part) -> bytes:
    """One of the three files."""
    if not batch.staged._default_manager.filter(batch=batch).exists():
        raise Refused(CLEARED)
    return workbook.returned(batch.file.read(), batch.sheet, batch.header_row, verdicts(batch), only=ONLY[part])


def verdicts(batch: Batch) -> Iterator[Verdict]:
    """The outcome of every row, in order."""
    places = {name: int(number) - 1 for number, name in batch.columns.items()}
    found = groupby(Finding.objects.filter(batch=batch).order_by("row", "pk").iterator(CHUNK), key=lambda one: one.row)
    row, findings = next(found, (0, iter(())))
    staged = batch.staged._default_manager.filter(batch=batch).order_by("row")
    for one in staged.only("row", "round", "outcome", "changed", "matched").iterator(CHUNK):
        own: list[Finding] = []
        if row == one.row:
            own = list(findings)
            row, findings = next(found, (0, iter(())))
        yield _verdict(batch, one, own, places)


def _verdict(batch: Batch, staged: StagedRow, findings: list[Finding], places: dict[str, int]) -> Verdict:
    outcome, summary = _outcome(batch, staged, findings)
    cells: dict[int, tuple[Mark, str]] = {}
    for finding in sorted(findings, key=lambda one: HEAVIEST.index(Weight(one.weight))):
        if finding.item in places:
            place = places[finding.item]
            mark, words = cells.get(place, (MARKS[Weight(finding.weight)], ""))
            cells[place] = mark, f"{words}\n{finding.message}".strip()
    return Verdict(staged.row, outcome, cells, summary)


def _outcome(batch: Batch, staged: StagedRow, findings: list[Finding]) -> tuple[Verdicts, str]:
    weights = {finding.weight for finding in findings}
    if staged.outcome in (Outcome.REJECTED, Outcome.PENDING):
        stopped = Verdicts.REJECTED if staged.outcome == Outcome.REJECTED else Verdicts.UNDECIDED
        return stopped, _reasons(batch, findings, {Weight.REFUSE, Weight.WAIVABLE, Weight.DECIDE})
    if staged.round >= batch.round:
        return Verdicts.UNDECIDED, MENDED
    if staged.outcome == Outcome.UNCHANGED:
        return Verdicts.LOADED, SAME
    summary = _reasons(batch, findings, {Weight.WARN, Weight.NOTE, Weight.PLAIN})
    if Weight.WARN in weights:
        return Verdicts.WARNED, summary
    return (
        (Verdicts.NORMALISED, summary)
        if weights & {Weight.NOTE, Weight.PLAIN}
        else (Verdicts.LOADED, _changes(batch, staged))
    )


def _reasons(batch: Batch, findings: Iterable[Finding], weights: set[Weight]) -> str:
    """The sentences of that weight, each after the column it speaks of."""
    columns = batch.form.columns
    said = [
        f"{columns[one.item].label}：{one.message}" if one.item in columns else one.message
        for one in findings if one.weight in weights
    ]  # fmt: skip
    return "".join(dict.fromkeys(said))


def _changes(batch: Batch, staged: StagedRow) -> str:
    if staged.outcome != Outcome.CHANGED:
        return ""
    return "更新了" + "、".join(batch.form.columns[name].label for name in batch.form.names(staged.changed))
