"""Rows of one sheet with one identity number (表内重复): at most one is loaded, and the others name it (R-022)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection

from registry.intake.models import Batch, Source, Weight
from registry.kernel.fields import BelongsField, ItemField
from registry.kernel.sealed_fields import SealedField
from registry.members.sets import basic

SAME_NUMBER = "与第%s行号码相同，只能导入其中一行。"
SAME_ROW = "与第%s行完全相同，只导入一次。"

_FIND = """
with twin as (
  select identity_index from intake_stagedmember
  where batch_id = %(batch)s and identity_index is not null {restriction}
  group by identity_index having count(*) > 1
), seen as (
  select s.row, s.round, s.identity_index, md5(row({plain})::text) as content, d.choice,
    coalesce(d.choice, '') <> 'skip' and not exists (
      select from intake_finding f where f.batch_id = s.batch_id and f.row = s.row and f.source <> 'twin'
        and f.weight in ('refuse', 'waivable', 'decide')) as valid
  from intake_stagedmember s join twin using (identity_index)
    left join intake_decision d on d.batch_id = s.batch_id and d.row = s.row
  where s.batch_id = %(batch)s
), ranked as (
  select *, count(*) filter (where valid) over same as valid_rows, bool_or(choice = 'take') over same as decided,
    first_value(row) over first as keeper, first_value(content) over first as keeper_content
  from seen
  window same as (partition by identity_index),
    first as (partition by identity_index order by round < %(round)s desc, valid desc, choice = 'take' desc nulls last, row)
)
insert into intake_finding (batch_id, row, item, rule, weight, source, message, shown)
select %(batch)s, row, 'identity_number', 'R-022',
  case when valid and valid_rows > 1 and decided is not true and content <> keeper_content then %(decide)s else %(refuse)s end,
  %(source)s, replace(case when content = keeper_content then %(same_row)s else %(same_number)s end, '%%s', keeper::text),
  (select identity_mask from intake_stagedmember s where s.batch_id = %(batch)s and s.row = ranked.row)
from ranked where row <> keeper
"""


def find(batch: Batch, indexes: Collection[UUID] | None = None) -> None:
    """Among rows of one number the one that a person chose, else the first that is right by itself, is kept."""
    plain = ", ".join(
        f"s.{column}" for item in basic.items.values() if not isinstance(item.field, SealedField)
        for column in _stored(item.field)
    )  # fmt: skip
    restriction = "and identity_index = any(%(indexes)s)" if indexes is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            _FIND.format(plain=plain, restriction=restriction),
            {
                "batch": batch.pk, "round": batch.round, "indexes": list(indexes or ()), "source": Source.TWIN,
                "decide": Weight.DECIDE, "refuse": Weight.REFUSE, "same_row": SAME_ROW, "same_number": SAME_NUMBER,
            },
        )  # fmt: skip


def twins_of(batch: Batch, indexes: Collection[UUID]) -> list[int]:
    """The rows of these numbers."""
    staged: Any = batch.staged._default_manager
    rows = staged.filter(batch=batch, identity_index__in=list(indexes))
    return list(rows.values_list("row", flat=True))


def _stored(field: object) -> list[str]:
    assert isinstance(field, ItemField)
    return [field.attname] if isinstance(field, BelongsField) else list(field.stored(None))
