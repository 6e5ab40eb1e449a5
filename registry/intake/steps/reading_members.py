"""What the rows of a sheet of members say (党员行读取): values, blind indexes and seals, without a look at the register.

This is where a large sheet spends its time: a row of a province is read a million times, so nothing is done twice here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from registry.intake.sheets import SHEETS, Kind
from registry.intake.steps.cells import Reader, Reading, Remark
from registry.intake.steps.copying import NULL, copied
from registry.kernel import pinyin
from registry.kernel.sealed_fields import UNKNOWN_NUMBER, SealedField
from registry.kernel.uids import uid
from registry.members.identities import index_of
from registry.members.sets import basic


class Manner(NamedTuple):
    """How a sheet is to be read: where its columns stand, what its values mean, which cells were put right."""

    places: Mapping[str, int]
    meanings: Mapping[str, Mapping[str, str]]
    mends: Mapping[int, Mapping[str, str]]


class ReadRow(NamedTuple):
    """One row read: its columns as COPY takes them, the sealed ones sealed for `uid`, and what those hold in the open.

    It may have been read in another process, so it is made of what is handed over cheaply.
    """

    number: int
    uid: str
    said: int
    refused: int
    remarks: list[Remark]
    plain: str
    sealed: list[str]
    secrets: list[str | None]
    branch: str
    blind: str | None
    person: tuple[str, date, str] | None
    """Name, birth and sex, where a number or its being unknown is written and the birth can be read."""


def _spelling(name: str | None) -> dict[str, str]:
    usual, other = pinyin.spelling(name or "")
    return {"pinyin": usual, "other_pinyin": other}


DERIVED = {"name": _spelling}
"""Columns of the record that follow from an item."""


class MemberReader:
    """Reads rows in one manner."""

    def __init__(self, manner: Manner) -> None:
        declared = {rule.code for rule in basic.rules}
        self._mends = manner.mends
        self._readers = {
            name: Reader(column, meanings=manner.meanings.get(name), declared=declared, derived=DERIVED.get(name))
            for name, column in SHEETS[Kind.MEMBERS].columns.items()
        }
        self._slots = {name: slot for slot, name in enumerate(self._readers)}
        self._places = [(self._slots[name], self._readers[name].read, place) for name, place in manner.places.items()]
        self._blank = [reader.blank for reader in self._readers.values()]
        self._sealed = [(slot, reader.column.field) for slot, reader in self._of(sealed=True)]
        self._plain = [slot for slot, reader in self._of(sealed=None) if reader.columns]
        self._special = [self._slots[name] for name in ("identity_number", "organisation", "name", "birth_on", "sex")]

    def _of(self, *, sealed: bool | None) -> Iterator[tuple[int, Reader]]:
        """The readers of items with their slots; the branch is no item of the row but a place in the tree."""
        for slot, (name, reader) in enumerate(self._readers.items()):
            if name != "organisation" and (sealed is None or isinstance(reader.column.field, SealedField)):
                yield slot, reader

    @property
    def columns(self) -> list[str]:
        """The database columns of a row read: the sealed ones, then the plain ones."""
        plain = [name for _, reader in self._of(sealed=None) for name in reader.columns]
        return [*self.sealed, *plain]

    @property
    def sealed(self) -> list[str]:
        """The sealed items, in the order of `secrets`."""
        return [item.attname for _, item in self._sealed]

    def read(self, number: int, values: Sequence[object]) -> ReadRow:
        """One row as the sheet has it, from column A on, with the cells that were put right."""
        readings, width = self._blank.copy(), len(values)
        for slot, read, place in self._places:
            if place < width and (raw := values[place]) != "":
                readings[slot] = read(raw)
        for name, mended in self._mends.get(number, {}).items():
            readings[self._slots[name]] = self._readers[name].read(mended)
        return self._made(number, readings)

    def read_written(self, number: int, written: Mapping[str, object]) -> ReadRow:
        """One row from what is written in its columns, by their names."""
        readings = self._blank.copy()
        for name, raw in written.items():
            readings[self._slots[name]] = self._readers[name].read(raw)
        return self._made(number, readings)

    def _made(self, number: int, readings: list[Reading]) -> ReadRow:
        said = refused = 0
        remarks: list[Remark] = []
        for reading in readings:
            said |= reading.said
            if reading.remarks:
                refused |= reading.refused
                remarks += reading.remarks
        own, branch, name, birth, sex = [readings[slot].value for slot in self._special]
        identity = uid()
        secrets = [readings[slot].value for slot, _ in self._sealed]
        return ReadRow(
            number=number,
            uid=str(identity),
            said=said,
            refused=refused,
            remarks=remarks,
            plain="\t".join([readings[slot].fragment for slot in self._plain]),
            sealed=[seal(item, readings[slot].value, identity) for slot, item in self._sealed],
            secrets=secrets,
            branch=branch or "",
            blind=str(index_of(own)) if own and own != UNKNOWN_NUMBER else None,
            person=(name or "", birth.first, sex or "") if own and birth else None,
        )


def many(manner: Manner) -> Callable[[Iterable[tuple[int, Sequence[object]]]], list[ReadRow]]:
    """What reads many rows, each with its number."""
    read = MemberReader(manner).read
    return lambda rows: [read(number, values) for number, values in rows]


def seal(item: Any, secret: str | None, identity: UUID) -> str:
    """A secret sealed for that row, as COPY takes it."""
    return copied(item.seal(secret, identity)) if secret and secret != UNKNOWN_NUMBER else NULL
