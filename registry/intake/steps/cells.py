"""What the cells of one column mean (取值): read once for each different value, ready to be copied into its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from registry.codes.fields import SecrecyField
from registry.intake.models import Source, Weight
from registry.intake.sheets import Column
from registry.intake.steps.copying import line
from registry.kernel.fields import ItemField
from registry.kernel.refusals import Level, Violation
from registry.kernel.sealed_fields import AddressField, IdentityField, PhoneField, SealedField
from registry.kernel.values import identity, phones, text
from registry.kernel.values.parsed import Parsed

REMEMBERED = 20_000
"""Different values kept for one column; beyond that they are mostly unique, and keeping them only costs memory."""
LONGEST_SHOWN = 80
FORMULA = ("=", "+", "@")
"""What a spreadsheet takes for the beginning of a formula; a hyphen in front of a word is too common to speak of."""
AS_TEXT = "以“{sign}”开头，按文字登记，在任何导出的文件里都不会成为公式。"
Derived = Callable[[Any], Mapping[str, Any]]


class Remark(NamedTuple):
    """Something about a cell: what a finding will say, without its batch and row.

    `written` is what stood there where it may be kept only sealed; a person who mends the cell begins with it.
    """

    item: str
    rule: str
    weight: str
    source: str
    message: str
    shown: str = ""
    written: str = ""


@dataclass(slots=True)
class Reading:
    """One value read: what it means, its columns as COPY takes them (a sealed one aside), what is to be said of it."""

    value: Any
    fragment: str
    said: int
    refused: int
    remarks: tuple[Remark, ...]


class Reader:
    """Reads the cells of one column; `meanings` are a person's words for values that were not understood."""

    def __init__(
        self, column: Column, *, meanings: Mapping[str, str] | None = None, declared: Iterable[str] = (),
        derived: Derived | None = None,
    ) -> None:  # fmt: skip
        self.column = column
        # Nobody's words make something secret open to all.
        self._meanings = {} if isinstance(column.field, SecrecyField) else meanings or {}
        self._declared, self._derived = frozenset(declared), derived
        self._sealed = isinstance(column.field, SealedField)
        self.columns = list(self._stored(None))
        """The database columns a fragment fills, in its order."""
        self.blank = self._reading(Parsed(None), "")
        self._known: dict[Any, Reading] = {"": self.blank}

    def read(self, raw: object) -> Reading:
        """What `raw` means."""
        if raw == "" or raw is None:
            return self.blank
        if self._sealed:  # nearly all different: nothing is won by remembering them
            return self._look(raw)
        key = raw if type(raw) is str else (type(raw), raw)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            found = self._known[key] = self._look(raw)
        return found

    def read_all(self, raws: Sequence[object]) -> list[Reading]:
        """What each cell of a column means; most hold what was read before, and those are found without a call each."""
        known = map(self._known.get, raws)
        return [reading or self.read(raw) for reading, raw in zip(known, raws, strict=True)]

    def _look(self, raw: object) -> Reading:
        meant = self._meanings.get(text.written_as(raw)[0].strip()) if self._meanings else None
        return self._reading(self.column.field.parse(raw if meant is None else meant), raw)

    def _reading(self, parsed: Parsed[Any], raw: object) -> Reading:
        value = parsed.value
        fragment = line(self._stored(value).values())
        said = 0 if value is None or value == "" else self.column.bit
        formula = type(raw) is str and raw[:1] in FORMULA and type(value) is str and value[:1] in FORMULA
        if not parsed.problems and not parsed.changed and not formula:
            return Reading(value, fragment, said, 0, ())
        refused = self.column.bit if parsed.refused else 0
        return Reading(value, fragment, said, refused, tuple(self._remarks(parsed, raw)))

    def _stored(self, value: Any) -> dict[str, Any]:
        field: Any = self.column.field
        stored: dict[str, Any] = field.beside(value) if self._sealed else field.stored(value)
        if self._derived:
            stored.update(self._derived(value))
        return stored

    def _remarks(self, parsed: Parsed[Any], raw: object) -> Iterable[Remark]:
        name, seen = self.column.name, shown(self.column.field, raw)
        sealed = text.written_as(raw)[0] if self._sealed else ""
        for problem in parsed.problems:
            if not self._left_to_a_rule(problem):
                yield Remark(name, problem.rule, str(problem.level), Source.CELL, problem.message, seen, sealed)
        if parsed.changed and not parsed.refused:
            yield Remark(name, "", Weight.NOTE, Source.CELL, parsed.changed, seen)
        if type(parsed.value) is str and parsed.value[:1] in FORMULA:
            yield Remark(name, "", Weight.PLAIN, Source.CELL, AS_TEXT.format(sign=parsed.value[:1]), seen)

    def _left_to_a_rule(self, problem: Violation) -> bool:
        """A warning that a rule of the set will repeat from the stored value stays with the record, not the cell."""
        return problem.level is Level.WARN and problem.rule in self._declared


def shown(field: ItemField, raw: object) -> str:
    """What stood in the cell, masked as the item is."""
    written = text.written_as(raw)[0]
    if isinstance(field, IdentityField):
        return identity.mask(written.strip())
    if isinstance(field, PhoneField):
        return phones.mask(written.strip())
    if isinstance(field, AddressField):
        return text.mask_address(written)
    return written[:LONGEST_SHOWN]
