"""An information set (信息集): a model plus the little Django does not know, from which screens and sheets are derived."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Case, IntegerField, Q, Value, When

from registry.kernel.fields import ItemField
from registry.kernel.refusals import Invalid, Level, Violation
from registry.kernel.rules import Rule, violations


class Heads(tuple[str, ...]):
    """Codes that begin with one of these (代码开头): for which categories an item is there."""

    __slots__ = ()

    def __new__(cls, *heads: str) -> Heads:
        return super().__new__(cls, heads)

    def fit(self, code: str | None) -> bool:
        """Whether `code` begins so."""
        return bool(code) and str(code).startswith(tuple(self))

    def condition(self, name: str) -> Q:
        """The same of the column `name`, in SQL."""
        return reduce(or_, (Q(**{f"{name}__begins": head}) for head in self))


@dataclass(frozen=True, slots=True)
class Part:
    """One heading of a set (信息块) and its items: the code of each, and the heads of the categories it is for, if not for all."""

    label: str
    items: Mapping[str, tuple[str, Heads | None]]


@dataclass(frozen=True, slots=True)
class Item:
    """One item (信息项): a field, its code in the collection standard, and whether and when it counts.

    `applies` is another item and the value it must have, or the heads its code must begin with.
    """

    name: str
    code: str
    field: ItemField
    counted: bool
    applies: tuple[str, Any] | None

    @property
    def label(self) -> str:
        return str(self.field.verbose_name)

    def applies_to(self, row: Any) -> bool:
        """Whether `row` has to have this item at all."""
        if self.applies is None:
            return True
        name, wanted = self.applies
        value = getattr(row, name, None)
        return wanted.fit(value) if isinstance(wanted, Heads) else bool(value == wanted)

    def applying(self) -> Q:
        """`applies_to` in SQL: certain of every row, so that it may also be denied."""
        if self.applies is None:
            return Q(pk__isnull=False)
        name, wanted = self.applies
        fits = wanted.condition(name) if isinstance(wanted, Heads) else Q(**{name: wanted})
        return fits & Q(**{f"{name}__isnull": False})

    def filled_in(self, row: Any) -> bool:
        return self.field.is_filled(row)

    def text(self, row: Any) -> str:
        """The value as people read it, masked where the item is masked."""
        return self.field.text_of(row)


@dataclass(frozen=True, slots=True)
class Completeness:
    """How complete a row is (完整度): whole percent, rounded down, and the items still missing (R-024)."""

    percent: int
    missing: tuple[Item, ...]


_SMALLER: dict[str, InformationSet] = {}


def smaller_set(function: str) -> InformationSet | None:
    """The set of which that smaller function may change some items; None if it is no such function."""
    return _SMALLER.get(function)


class InformationSet:
    """The declaration of one set; everything a screen, a sheet or a print needs to know is read off it."""

    def __init__(
        self,
        model: type[models.Model],
        key: str,
        *,
        items: Mapping[str, str],
        counted: Sequence[str] = (),
        applies: Mapping[str, tuple[str, Any]] | None = None,
        rules: Sequence[Rule] = (),
        smaller: Mapping[str, Sequence[str]] | None = None,
        procedures: Mapping[str, str] | None = None,
        keys: Sequence[str] = (),
        parts: Sequence[Part] = (),
        function: str = "",
    ) -> None:
        self.model, self.key, self.function = model, key, function
        self.parts = tuple(parts)
        self.rules = tuple(rules)
        self.smaller = {function: tuple(names) for function, names in (smaller or {}).items()}
        self.procedures = dict(procedures or {})
        self.keys = tuple(keys)
        _SMALLER.update(dict.fromkeys(self.smaller, self))
        self._codes, self._counted, self._applies = dict(items), frozenset(counted), dict(applies or {})

    @property
    def label(self) -> str:
        return str(self.model._meta.verbose_name)

    @cached_property
    def items(self) -> dict[str, Item]:
        """The items by field name, in the order of the declaration."""
        return {
            name: Item(name, code, _field(self.model, name), name in self._counted, self._applies.get(name))
            for name, code in self._codes.items()
        }

    @cached_property
    def counted(self) -> list[Item]:
        """The items that count for completeness."""
        return [item for item in self.items.values() if item.counted]

    @property
    def repeats(self) -> bool:
        """Whether there may be several rows (多条): they are added, changed and taken out by one `function`."""
        return bool(self.function)

    def parts_for(self, row: Any) -> list[tuple[Part, list[Item]]]:
        """The parts that `row` has, each with the items that apply to it."""
        found = [
            (part, [self.items[name] for name in part.items if self.items[name].applies_to(row)]) for part in self.parts
        ]
        return [(part, items) for part, items in found if items]

    def unfit(self, row: Any) -> list[Item]:
        """The items that are filled in although they do not apply to `row` (不适用而已填)."""
        return [item for item in self.items.values() if not item.applies_to(row) and item.filled_in(row)]

    def labelled(self, label: str) -> Item | None:
        """The item of that label, if there is one."""
        return next((item for item in self.items.values() if item.label == label), None)

    def texts(self, row: Any) -> list[tuple[Item, str]]:
        """Every item with its value as people read it: tab, export and print."""
        return [(item, item.text(row)) for item in self.items.values()]

    def missing(self, row: Any) -> list[Item]:
        """The counted items that apply to `row` and are empty."""
        return [item for item in self.counted if item.applies_to(row) and not item.filled_in(row)]

    def completeness(self, row: Any) -> Completeness:
        """Filled applicable items of all applicable items, in whole percent (R-024)."""
        applicable = sum(item.applies_to(row) for item in self.counted)
        missing = self.missing(row)
        percent = 100 * (applicable - len(missing)) // applicable if applicable else 100
        return Completeness(percent, tuple(missing))

    def completeness_in_sql(self) -> Any:
        """The same percentage as a database expression, for lists and filters."""
        one, none = Value(1), Value(0)
        applicable: Any = Value(0)
        filled: Any = Value(0)
        for item in self.counted:
            applies = item.applying()
            present = applies & item.field.filled_condition()
            applicable += Case(When(applies, then=one), default=none, output_field=IntegerField())
            filled += Case(When(present, then=one), default=none, output_field=IntegerField())
        return Value(100) * filled / applicable

    def incomplete(self) -> Q:
        """The condition that some counted item which applies is empty."""
        gap = Q()
        for item in self.counted:
            gap |= (item.applying() if item.applies else Q()) & ~item.field.filled_condition()
        return gap

    def violations(self, row: Any, today: date, touching: Iterable[str] | None = None) -> list[Violation]:
        """What the set's rules find wrong; with `touching`, only rules that those items concern."""
        if touching is None:
            return violations(self.rules, row, today)
        names = frozenset(touching)
        concerned = [rule for rule in self.rules if names.intersection(rule.fields)]
        found = (rule.violation(_Edited(row, names) if rule.presence else row, today) for rule in concerned)
        return [violation for violation in found if violation]

    def enforce(self, row: Any, today: date, touching: Iterable[str], waived: Iterable[str] = ()) -> list[Violation]:
        """Raise Invalid unless `row` may be saved; returns the warnings. `waived` rules were let pass with a basis."""
        let_pass = frozenset(waived)
        found = self.violations(row, today, touching)
        refusing = [one for one in found if one.level is Level.REFUSE]
        refusing += [one for one in found if one.level is Level.WAIVABLE and one.rule not in let_pass]
        if refusing:
            raise Invalid(refusing)
        return [one for one in found if one.level is Level.WARN]

    def editable(self, function: str, switched: Mapping[str, bool] | None = None) -> frozenset[str]:
        """The items that whoever has `function` may change in the form; the rest has a procedure of its own.

        A smaller function has the items declared for it, but for those `switched` on or off for an organisation.
        """
        free = frozenset(self.items) - frozenset(self.procedures)
        if function not in self.smaller:
            return free
        usual, said = self.smaller[function], switched or {}
        return frozenset(name for name in free if said.get(self.items[name].code, name in usual)) & self.openable(
            function
        )

    def openable(self, function: str) -> frozenset[str]:
        """The items of a smaller function that a superior may open or close: none that needs a document (C-A10)."""
        if function not in self.smaller:
            return frozenset()
        return frozenset(self.items) - frozenset(self.procedures) - frozenset(self.keys)


@dataclass(slots=True)
class _Edited:
    """A row as far as an edit answers for it: what was always missing elsewhere counts as there (R-023)."""

    row: Any
    touched: frozenset[str]

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.row, name)
        return value if value or name in self.touched else True


def _field(model: type[models.Model], name: str) -> ItemField:
    found = model._meta.get_field(name)
    if not isinstance(found, ItemField):
        raise TypeError(f"{model.__name__}.{name} is no item: its field cannot parse and show a value")
    return found
