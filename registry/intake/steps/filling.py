"""Rows that speak of somebody on the register (更新行): what they leave out stays, and what would change is noted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import connection, models

from registry.intake.models import Batch, Source, Weight
from registry.intake.sheets import Column
from registry.kernel.sealed_fields import SealedField

FOLLOWING = {"name": ("pinyin", "other_pinyin"), "short_name": ("short_pinyin",)}
"""Columns of the record that follow from an item and are no facts of its field."""


def fill(batch: Batch, rows: Iterable[int] | None = None) -> None:
    """Complete matched rows from the register; a blank cell erases nothing. Then say which columns would change."""
    columns = [column for column in batch.form.columns.values() if column.name in batch.form.information.items]
    record = record_of(batch)
    present = {field.column for field in record._meta.fields}
    settings: list[str] = []
    changes: list[str] = []
    for column in columns:
        stored = [name for name in stored_in(column) if name in present]
        said = f"s.said & {column.bit} <> 0"
        settings += [f"{name} = case when {said} then s.{name} else m.{name} end" for name in stored]
        changes.append(f"case when {said} and {_differs(column, stored)} then {column.bit} else 0 end")
    statement = f"""
        update {batch.staged._meta.db_table} s
        set {", ".join(settings)}, changed = {" | ".join(changes)},
            matched_version = m.version
        from {record._meta.db_table} m
        where s.matched = m.id and s.batch_id = %s {"and s.row = any(%s)" if rows is not None else ""}
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [batch.pk, *([list(rows)] if rows is not None else [])])


def forbid(batch: Batch, rows: Iterable[int] | None = None) -> None:
    """What no sheet may change: that which a procedure owns (R-030), and key items, which need a document (R-031)."""
    information = batch.form.information
    refusals = [
        (batch.form.columns[name], "R-030", f"“{{label}}”不能用导入修改，请通过{procedure}办理。")
        for name, procedure in information.procedures.items()
    ] + [
        (batch.form.columns[name], "R-031", "修改关键信息（{label}）须上传依据材料，请在档案中办理。")
        for name in information.keys
    ]
    restriction = "and s.row = any(%s)" if rows is not None else ""
    with connection.cursor() as cursor:
        for column, rule, message in refusals:
            cursor.execute(
                f"""
                insert into intake_finding (batch_id, row, item, rule, weight, source, message, shown)
                select s.batch_id, s.row, %s, %s, %s, %s, %s, ''
                from {batch.staged._meta.db_table} s
                where s.batch_id = %s and s.matched is not null and s.changed & %s <> 0 {restriction}
                """,
                [column.name, rule, Weight.REFUSE, Source.PLACE, message.format(label=column.label), batch.pk, column.bit,
                 *([list(rows)] if rows is not None else [])],
            )  # fmt: skip


def record_of(batch: Batch) -> type[models.Model]:
    """What the batch's rows become."""
    from registry.members.models import Member
    from registry.organisations.models import Organisation

    return Member if batch.form.information.model in Member.__mro__ else Organisation


def stored_in(column: Column) -> Iterator[str]:
    """The database columns that hold an item, those that follow from it included."""
    yield from ("organisation_id",) if column.name == "organisation" else column.field.stored(None)
    yield from FOLLOWING.get(column.name, ())


def _differs(column: Column, stored: list[str]) -> str:
    """Whether the item itself differs; what is derived from a sealed value is not compared."""
    compared = (
        stored[:1]
        if isinstance(column.field, SealedField)
        else [name for name in stored if name not in FOLLOWING.get(column.name, ())]
    )
    staged, known = (", ".join(f"{table}.{name}" for name in compared) for table in ("s", "m"))
    return f"({staged}) is distinct from ({known})" if len(compared) > 1 else f"{staged} is distinct from {known}"
