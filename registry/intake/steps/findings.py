"""What is found about cells (导入问题): written in bulk, and cleared by the step that looks again."""

from __future__ import annotations

from collections.abc import Iterable

from registry.intake.models import Batch, Finding, Source
from registry.intake.steps.cells import Remark
from registry.intake.steps.copying import copy_lines, line

_COLUMNS = ("batch_id", "row", "item", "rule", "weight", "source", "message", "shown", "written")


def write(batch: Batch, remarks: Iterable[tuple[int, Remark]]) -> None:
    """Keep what was found, each with its row."""
    lines = [
        line((batch.pk, row, *remark[:6], Finding.seal(batch, remark.written)))
        for row, remark in remarks
    ]  # fmt: skip
    copy_lines(Finding._meta.db_table, _COLUMNS, lines)


def clear(batch: Batch, *sources: Source, rows: Iterable[int] | None = None) -> None:
    """Forget what these steps found, in these rows or in all."""
    found = Finding.objects.filter(batch=batch, source__in=sources)
    (found if rows is None else found.filter(row__in=list(rows))).delete()
