"""A sheet of members into the staging table (党员表暂存): each row placed in its branch, matched, copied."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from registry.intake.models import Batch, Outcome, StagedMember
from registry.intake.steps import findings, matching
from registry.intake.steps.branches import Branch, Branches
from registry.intake.steps.cells import Remark
from registry.intake.steps.copying import chunks, copied, copy_lines, line
from registry.intake.steps.matching import Known
from registry.intake.steps.reading_members import Manner, MemberReader, ReadRows, many, seal
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
_PLACED = ("branch", "organisation_id", "path")
_SETTLED = ("outcome", "matched", "matched_version")
_SAME = ("batch_id", "round", "changed")
"""What is put behind a line read: its branch, whom it speaks of, and what is the same for all."""


class MemberStage:
    """Stages the rows of one batch; a single row is staged again by the same steps when a cell is mended."""

    def __init__(self, batch: Batch, actor: Actor) -> None:
        self._batch, self._actor = batch, actor
        places = {name: int(number) - 1 for number, name in batch.columns.items()}
        here = Member.objects.below(batch.organisation.path)
        described = here.filter(identity_unknown=True).exists()
        self._manner = Manner(places, batch.values, mends_of(batch), described)
        self._reader = MemberReader(self._manner)
        self._columns = (*self._reader.columns, *_PLACED, *_SETTLED, *_SAME)
        self._same = line((batch.pk, batch.round, 0))
        self._new = line((Outcome.NEW, None, None))
        self._items = [basic.items[name].field for name in self._reader.sealed]
        self._number = batch.form.columns["identity_number"].bit
        self._branches = Branches(batch)

    def run(self, rows: Iterable[tuple[int, Sequence[object]]], progress: Progress) -> None:
        """Stage every row of the sheet."""
        done, pieces = 0, chunks(rows, CHUNK)
        read = shared(many, self._manner, pieces) if self._batch.row_count >= LONG else map(many(self._manner), pieces)
        for piece in read:
            self._stage(piece)
            done += len(piece.numbers)
            progress.at(PHASE, done, self._batch.row_count)

    def again(self, number: int, written: Mapping[str, object]) -> None:
        """Stage one row as it is written now, column by column."""
        self._stage(self._reader.read_written(number, written))

    def _stage(self, rows: ReadRows) -> None:
        branches = self._place(rows)
        known = self._match(rows, branches)
        tails = {name: "\t".join(("", branch.fragment, self._new, self._same)) for name, branch in branches.items()}
        lines = [read + tails[name] for read, name in zip(rows.lines, rows.branches, strict=True)]
        for at, one in known.items():
            lines[at] = self._matched(rows, at, branches[rows.branches[at]], one)
        copy_lines(StagedMember._meta.db_table, self._columns, lines)
        remarks = sorted(rows.remarks.items())
        findings.write(self._batch, ((rows.numbers[at], remark) for at, found in remarks for remark in found))

    def _place(self, rows: ReadRows) -> dict[str | None, Branch]:
        """Into which branch the rows belong, by what they call it."""
        names = {name for name in rows.branches if name}
        found = self._branches.find(names)
        wrong = {name: remark for name in names if (remark := found[name].remark)}
        for at in [at for at, name in enumerate(rows.branches) if name in wrong] if wrong else ():
            _remark(rows, at, wrong[rows.branches[at] or ""])
        return {None: _NOWHERE, "": _NOWHERE} | {name: found[name] for name in names}

    def _match(self, rows: ReadRows, branches: Mapping[str | None, Branch]) -> dict[int, Known]:
        """By place: the member on the register whom the row speaks of."""
        numbered = matching.by_index({blind for blind in rows.blinds if blind})
        described = self._described(rows, numbered, branches)
        spoken = {at for at, blind in enumerate(rows.blinds) if blind in numbered} | described.keys()
        matched: dict[int, Known] = {}
        for at in sorted(spoken):
            known = numbered.get(rows.blinds[at] or "")
            found = self._settled(rows, at, known, described.get(at), branches[rows.branches[at]])
            if found:
                matched[at] = found
        return matched

    def _described(
        self, rows: ReadRows, numbered: Collection[str], branches: Mapping[str | None, Branch]
    ) -> dict[int, Known]:
        """By place: whom the name, birth and sex describe where the number alone does not tell."""
        people = {
            at: (branch, *person)
            for at, person in rows.people.items()
            if (branch := branches[rows.branches[at]].pk) is not None and rows.blinds[at] not in numbered
        }
        bare = {at for at in people if rows.blinds[at] is None}
        found = matching.by_person(people[at] for at in bare)
        unnumbered = matching.by_person((people[at] for at in people.keys() - bare), unknown_only=True)
        both = {at: (found if at in bare else unnumbered).get(person) for at, person in people.items()}
        return {at: known for at, known in both.items() if known}

    def _settled(
        self, rows: ReadRows, at: int, numbered: Known | None, described: Known | None, branch: Branch
    ) -> Known | None:
        if numbered:
            wrong = matching.refusal(numbered, branch.pk, self._batch.organisation.path, self._actor)
            if wrong:
                _remark(rows, at, wrong)
            return None if wrong else numbered
        if described and rows.blinds[at]:
            _remark(rows, at, matching.fills_number())
            return None
        return described

    def _matched(self, rows: ReadRows, at: int, branch: Branch, known: Known) -> str:
        """The line of a row that speaks of a member: under his uid, and sealed for him."""
        parts = dict(zip(self._reader.columns, rows.lines[at].split("\t"), strict=True))
        parts["uid"] = copied(known.uid)
        if rows.blinds[at] is None:  # eighteen zeros erase no number
            parts["said"] = str(int(parts["said"]) & ~self._number)
        for item, secret in zip(self._items, rows.secrets[at], strict=True):
            parts[item.attname] = _sealed_for(known, item, secret)
        settled = line((Outcome.UNCHANGED, known.pk, known.version))
        return "\t".join((*parts.values(), branch.fragment, settled, self._same))


_NOWHERE = Branch()


def _remark(rows: ReadRows, at: int, remark: Remark) -> None:
    rows.remarks.setdefault(at, []).append(remark)


def _sealed_for(known: Known, item: Any, secret: str | None) -> str:
    """What is on the register already keeps its seal, so that equal columns mean no change."""
    former = known.sealed[item.name]
    if secret and former is not None and keyring().open(former, item.place, known.uid) == secret:
        return copied(bytes(former))
    return seal(item, secret, known.uid)


def mends_of(batch: Batch) -> dict[int, dict[str, str]]:
    """The cells put right so far, by row and column."""
    found: dict[int, dict[str, str]] = {}
    for mend in batch.mends.all():
        found.setdefault(mend.row, {})[mend.item] = mend.value or ""
    return found
