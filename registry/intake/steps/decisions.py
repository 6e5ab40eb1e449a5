"""What a person decided about single rows (逐行决定): rows that are skipped stay out whatever they hold."""

from __future__ import annotations

from collections.abc import Iterable

from registry.intake.models import Batch, Decision, Source, Weight
from registry.intake.steps import findings
from registry.intake.steps.cells import Remark

SKIPPED = "已选择跳过，不导入这一行。"


def apply(batch: Batch, rows: Iterable[int] | None = None) -> None:
    """Keep skipped rows out, in these rows or in all."""
    findings.clear(batch, Source.DECISION, rows=rows)
    skipped = batch.decisions.filter(choice=Decision.Choice.SKIP)
    chosen = skipped if rows is None else skipped.filter(row__in=list(rows))
    remark = Remark("", "", Weight.REFUSE, Source.DECISION, SKIPPED)
    findings.write(batch, ((row, remark) for row in chosen.values_list("row", flat=True)))
