"""Staged rows judged by the rules of their set (校核): one statement finds what is broken, Python words it.

A rule is judged by its SQL twin for all rows at once; the rows that break one are judged again in Python, which knows
that a date given to the month or year breaks a rule only if every day of it would (R-012), and finds the sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, IntegerField, Model, Q, QuerySet, Value, When
from django.db.models.lookups import Exact

from registry.intake.models import Batch, Source, StagedUnit
from registry.intake.sheets import UNIT_COLUMNS, Column
from registry.intake.steps import findings
from registry.intake.steps.cells import Remark
from registry.jobs.progress import Progress
from registry.kernel.rules import Rule, precision_of
from registry.kernel.sealed_fields import SealedField
from registry.units.sets import information as unit_set

PHASE = "校核"
CHUNK = 2_000
FACTS = {
    "parent_category": "superior", "parent_has_unit": "superior", "unit_count": "unit_name",
    "identity_unknown": "identity_number",
}  # fmt: skip
"""Facts that rules name and no column is called by: the column a person would have to look at."""


class _Union(Func):
    """The numbers of the broken rules, as an array."""

    template = "array_remove(ARRAY[%(expressions)s], NULL)"
    output_field = ArrayField(IntegerField())


class _Bits(Func):
    """`changed & mask`: whether one of these columns changes."""

    template = "(%(expressions)s)"
    arg_joiner = " & "
    output_field = IntegerField()


@dataclass(slots=True)
class Judged:
    """A row with its unreadable cells: a rule about presence takes them for filled, for they have a finding already."""

    row: Any
    unread: frozenset[str]

    def __getattr__(self, name: str) -> Any:
        return True if name in self.unread else getattr(self.row, name)


def judge(batch: Batch, today: date, progress: Progress, rows: Iterable[int] | None = None) -> None:
    """Find and keep everything the set's rules say against the staged rows (or against these)."""
    progress.at(PHASE, 0, batch.row_count)
    staged = batch.staged._default_manager.filter(batch=batch)
    bench = Bench(batch.form.information.rules, batch.form.columns, dict(FACTS), today)
    _judge(batch, bench, staged if rows is None else staged.filter(row__in=list(rows)))
    if batch.form.information.key == "basic" and "superior" in batch.form.columns:
        columns = {item: batch.form.columns[name] for name, item in UNIT_COLUMNS.items()}
        units = StagedUnit.objects.filter(batch=batch)
        _judge(
            batch,
            Bench(unit_set.rules, columns, {}, today),
            units if rows is None else units.filter(row__in=list(rows)),
        )
    progress.at(PHASE, batch.row_count, batch.row_count)


@dataclass(frozen=True, slots=True)
class Bench:
    """The rules that judge, and the columns their items stand in."""

    rules: tuple[Rule, ...]
    columns: Mapping[str, Column]
    facts: Mapping[str, str]
    today: date

    def column_of(self, name: str) -> Column | None:
        """The column in which a person finds what a rule's field speaks of."""
        if name in self.columns:
            return self.columns[name]
        if name in self.facts:
            return self.columns[self.facts[name]]
        owners = (one for one in self.columns.values() if name in one.field.companions())
        return next(owners, None)

    def bits(self, rule: Rule) -> int:
        """The columns a rule looks at."""
        columns = [self.column_of(name) for name in rule.fields]
        return reduce(or_, (column.bit for column in columns if column), 0)

    def needed(self, model: type[Model]) -> list[str]:
        """The columns of the table that the rules read."""
        named = {name for rule in self.rules for name in rule.fields}
        named |= {precision_of(name) for name in named if name.endswith("_on")}
        return [field.name for field in model._meta.fields if field.name in named]


def _judge(batch: Batch, bench: Bench, staged: QuerySet[Any]) -> None:
    model = staged.model
    own = [name for name in ("row", "uid", "refused", "matched", "changed") if _has(model, name)]
    sealed = [name for name in bench.needed(model) if isinstance(model._meta.get_field(name), SealedField)]
    broken = staged.annotate(
        broken=_Union(
            *(Case(When(_applies(model, bench, rule), then=Value(place))) for place, rule in enumerate(bench.rules))
        )
    ).filter(~Q(broken=[]))
    found: list[tuple[int, Remark]] = []
    for row in broken.only(*own, *bench.needed(model), *sealed).order_by("row").iterator(CHUNK):
        found += ((row.row, remark) for remark in _worded(row, bench))
        if len(found) >= CHUNK:
            findings.write(batch, found)
            found = []
    findings.write(batch, found)


def _applies(model: type[Model], bench: Bench, rule: Rule) -> Q:
    """Broken, and looked at: of a row that speaks of a known record only what it changes is judged."""
    broken = rule.condition(bench.today)
    if not _has(model, "changed"):
        return broken
    touched = _Bits(F("changed"), Value(bench.bits(rule)))
    return broken & (Q(matched__isnull=True) | ~Q(Exact(touched, 0)))


def _worded(row: Any, bench: Bench) -> Iterator[Remark]:
    refused = getattr(row, "refused", 0)
    unread = frozenset(name for name, column in bench.columns.items() if column.bit & refused)
    for place in row.broken:
        rule = bench.rules[place]
        if bench.bits(rule) & refused and not rule.presence:
            continue
        judged = Judged(row, unread) if unread else row
        violation = rule.violation(judged, bench.today)
        if violation is None:
            continue
        name = _first_absent(rule, judged) if rule.presence else violation.field
        column = bench.column_of(name)
        seen = column.field.text_of(row) if column and _has(type(row), column.field.name) else ""
        yield Remark(column.name if column else name, rule.code, str(rule.level), Source.RULE, violation.message, seen)


def _first_absent(rule: Rule, row: Any) -> str:
    return next((name for name in rule.fields if not getattr(row, name)), rule.fields[0])


def _has(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.fields)
