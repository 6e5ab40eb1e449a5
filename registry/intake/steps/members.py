"""A sheet of members into the staging table (党员表暂存): read by column, placed in branches, matched, sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from registry.intake.models import Batch, Outcome, StagedMember
from registry.intake.steps import findings, matching
from registry.intake.steps.branches import Branch, Branches
from registry.intake.steps.cells import Reader, Reading, Remark
from registry.intake.steps.copying import NULL, copied, copy_lines
from registry.intake.steps.matching import Known, Person
from registry.jobs.progress import Progress
from registry.kernel import pinyin
from registry.kernel.sealed_fields import UNKNOWN_NUMBER, SealedField
from registry.kernel.sealing import keyring
from registry.kernel.uids import uid
from registry.members.identities import index_of
from registry.members.models import Member
from registry.members.sets import basic
from registry.security.actors import Actor

CHUNK = 2_000
PHASE = "读取和比对"
_OWN = ("batch_id", "row", "round", "uid", "outcome", "matched", "matched_version", "said", "refused", "changed",
        "branch", "organisation_id", "path", "identity_index")  # fmt: skip

T = TypeVar("T")


class SheetRow:
    """One row while it is on its way: what its cells mean, where it belongs, whom it speaks of."""

    __slots__ = ("branch", "index", "known", "number", "readings", "remarks", "said", "uid")

    def __init__(self, number: int, readings: list[Reading]) -> None:
        self.number, self.readings = number, readings
        self.said = 0
        self.remarks: list[Remark] = []
        for reading in readings:
            self.said |= reading.said
            if reading.remarks:
                self.remarks += reading.remarks
        self.branch: Branch = Branch()
        self.index: UUID | None = None
        self.known: Known | None = None
        self.uid: UUID


class MemberStage:
    """Stages the rows of one batch; a single row is staged again by the same steps when a cell is mended."""

    def __init__(self, batch: Batch, actor: Actor) -> None:
        self._batch, self._actor, self._mends = batch, actor, mends_of(batch)
        declared = {rule.code for rule in basic.rules}
        columns = batch.form.columns
        self._readers = [
            Reader(
                column, meanings=batch.values.get(name), declared=declared,
                derived=_spelling if name == "name" else None,
            )
            for name, column in columns.items()
        ]  # fmt: skip
        self._slots = {name: slot for slot, name in enumerate(columns)}
        self._number = self._slots["identity_number"]
        self._head, self._round = str(batch.pk), str(batch.round)
        self._fields: list[Any] = [reader.column.field for reader in self._readers]
        self._sealed = [isinstance(field, SealedField) for field in self._fields]
        self._plain = [bool(reader.columns) and reader.column.name != "organisation" for reader in self._readers]
        self._blank = [reader.blank for reader in self._readers]
        self._branches = Branches(batch)
        here = Member.objects.below(batch.organisation.path)
        self._some_unknown = here.filter(identity_unknown=True).exists()
        self._columns = (*_OWN, *self._item_columns())

    def run(self, rows: Iterable[tuple[int, Sequence[object]]], progress: Progress) -> None:
        """Stage every row; `rows` are sheet rows with their values from column A on."""
        places = [(self._slots[name], int(number) - 1) for number, name in self._batch.columns.items()]
        done = 0
        for chunk in chunks(rows, CHUNK):
            self._stage([SheetRow(number, self._read(number, values, places)) for number, values in chunk])
            done += len(chunk)
            progress.at(PHASE, done, self._batch.row_count)

    def again(self, number: int, written: Mapping[str, object]) -> None:
        """Stage one row as it is written now, column by column."""
        readings = self._blank.copy()
        for name, raw in written.items():
            readings[self._slots[name]] = self._readers[self._slots[name]].read(raw)
        self._stage([SheetRow(number, readings)])

    def _read(self, number: int, values: Sequence[object], places: Sequence[tuple[int, int]]) -> list[Reading]:
        readings = self._blank.copy()
        width = len(values)
        for slot, place in places:
            if place < width and (raw := values[place]) != "":
                readings[slot] = self._readers[slot].read(raw)
        for name, mended in self._mends.get(number, {}).items():
            readings[self._slots[name]] = self._readers[self._slots[name]].read(mended)
        return readings

    def _stage(self, rows: list[SheetRow]) -> None:
        self._place(rows)
        self._match(rows)
        copy_lines(StagedMember._meta.db_table, self._columns, [self._line(row) for row in rows])
        findings.write(self._batch, ((row.number, remark) for row in rows for remark in row.remarks))

    def _value(self, row: SheetRow, name: str) -> Any:
        return row.readings[self._slots[name]].value

    def _place(self, rows: list[SheetRow]) -> None:
        """Into which branch each row belongs."""
        slot = self._slots["organisation"]
        known = self._branches.find({row.readings[slot].value for row in rows})
        for row in rows:
            if name := row.readings[slot].value:
                row.branch = known[name]
                if row.branch.remark:
                    row.remarks.append(row.branch.remark)

    def _match(self, rows: list[SheetRow]) -> None:
        """Whom each row speaks of, and the identity it is sealed for."""
        for row in rows:
            number = row.readings[self._number].value
            if number and number != UNKNOWN_NUMBER:
                row.index = index_of(number)
        numbered = matching.by_index({row.index for row in rows if row.index})
        described = self._described([row for row in rows if row.index not in numbered])
        for row in rows:
            self._settle(row, numbered.get(row.index) if row.index else None, described.get(row.number))
            row.uid = row.known.uid if row.known else uid()

    def _described(self, rows: list[SheetRow]) -> dict[int, Known]:
        """By row: whom the name, birth and sex describe where the number alone does not tell."""
        bare = {row.number for row in rows if row.index is None}
        asked = rows if self._some_unknown else [row for row in rows if row.number in bare]
        people = {row.number: person for row in asked if (person := self._person(row))}
        found = matching.by_person(person for number, person in people.items() if number in bare)
        unnumbered = matching.by_person(
            (person for number, person in people.items() if number not in bare), unknown_only=True
        )
        both = {number: (found if number in bare else unnumbered).get(person) for number, person in people.items()}
        return {number: known for number, known in both.items() if known}

    def _person(self, row: SheetRow) -> Person | None:
        birth = self._value(row, "birth_on")
        if row.branch.pk is None or birth is None or not row.readings[self._number].value:
            return None
        return row.branch.pk, self._value(row, "name") or "", birth.first, self._value(row, "sex") or ""

    def _settle(self, row: SheetRow, numbered: Known | None, described: Known | None) -> None:
        if numbered:
            wrong = matching.refusal(numbered, row.branch.pk, self._batch.organisation.path, self._actor)
            row.known = numbered if wrong is None else None
            row.remarks += [wrong] if wrong else []
        elif described and row.index is None:
            row.known = described
            row.said &= ~self._readers[self._number].column.bit  # eighteen zeros erase no number
        elif described:
            row.remarks.append(matching.fills_number())

    def _line(self, row: SheetRow) -> str:
        known, outcome = (NULL, NULL), Outcome.NEW.value
        if row.known:
            known, outcome = (str(row.known.pk), str(row.known.version)), Outcome.UNCHANGED.value
        refused = sum(reading.refused for reading in row.readings if reading.refused)
        parts = [
            self._head, str(row.number), self._round, str(row.uid), outcome, *known, str(row.said), str(refused), "0",
            row.branch.fragment, str(row.index) if row.index else NULL,
        ]  # fmt: skip
        for slot, reading in enumerate(row.readings):
            if self._sealed[slot]:
                parts.append(self._sealed_part(row, self._fields[slot], reading.value))
            if self._plain[slot]:
                parts.append(reading.fragment)
        return "\t".join(parts)

    def _sealed_part(self, row: SheetRow, field: SealedField, value: str | None) -> str:
        """The sealed value; what is on the register already keeps its seal, so that equal columns mean no change."""
        if not value or value == UNKNOWN_NUMBER:
            return NULL
        former = row.known.sealed[field.name] if row.known else None
        if former is not None and keyring().open(former, field.place, row.uid) == value:
            return copied(bytes(former))
        return copied(field.seal(value, row.uid))

    def _item_columns(self) -> Iterator[str]:
        for slot, reader in enumerate(self._readers):
            yield from [reader.column.field.attname] if self._sealed[slot] else []
            yield from reader.columns if self._plain[slot] else []


def _spelling(name: str | None) -> dict[str, str]:
    usual, other = pinyin.spelling(name or "")
    return {"pinyin": usual, "other_pinyin": other}


def mends_of(batch: Batch) -> dict[int, dict[str, str]]:
    """The cells put right so far, by row and column."""
    found: dict[int, dict[str, str]] = {}
    for mend in batch.mends.all():
        found.setdefault(mend.row, {})[mend.item] = mend.value or ""
    return found


def chunks(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows, so many at a time."""
    source = iter(rows)
    while chunk := list(islice(source, size)):
        yield chunk
