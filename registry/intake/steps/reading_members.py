"""What the rows of a sheet of members say (党员行读取): values, blind indexes and seals, without a look at the register.

This is where a large sheet spends its time: a row of a province is read a million times, so nothing is done twice here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from operator import or_
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

Columns = dict[str, list[Reading]]
"""By the name of a column, what its cells say, row by row."""


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
    sealed: tuple[str, ...]
    secrets: tuple[str | None, ...]
    branch: str | None
    blind: str | None
    person: tuple[str, date, str] | None
    """Name, birth and sex, where a number or its being unknown is written and the birth can be read."""


def _spelling(name: str | None) -> dict[str, str]:
    usual, other = pinyin.spelling(name or "")
    return {"pinyin": usual, "other_pinyin": other}


DERIVED = {"name": _spelling}
"""Columns of the record that follow from an item."""


class MemberReader:
    """Reads rows in one manner, many at a time and column by column: a loop that does one thing is twice as fast."""

    def __init__(self, manner: Manner) -> None:
        declared = {rule.code for rule in basic.rules}
        self._places, self._mends = manner.places, manner.mends
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
        self.columns = [*self.sealed, *(column for name in self._plain for column in self._readers[name].columns)]
        """The database columns of a row read: the sealed ones, then the plain ones."""

    @property
    def sealed(self) -> list[str]:
        """The sealed items, in the order of `secrets`."""
        return list(self._sealed)

    def read(self, rows: Sequence[tuple[int, Sequence[object]]]) -> list[ReadRow]:
        """Rows as the sheet has them, each with its number and its values from column A on; mended cells as mended."""
        numbers, readings = [number for number, _ in rows], self._blank(len(rows))
        for name, place in self._places.items():
            read = self._readers[name].read
            readings[name] = [read(values[place] if place < len(values) else "") for _, values in rows]
        for at in [at for at, number in enumerate(numbers) if number in self._mends]:
            for name, mended in self._mends[numbers[at]].items():
                readings[name][at] = self._readers[name].read(mended)
        return self._made(numbers, readings)

    def read_written(self, number: int, written: Mapping[str, object]) -> ReadRow:
        """One row from what is written in its columns, by their names."""
        read = {name: [self._readers[name].read(raw)] for name, raw in written.items()}
        return self._made([number], self._blank(1) | read)[0]

    def _blank(self, count: int) -> Columns:
        return {name: [reader.blank] * count for name, reader in self._readers.items()}

    def _made(self, numbers: list[int], readings: Columns) -> list[ReadRow]:
        identities = [uid() for _ in numbers]
        values = {name: [reading.value for reading in readings[name]] for name in (*_SPOKEN, *self._sealed)}
        sealed = [list(map(partial(seal, item), values[name], identities)) for name, item in self._sealed.items()]
        columns: tuple[Iterable[Any], ...] = (
            numbers,
            map(str, identities),
            *_sums(readings, len(numbers)),
            _remarks(readings, len(numbers)),
            map("\t".join, zip(*([one.fragment for one in readings[name]] for name in self._plain), strict=True)),
            zip(*sealed, strict=True),
            zip(*(values[name] for name in self._sealed), strict=True),
            values["organisation"],
            map(_blind, values["identity_number"]),
            map(_person, *(values[name] for name in ("identity_number", "name", "birth_on", "sex"))),
        )
        return list(map(ReadRow, *columns))


_SPOKEN = ("organisation", "identity_number", "name", "birth_on", "sex")
"""Whose values are needed beside what COPY takes."""


def _sums(readings: Columns, count: int) -> tuple[list[int], list[int]]:
    """Of each row, the columns that say something and those that could not be read, as bits."""
    said, refused = [0] * count, [0] * count
    for column in readings.values():
        said = list(map(or_, said, [reading.said for reading in column]))
        refused = list(map(or_, refused, [reading.refused for reading in column]))
    return said, refused


def _remarks(readings: Columns, count: int) -> list[list[Remark]]:
    """Of each row, what is to be said of its cells."""
    remarks: list[list[Remark]] = [[] for _ in range(count)]
    for column in readings.values():
        for at, reading in enumerate(column):
            if reading.remarks:
                remarks[at] += reading.remarks
    return remarks


def _blind(number: str | None) -> str | None:
    return str(index_of(number)) if number and number != UNKNOWN_NUMBER else None


def _person(number: str | None, name: str | None, birth: Any, sex: str | None) -> tuple[str, date, str] | None:
    return (name or "", birth.first, sex or "") if number and birth else None


def many(manner: Manner) -> Callable[[Sequence[tuple[int, Sequence[object]]]], list[ReadRow]]:
    """What reads many rows, each with its number."""
    return MemberReader(manner).read


def seal(item: Any, secret: str | None, identity: UUID) -> str:
    """A secret sealed for that row, as COPY takes it."""
    return copied(item.seal(secret, identity)) if secret and secret != UNKNOWN_NUMBER else NULL
