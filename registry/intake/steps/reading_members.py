"""What the rows of a sheet of members say (党员行读取): values, blind indexes and seals, without a look at the register.

This is where a large sheet spends its time: a row of a province is read a million times, so nothing is done twice here,
and everything is done column by column: a loop that does one thing is twice as fast.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any, NamedTuple
from uuid import UUID

from registry.intake.sheets import SHEETS, Kind
from registry.intake.steps.cells import Reader, Reading, Remark
from registry.intake.steps.copying import NULL, copied
from registry.kernel import pinyin
from registry.kernel.sealed_fields import UNKNOWN_NUMBER, SealedField
from registry.kernel.uids import uids
from registry.members.identities import index_of
from registry.members.sets import basic

OWN = ("uid", "row", "said", "refused", "identity_index")
"""The columns of a row read that no item fills."""

Columns = dict[str, list[Reading]]
"""By the name of a column, what its cells say, row by row."""


class Manner(NamedTuple):
    """How a sheet is to be read: where its columns stand, what its values mean, which cells were put right."""

    places: Mapping[str, int]
    meanings: Mapping[str, Mapping[str, str]]
    mends: Mapping[int, Mapping[str, str]]
    described: bool
    """Whether people with a number may be on the register without it, and are looked for by what else is said."""


class ReadRows(NamedTuple):
    """Rows read, column by column. Lists of texts are handed over between processes at a third of the cost of rows."""

    numbers: list[int]
    lines: list[str]
    """What COPY takes, with the sealed items sealed for a uid of the row's own."""
    secrets: list[tuple[str | None, ...]]
    """What is sealed, in the open: a row that speaks of a member is sealed again for him."""
    branches: list[str | None]
    blinds: list[str | None]
    people: dict[int, tuple[str, date, str]]
    """Name, birth and sex by the place of the row, of those who may have to be found by them."""
    remarks: dict[int, list[Remark]]
    """By the place of the row."""


def _spelling(name: str | None) -> dict[str, str]:
    usual, other = pinyin.spelling(name or "")
    return {"pinyin": usual, "other_pinyin": other}


DERIVED = {"name": _spelling}
"""Columns of the record that follow from an item."""


class MemberReader:
    """Reads rows in one manner, many at a time."""

    def __init__(self, manner: Manner) -> None:
        declared = {rule.code for rule in basic.rules}
        self._manner = manner
        self._readers = {
            name: Reader(column, meanings=manner.meanings.get(name), declared=declared, derived=DERIVED.get(name))
            for name, column in SHEETS[Kind.MEMBERS].columns.items()
        }
        # The branch is no item of the row but a place in the tree.
        items = {name: reader for name, reader in self._readers.items() if name != "organisation"}
        self._sealed = {
            name: one.column.field for name, one in items.items() if isinstance(one.column.field, SealedField)
        }
        self._plain = [name for name, reader in items.items() if reader.columns]
        plain = (column for name in self._plain for column in self._readers[name].columns)
        self.columns = [*OWN, *self._sealed, *plain]
        """The database columns of a line."""

    @property
    def sealed(self) -> list[str]:
        """The sealed items, in the order of `secrets`."""
        return list(self._sealed)

    def read(self, rows: Sequence[tuple[int, Sequence[object]]]) -> ReadRows:
        """Rows as the sheet has them, each with its number and its values from column A on; mended cells as mended."""
        numbers = [number for number, _ in rows]
        cells = list(zip_longest(*(values for _, values in rows), fillvalue=""))
        read = {
            name: self._readers[name].read_all(cells[place])
            for name, place in self._manner.places.items()
            if place < len(cells)
        }
        for at in [at for at, number in enumerate(numbers) if number in self._manner.mends]:
            for name, mended in self._manner.mends[numbers[at]].items():
                reader = self._readers[name]
                read.setdefault(name, [reader.blank] * len(numbers))[at] = reader.read(mended)
        return self._made(numbers, read)

    def read_written(self, number: int, written: Mapping[str, object]) -> ReadRows:
        """One row from what is written in its columns, by their names."""
        return self._made([number], {name: [self._readers[name].read(raw)] for name, raw in written.items()})

    def _made(self, numbers: list[int], read: Columns) -> ReadRows:
        """The rows of what was read; columns of which nothing was are blank."""
        count = len(numbers)
        read = {name: read[name] for name in self._readers if name in read}
        columns = {name: [reader.blank] * count for name, reader in self._readers.items()} | read
        value = {name: [one.value for one in columns[name]] for name in (*_SPOKEN, *self._sealed)}
        blinds = list(map(_blind, value["identity_number"]))
        remarks = _remarks(read)
        identities = uids(count)
        own = (
            [identity.hex for identity in identities],
            map(str, numbers),
            map(str, _said(read, count)),
            map(str, _refused(read, remarks, count)),
            [blind or NULL for blind in blinds],
        )
        sealed = (_sealed(item, value[name], identities) for name, item in self._sealed.items())
        plain = ([one.fragment for one in columns[name]] for name in self._plain)
        lines = list(map("\t".join, zip(*own, *sealed, *plain, strict=True)))
        secrets = list(zip(*(value[name] for name in self._sealed), strict=True))
        people = self._people(value, blinds)
        return ReadRows(numbers, lines, secrets, value["organisation"], blinds, people, remarks)

    def _people(self, value: Mapping[str, list[Any]], blinds: list[str | None]) -> dict[int, tuple[str, date, str]]:
        """Who has to be found without a number: those who have none, and others where the register lacks some."""
        said = zip(*(value[name] for name in ("identity_number", "name", "birth_on", "sex")), blinds, strict=True)
        return {
            at: (name or "", birth.first, sex or "")
            for at, (number, name, birth, sex, blind) in enumerate(said)
            if number and birth and (self._manner.described or blind is None)
        }


_SPOKEN = ("organisation", "identity_number", "name", "birth_on", "sex")
"""Whose values are needed beside what COPY takes."""


def _said(read: Columns, count: int) -> Iterable[int]:
    """Of each row, the columns that say something, as bits."""
    return map(sum, zip([0] * count, *([one.said for one in column] for column in read.values()), strict=True))


def _remarks(read: Columns) -> dict[int, list[Remark]]:
    """What is to be said of the cells, by the places of the rows."""
    remarks: dict[int, list[Remark]] = {}
    for column in read.values():
        for at, reading in enumerate(column):
            if reading.remarks:
                remarks.setdefault(at, []).extend(reading.remarks)
    return remarks


def _refused(read: Columns, remarks: Mapping[int, list[Remark]], count: int) -> list[int]:
    """Of each row, the columns that could not be read, as bits; there are none where nothing is to be said."""
    refused = [0] * count
    for at in remarks:
        refused[at] = sum(column[at].refused for column in read.values())
    return refused


def _sealed(item: SealedField, secrets: list[str | None], identities: Sequence[UUID]) -> list[str]:
    kept = [None if secret == UNKNOWN_NUMBER else secret for secret in secrets]
    return list(map(copied, item.seal_all(kept, identities)))


def _blind(number: str | None) -> str | None:
    return index_of(number).hex if number and number != UNKNOWN_NUMBER else None


def many(manner: Manner) -> Callable[[Sequence[tuple[int, Sequence[object]]]], ReadRows]:
    """What reads many rows, each with its number."""
    return MemberReader(manner).read


def seal(item: Any, secret: str | None, identity: UUID) -> str:
    """A secret sealed for that row, as COPY takes it."""
    return copied(item.seal(secret, identity)) if secret and secret != UNKNOWN_NUMBER else NULL
