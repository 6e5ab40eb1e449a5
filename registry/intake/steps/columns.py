"""Which column of a sheet is which item (列对应): by its label, by what was chosen before, or by a guess."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

from django.db.models.functions import Length

from registry.intake.models import Batch, Scheme
from registry.intake.sheets import IGNORED, SHEETS, Column, Kind, Need, Sheet
from registry.kernel import paths
from registry.kernel.refusals import Refused

SURE = 100
LEAST = 60
"""A guess below this is no help."""
BLOCKING = {"duplicate-header", "several-sheets"}
"""What a health check may find that a person has to look at before the columns are believed."""
_ASIDE = re.compile(r"[（(【\[].*?[)）】\]]|[\s:：*＊_/／、.]+")


class Guess(NamedTuple):
    """The column a label probably means, and how sure that is, in percent."""

    column: str
    score: int


def bare(label: str) -> str:
    """A label without what people write around it."""
    return _ASIDE.sub("", label) or label


def guess(sheet: Sheet, label: str) -> Guess | None:
    """What a label of a header means on such a sheet."""
    plain = bare(label)
    if not plain or plain in IGNORED:
        return None
    best: Guess | None = None
    for column in sheet.columns.values():
        for called in (column.label, *column.also):
            same = SURE if bare(called) == plain else round(100 * SequenceMatcher(None, bare(called), plain).ratio())
            if same >= LEAST and (best is None or same > best.score):
                best = Guess(column.name, same)
    return best


def kind_of(labels: Iterable[str]) -> Kind | None:
    """The kind of sheet whose labels these are; None when none fits."""
    plain = {bare(label) for label in labels}
    fits = {
        kind: sum(any(bare(called) in plain for called in (column.label, *column.also)) for column in sheet.columns.values())
        for kind, sheet in SHEETS.items()
    }  # fmt: skip
    keys = {
        kind: all(
            any(bare(called) in plain for called in (column.label, *column.also))
            for column in SHEETS[kind].columns.values() if column.need is Need.KEY
        )
        for kind in SHEETS
    }  # fmt: skip
    best = max(SHEETS, key=lambda kind: (keys[kind], fits[kind]))
    return best if fits[best] >= 2 else None


def propose(batch: Batch) -> None:
    """Match the columns: as a scheme of this organisation or one above says, else by label, each item once."""
    scheme = scheme_for(batch)
    labels: list[tuple[str, str]] = [(str(number), label) for number, label in batch.labels]
    if scheme:
        batch.columns = {number: scheme.columns[label] for number, label in labels if label in scheme.columns}
        batch.values = scheme.values
        return
    guesses = [(found.score, number, found.column) for number, label in labels if (found := guess(batch.form, label))]
    taken: dict[str, str] = {}
    for _, number, name in sorted(guesses, key=lambda one: (-one[0], int(one[1]))):
        if name not in taken.values():
            taken[number] = name
    batch.columns = taken


def certain(batch: Batch) -> bool:
    """Whether nobody needs to look: every column that is needed is there under its own name, or as was chosen before."""
    if not batch.kind or any(one["kind"] in BLOCKING for one in batch.health) or missing(batch, Need.NEW):
        return False
    if scheme_for(batch):
        return True
    return not doubtful(batch)


def doubtful(batch: Batch) -> list[str]:
    """The numbers of the columns whose match is only a guess."""
    labels = {str(number): label for number, label in batch.labels}
    scores = {number: guess(batch.form, labels[number]) for number in batch.columns}
    return [number for number, found in scores.items() if found is None or found.score < SURE]


def missing(batch: Batch, need: Need) -> list[Column]:
    """The columns so needed, or more, that the sheet has not."""
    return [
        column for column in batch.form.columns.values()
        if column.need >= need and column.name not in batch.columns.values()
    ]  # fmt: skip


def check(batch: Batch) -> None:
    """Refuse a match without which no row could be read, or which reads one item from two columns."""
    if unknown := set(batch.columns.values()) - batch.form.columns.keys():
        raise Refused(f"没有名为“{min(unknown)}”的项，请重新选择。")
    absent = [column.label for column in missing(batch, Need.KEY)]
    if absent:
        raise Refused(f"请指定“{'”“'.join(absent)}”是哪一列；没有这一列不能导入。")
    names = list(batch.columns.values())
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise Refused(f"“{batch.form.columns[twice].label}”指定了两列，请只留一列。")


def signature(batch: Batch) -> str:
    """What tells sheets of one header from others."""
    return hashlib.sha256("\n".join(label for _, label in batch.labels).encode()).hexdigest()


def scheme_for(batch: Batch) -> Scheme | None:
    """The nearest scheme for this header: of the organisation itself, or of one above it."""
    above = paths.ancestors(batch.organisation.path)
    found = Scheme.objects.filter(organisation__path__in=above, kind=batch.kind, signature=signature(batch))
    return found.order_by(-Length("organisation__path")).first()


def remember(batch: Batch) -> None:
    """Keep the match for the next sheet with this header."""
    labels = {str(number): label for number, label in batch.labels}
    chosen = {labels[number]: name for number, name in batch.columns.items()}
    own = {"organisation": batch.organisation, "kind": batch.kind, "signature": signature(batch)}
    scheme = Scheme.objects.filter(**own).first() or Scheme(**own)
    scheme.columns, scheme.values = chosen, batch.values
    scheme.save()
