"""Codes kept up with the rows (鉴别码维护): renewed by the act that changed a row, and only if the row was as it should be before.

Posts, grants and adoptions are renewed at the end of every operation; persons and organisations by a nightly round, because a
load writes a million of them. Either way a code is made anew only where the ledger's changes lead back to what the former
code vouched for: an edit past the registry is never vouched for afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Max

from registry.kernel.sealed_columns import BlindIndexField
from registry.kernel.sealing import keyring
from registry.security import codes
from registry.security.models import Adoption, Change, Grant, Post, RowCode

AT_ONCE: tuple[Any, ...] = (Post, Grant, Adoption)
"""What lends rights: asked at every request, so renewed by the act itself."""
AT_A_TIME = 2000


def nightly() -> list[Any]:
    """The other kinds of rows that are vouched for."""
    return [model for model in apps.get_models() if hasattr(model, "vouched") and model not in AT_ONCE]


def indexed() -> list[Any]:
    """Those with a blind index among what is vouched for."""
    return [
        model
        for model in nightly()
        if any(isinstance(one, BlindIndexField) and one.attname in model.vouched for one in model._meta.concrete_fields)
    ]


def renew(entry: int) -> None:
    """The rows that lend rights and were changed under this entry are vouched for again."""
    tables = {model._meta.db_table: model for model in AT_ONCE}
    changed = Change.objects.filter(entry=entry, table_name__in=tables).values_list("table_name", "row_id").distinct()
    for table, model in tables.items():
        if rows := [row for name, row in changed if name == table]:
            settle(model, rows)


def settle(model: Any, rows: Sequence[int]) -> list[int]:
    """Look at these rows and vouch for those that acts explain; the others are returned, and stay without a good code."""
    now, kept, acts = _rows(model, rows), _codes(model, rows), _acts(model, rows)
    table = model._meta.db_table
    fresh, broken, gone = [], [], []
    for row in rows:
        code, seen = kept.get(row, (b"", 0))
        values = now.get(row)
        if values is not None and code and codes.holds(table, row, values, code):
            if not _is_old(code):
                continue
        elif not _explained(table, row, values, code, [one for one in acts.get(row, ()) if one[0] > seen]):
            broken.append(row)
            continue
        if values is None:
            gone.append(row)
        else:
            latest = max((one[0] for one in acts.get(row, ())), default=seen)
            fresh.append(RowCode(table_name=table, row_id=row, code=codes.code_of(table, row, values), change=latest))
    _keep(model, fresh, gone)
    return broken


def adopt(model: Any) -> int:
    """Vouch for every row as it is: when codes are introduced, and after blind indexes took another key."""
    last, done = 0, 0
    while rows := list(model._base_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]):
        now, acts = _rows(model, rows), _latest(model, rows)
        table = model._meta.db_table
        made = [
            RowCode(table_name=table, row_id=row, code=codes.code_of(table, row, values), change=acts.get(row, 0))
            for row, values in now.items()
        ]
        _keep(model, made, [])
        last, done = rows[-1], done + len(rows)
    return done


def _is_old(code: bytes) -> bool:
    """Whether the code was made by a key that makes none any more."""
    return code[0] != max(keyring().codes)


def _explained(
    table: str, row: int, values: Mapping[str, Any] | None, code: bytes, acts: Iterable[tuple[int, Any, Any]]
) -> bool:
    """Whether the acts since then, the latest first, lead from the row as it is back to what the code vouched for."""
    before: dict[str, Any] | None = None if values is None else dict(values)
    names = set(values or ())
    for _, said_before, said_after in acts:
        if before is None and said_after is not None:
            return False  # it was there after the last act, and is gone without one
        if said_before is None:
            return not code and before is not None and _made_so(said_after, before)
        if said_after is None:
            before, names = dict(said_before), set(said_before)
        elif before is not None:
            before.update({name: value for name, value in said_before.items() if name in names})
    wanted = {name: before.get(name) for name in _names(table)} if before is not None else None
    return bool(code) and wanted is not None and codes.holds(table, row, wanted, code)


def _made_so(said: Mapping[str, Any], made: Mapping[str, Any]) -> bool:
    """Whether a row was as its act made it; of one that a load made, the ledger has no values to compare."""
    return not said or all(str(said.get(name) or "") == str(value or "") for name, value in made.items())


def _names(table: str) -> tuple[str, ...]:
    """The columns of that table that are vouched for."""
    named: tuple[str, ...] = next(model.vouched for model in (*AT_ONCE, *nightly()) if model._meta.db_table == table)
    return named


def _rows(model: Any, rows: Sequence[int]) -> dict[int, dict[str, Any]]:
    found = model._base_manager.filter(pk__in=rows).values("pk", *model.vouched)
    return {one.pop("pk"): one for one in found}


def _codes(model: Any, rows: Sequence[int]) -> dict[int, tuple[bytes, int]]:
    kept = RowCode.objects.filter(table_name=model._meta.db_table, row_id__in=rows)
    return {row: (bytes(code), change) for row, code, change in kept.values_list("row_id", "code", "change")}


def _acts(model: Any, rows: Sequence[int]) -> dict[int, list[tuple[int, Any, Any]]]:
    """The changes of each row that the ledger has, the latest first."""
    found: dict[int, list[tuple[int, Any, Any]]] = {}
    changes = Change.objects.filter(table_name=model._meta.db_table, row_id__in=rows).order_by("-pk")
    for pk, row, before, after in changes.values_list("pk", "row_id", "before", "after"):
        found.setdefault(row, []).append((pk, before, after))
    return found


def _latest(model: Any, rows: Sequence[int]) -> dict[int, int]:
    changes = Change.objects.filter(table_name=model._meta.db_table, row_id__in=rows)
    return dict(changes.values_list("row_id").annotate(Max("pk")).order_by())


def _keep(model: Any, fresh: Sequence[RowCode], gone: Sequence[int]) -> None:
    RowCode.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["table_name", "row_id"], update_fields=["code", "change"]
    )
    if gone:
        RowCode.objects.filter(table_name=model._meta.db_table, row_id__in=gone).delete()
