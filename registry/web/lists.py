"""A list (列表): a table on screen with filters, chosen columns and keyset pages, which is also an exported sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

from django.db.models import IntegerField, Q, QuerySet, Subquery
from django.utils.html import format_html

from registry.kernel import keysets
from registry.kernel.sets import InformationSet
from registry.security.actors import Actor
from registry.web.incoming import whole
from registry.web.templatetags.web import dot

CAP, MOST = 10_000, 10**9


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what stands in a cell on screen and what in a sheet; `clear` is the value that these two show masked."""

    key: str
    label: str
    cell: Callable[[Any], Any]
    css: str = ""
    fixed: bool = False
    plain: Callable[[Any], str] | None = None
    clear: Callable[[Any], str] | None = None

    def text(self, row: Any, *, full: bool = False) -> str:
        """The value for a sheet, masked unless it was allowed in full."""
        return str((self.clear if full and self.clear else self.plain or self.cell)(row))


def completeness_column(information: InformationSet) -> Column:
    """How complete a row is, by shape and number, and on pointing at it what is missing (完整度, R-024)."""

    def shown(row: Any) -> str:
        now = information.completeness(row)
        missing = "、".join(item.label for item in now.missing)
        return format_html(
            '<span title="{}">{} {}%</span>', f"还缺：{missing}" if missing else "完整", dot(now.percent), now.percent
        )

    return Column("complete", "完整度", shown, plain=lambda row: f"{information.completeness(row).percent}%")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a filter offers."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition a person may set: its name in the address, its choices, what it means in SQL."""

    key: str
    label: str
    choices: tuple[Choice, ...]
    condition: Callable[[str], Q]

    @classmethod
    def among(cls, key: str, label: str, conditions: Mapping[str, tuple[str, Q]]) -> Filter:
        """One of a few conditions, each with what it is called."""
        choices = tuple(Choice(value, text) for value, (text, _) in conditions.items())
        return cls(key, label, choices, lambda value: conditions[value][1])

    def label_of(self, value: str) -> str:
        return next((choice.label for choice in self.choices if choice.value == value), "")


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in force."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, where it begins, and the cursors of its neighbours."""

    rows: list[Any]
    first: int
    previous: str
    following: str

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


class NumberOf(Subquery):
    """How many rows a query has, as a value beside other rows; uncorrelated, so it is worked out once."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS few)"
    output_field = IntegerField()


class List:
    """Subclasses say which function, rows, columns and filters; the order is a unique pair of indexed columns.

    With the name of a second function a list can leave the registry as a sheet: `export` is who may take it out.
    """

    function: ClassVar[str]
    export: ClassVar[str] = ""
    withheld: ClassVar[str] = ""
    what: ClassVar[str] = ""
    measure: ClassVar[str] = "行"
    key: tuple[str, str] = ("path", "pk")
    page_size: ClassVar[int] = 50
    latest_first: ClassVar[bool] = False

    def __init__(self, actor: Actor, params: Any, chosen: Sequence[str] | None = None) -> None:
        self.actor, self.params, self._chosen = actor, params, chosen

    @classmethod
    def asked(cls, request: Any) -> Self:
        """The list that the request's address means."""
        return cls(request.actor, request.GET)

    @classmethod
    def again(cls, actor: Actor, said: Mapping[str, Any]) -> Self:
        """The list of which `said` tells, as this actor sees it now."""
        return cls(actor, said["filters"], said["columns"])

    @property
    def said(self) -> dict[str, Any]:
        """What tells this list from others of its kind: its filters and the columns that were chosen."""
        filters = {chip.key: self.params[chip.key] for chip in self.chips}
        return {"filters": filters, "columns": [column.key for column in self.columns if not column.fixed]}

    def rows(self) -> QuerySet[Any]:
        """The rows in the actor's sight, before any filter."""
        raise NotImplementedError

    @property
    def subject(self) -> Any:
        """The row with which the trail connects that the list was taken out."""
        return None

    def all_columns(self) -> list[Column]:
        raise NotImplementedError

    def filters(self) -> list[Filter]:
        return []

    @cached_property
    def columns(self) -> list[Column]:
        """The columns shown: the fixed ones and those the person chose."""
        chosen = set(self._chosen or self.default_columns())
        return [column for column in self.all_columns() if column.fixed or column.key in chosen]

    @property
    def choosable(self) -> list[Column]:
        """The columns that a person may leave out."""
        return [column for column in self.all_columns() if not column.fixed]

    @property
    def always(self) -> str:
        """What the columns are called that are always there."""
        return "、".join(column.label for column in self.all_columns() if column.fixed)

    def default_columns(self) -> Sequence[str]:
        return [column.key for column in self.all_columns()]

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters in force."""
        found = []
        for one in self.filters():
            value = self.params.get(one.key, "")
            if one.label_of(value):
                found.append(Chip(one.key, one.label, one.label_of(value)))
        return found

    @cached_property
    def filtered(self) -> QuerySet[Any]:
        """The rows that fulfil every filter."""
        rows = self.rows()
        for one in self.filters():
            value = self.params.get(one.key, "")
            if one.label_of(value):
                rows = rows.filter(one.condition(value))
        return rows

    @cached_property
    def count(self) -> int:
        """How many there are, counted no further than `CAP` + 1; the rows of the page bring it along."""
        if self.page.rows:
            return int(self.page.rows[0].counted)
        beyond_the_first_page = self.params.get("after") or self.params.get("before")
        return self._few.count() if beyond_the_first_page else 0

    @property
    def _few(self) -> QuerySet[Any]:
        """The keys of the rows, as far as they are counted."""
        return self.filtered.order_by().values("pk")[: CAP + 1]

    @property
    def count_text(self) -> str:
        """The number in words: exact, or 约 beyond what is counted."""
        return f"超过 {CAP:,}" if self.count > CAP else f"{self.count:,}"

    @cached_property
    def page(self) -> Page:
        """The page the address asks for, found by its first or last row and never by counting."""
        after, before = self.params.get("after", ""), self.params.get("before", "")
        first = max(whole(self.params.get("from", ""), 1, MOST), 1)
        backwards = bool(before)
        found = list(self._beyond(before or after, backwards)[: self.page_size + 1])
        more = len(found) > self.page_size
        found = found[: self.page_size]
        if backwards:
            found.reverse()
        has_previous = more if backwards else bool(after)
        has_following = bool(before) or more
        return Page(
            found, first if before or after else 1,
            self._cursor(found[0]) if found and has_previous else "",
            self._cursor(found[-1]) if found and has_following else "",
        )  # fmt: skip

    def order(self, *, backwards: bool = False) -> tuple[str, str]:
        """By what the rows are put in order."""
        upper, lower = self.key
        return (f"-{upper}", f"-{lower}") if backwards != self.latest_first else (upper, lower)

    def _beyond(self, cursor: str, backwards: bool) -> QuerySet[Any]:
        """The rows after (or before) the cursor, in order."""
        descending = backwards != self.latest_first
        rows = self.filtered.annotate(counted=NumberOf(self._few))
        rows = rows.order_by(*self.order(backwards=backwards))
        values = keysets.read(cursor, rows.model, self.key)
        return rows.filter(keysets.beyond(self.key, values, descending=descending)) if values else rows

    def _cursor(self, row: Any) -> str:
        return keysets.cursor_of(row, self.key)
