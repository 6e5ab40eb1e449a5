"""A sheet of members into the staging table (党员表暂存): each row placed in its branch, matched, copied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from registry.intake.models import Batch, Outcome, StagedMember
from registry.intake.steps import findings, matching
from registry.intake.steps.branches import Branch, Branches
from registry.intake.steps.copying import NULL, chunks, copied, copy_lines
from registry.intake.steps.matching import Known, Person
from registry.intake.steps.reading_members import Manner, MemberReader, ReadRow, many, seal
from registry.jobs.crew import shared
from registry.jobs.progress import Progress
from registry.kernel.sealing import keyring
from registry.members.models import Member
from registry.members.sets import basic
from registry.security.actors import Actor

CHUNK = 2_000
PHASE = "读取和比对"
LONG = 20_000
"""Rows from which on reading is shared among processes; starting them takes as long as reading five thousand."""
_OWN = ("batch_id", "row", "round", "uid", "outcome", "matched", "matched_version", "said", "refused", "changed",
        "branch", "organisation_id", "path", "identity_index")  # fmt: skip


class MemberStage:
    """Stages the rows of one batch; a single row is staged again by the same steps when a cell is mended."""

    def __init__(self, batch: Batch, actor: Actor) -> None:
        self._batch, self._actor = batch, actor
        places = {name: int(number) - 1 for number, name in batch.columns.items()}
        self._manner = Manner(places, batch.values, mends_of(batch))
        self._reader = MemberReader(self._manner)
        self._columns = (*_OWN, *self._reader.columns)
        self._items = [basic.items[name].field for name in self._reader.sealed]
        self._number = batch.form.columns["identity_number"].bit
        self._branches = Branches(batch)
        here = Member.objects.below(batch.organisation.path)
        self._some_unknown = here.filter(identity_unknown=True).exists()

    def run(self, rows: Iterable[tuple[int, Sequence[object]]], progress: Progress) -> None:
        """Stage every row of the sheet."""
        done, pieces = 0, chunks(rows, CHUNK)
        read = shared(many, self._manner, pieces) if self._batch.row_count >= LONG else map(many(self._manner), pieces)
        for chunk in read:
            self._stage(chunk)
            done += len(chunk)
            progress.at(PHASE, done, self._batch.row_count)

    def again(self, number: int, written: Mapping[str, object]) -> None:
        """Stage one row as it is written now, column by column."""
        self._stage([self._reader.read_written(number, written)])

    def _stage(self, rows: list[ReadRow]) -> None:
        branches = self._place(rows)
        known = self._match(rows, branches)
        lines = [self._line(row, branches.get(row.number, _NOWHERE), known.get(row.number)) for row in rows]
        copy_lines(StagedMember._meta.db_table, self._columns, lines)
        findings.write(self._batch, ((row.number, remark) for row in rows for remark in row.remarks))

    def _place(self, rows: list[ReadRow]) -> dict[int, Branch]:
        """By row: into which branch it belongs."""
        found = self._branches.find({row.branch for row in rows if row.branch})
        placed = {row.number: found[row.branch] for row in rows if row.branch}
        for row in rows:
            if row.branch and (remark := placed[row.number].remark):
                row.remarks.append(remark)
        return placed

    def _match(self, rows: list[ReadRow], branches: Mapping[int, Branch]) -> dict[int, Known]:
        """By row: the member on the register whom it speaks of."""
        numbered = matching.by_index({row.blind for row in rows if row.blind})
        described = self._described([row for row in rows if row.blind not in numbered], branches)
        matched: dict[int, Known] = {}
        for row in rows:
            known = numbered.get(row.blind) if row.blind else None
            found = self._settled(row, known, described.get(row.number), branches)
            if found:
                matched[row.number] = found
        return matched

    def _described(self, rows: list[ReadRow], branches: Mapping[int, Branch]) -> dict[int, Known]:
        """By row: whom the name, birth and sex describe where the number alone does not tell."""
        bare = {row.number for row in rows if row.blind is None}
        asked = rows if self._some_unknown else [row for row in rows if row.number in bare]
        people = {row.number: person for row in asked if (person := _person(row, branches))}
        found = matching.by_person(person for number, person in people.items() if number in bare)
        unnumbered = matching.by_person(
            (person for number, person in people.items() if number not in bare), unknown_only=True
        )
        both = {number: (found if number in bare else unnumbered).get(person) for number, person in people.items()}
        return {number: known for number, known in both.items() if known}

    def _settled(
        self, row: ReadRow, numbered: Known | None, described: Known | None, branches: Mapping[int, Branch]
    ) -> Known | None:
        if numbered:
            branch = branches.get(row.number, _NOWHERE).pk
            wrong = matching.refusal(numbered, branch, self._batch.organisation.path, self._actor)
            row.remarks.extend([wrong] if wrong else [])
            return None if wrong else numbered
        if described and row.blind:
            row.remarks.append(matching.fills_number())
            return None
        return described

    def _line(self, row: ReadRow, branch: Branch, known: Known | None) -> str:
        outcome = Outcome.UNCHANGED.value if known else Outcome.NEW.value
        said = row.said & ~self._number if known and row.blind is None else row.said  # eighteen zeros erase no number
        parts = [
            str(self._batch.pk), str(row.number), str(self._batch.round), str(known.uid if known else row.uid), outcome,
            str(known.pk) if known else NULL, str(known.version) if known else NULL, str(said), str(row.refused), "0",
            branch.fragment, row.blind or NULL, *(self._sealed(row, known) if known else row.sealed),
            row.plain,
        ]  # fmt: skip
        return "\t".join(parts)

    def _sealed(self, row: ReadRow, known: Known) -> list[str]:
        """Sealed for the member; what is on the register already keeps its seal, so that equal columns mean no change."""
        return [_sealed_for(known, item, secret) for item, secret in zip(self._items, row.secrets, strict=True)]


_NOWHERE = Branch()


def _sealed_for(known: Known, item: Any, secret: str | None) -> str:
    former = known.sealed[item.name]
    if secret and former is not None and keyring().open(former, item.place, known.uid) == secret:
        return copied(bytes(former))
    return seal(item, secret, known.uid)


def _person(row: ReadRow, branches: Mapping[int, Branch]) -> Person | None:
    branch = branches.get(row.number, _NOWHERE).pk
    return (branch, *row.person) if branch is not None and row.person else None


def mends_of(batch: Batch) -> dict[int, dict[str, str]]:
    """The cells put right so far, by row and column."""
    found: dict[int, dict[str, str]] = {}
    for mend in batch.mends.all():
        found.setdefault(mend.row, {})[mend.item] = mend.value or ""
    return found
