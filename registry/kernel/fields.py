"""Fields of information items (信息项字段): each knows how its value is written in a sheet, shown and masked."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from registry.kernel.refusals import Violation
from registry.kernel.rules import precision_of
from registry.kernel.values import credit_codes, dates, names, text
from registry.kernel.values.parsed import NOTATION, Parsed

NO_CODE = "0"


class ItemField(models.Field):  # type: ignore[type-arg]
    """What every item's field can do beside being stored."""

    widget = "text"

    def parse(self, raw: object) -> Parsed[Any]:
        """What `raw` (typed, or from a cell) means; never raises."""
        raise NotImplementedError

    def text_of(self, row: Any) -> str:
        """The value as people read it; empty when there is none."""
        value = getattr(row, self.name)
        return "" if value is None else str(value)

    def input_of(self, row: Any) -> str:
        """The value as it stands in an input for correction."""
        return self.text_of(row)

    def mask_of(self, row: Any) -> str:
        """What is shown instead of the value where it must not be seen; empty when it may be."""
        return ""

    def is_filled(self, row: Any) -> bool:
        return getattr(row, self.name) not in (None, "")

    def filled_condition(self) -> Q:
        """`is_filled` in SQL."""
        present = Q(**{f"{self.name}__isnull": False})
        return present & ~Q(**{self.name: ""}) if self.empty_strings_allowed else present

    def assign(self, row: Any, value: Any) -> None:
        """Put a parsed value on the row."""
        setattr(row, self.name, self.as_kept(value))

    def stored(self, value: Any) -> dict[str, Any]:
        """The columns a parsed value fills, by name; a sealed one is still open there. Sheets are read by it."""
        return {self.attname: self.as_kept(value)}

    def differs(self, row: Any, value: Any) -> bool:
        """Whether assigning `value` would change the row."""
        return bool(getattr(row, self.name) != self.as_kept(value))

    def as_kept(self, value: Any) -> Any:
        """The value as the row has it; an empty one in the one way the column knows."""
        if value not in (None, ""):
            return value
        if self.null:
            return None
        return self.get_default()

    def companions(self) -> tuple[str, ...]:
        """The columns that are derived from this one."""
        return ()


class PlainField(ItemField, models.CharField):  # type: ignore[type-arg]
    """Free text of one line (文本项)."""

    def parse(self, raw: object) -> Parsed[str]:
        return text.parse(raw, limit=self.max_length)


class NameField(PlainField):
    """The name of a person (姓名), R-032."""

    def parse(self, raw: object) -> Parsed[str]:
        return names.parse(raw)


class NumberField(ItemField, models.SmallIntegerField):  # type: ignore[type-arg]
    """A whole number of at most four digits (整数项), which is what the column holds."""

    def parse(self, raw: object) -> Parsed[int]:
        parsed = text.parse_number(raw)
        if parsed.value is None or abs(parsed.value) <= 9999:
            return parsed
        return Parsed(None, problems=(Violation(NOTATION, f"“{parsed.value}”超出范围，最多填4位数字，请核对。"),))


class CountField(ItemField, models.IntegerField):  # type: ignore[type-arg]
    """How many there are, or how much it is in yuan (数量项): whole, not below nought, of at most nine digits."""

    def parse(self, raw: object) -> Parsed[int]:
        parsed = text.parse_number(raw)
        if parsed.value is None or parsed.value >= 0:
            return parsed
        return Parsed(None, problems=(Violation(NOTATION, f"“{parsed.value}”不能是负数，请核对。"),))


class FlagField(ItemField, models.BooleanField):  # type: ignore[type-arg]
    """Yes or no (是否项)."""

    widget = "flag"

    def parse(self, raw: object) -> Parsed[bool]:
        return text.parse_flag(raw)

    def text_of(self, row: Any) -> str:
        return {True: "是", False: "否"}.get(getattr(row, self.name), "")


class DayField(ItemField, models.DateField):  # type: ignore[type-arg]
    """A civil date (日期项), perhaps known only to the month or year: its companion holds the precision (R-012)."""

    widget = "date"

    def parse(self, raw: object) -> Parsed[Any]:
        return dates.parse(raw)

    def text_of(self, row: Any) -> str:
        day = getattr(row, self.name)
        return dates.show(day, getattr(row, precision_of(self.name), "day")) if day else ""

    def assign(self, row: Any, value: Any) -> None:
        for column, part in self.stored(value).items():
            setattr(row, column, part)

    def stored(self, value: Any) -> dict[str, Any]:
        return {
            self.name: value.first if value else None,
            precision_of(self.name): str(value.precision) if value else "day",
        }

    def differs(self, row: Any, value: Any) -> bool:
        now = (getattr(row, self.name), getattr(row, precision_of(self.name)))
        return now != ((value.first, value.precision) if value else (None, "day"))

    def companions(self) -> tuple[str, ...]:
        return (precision_of(self.name),)


class PrecisionField(models.CharField):  # type: ignore[type-arg]
    """How exactly the date beside it is known: day, month or year (R-012)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        options: dict[str, Any] = {"max_length": 5, "default": "day", "editable": False} | kwargs
        super().__init__(*args, **options)


class CreditCodeField(ItemField, models.CharField):  # type: ignore[type-arg]
    """A unit's unified credit code, its older organisation code, or 0 for none (单位代码), R-144."""

    widget = "credit"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        options: dict[str, Any] = {"max_length": 18, "blank": True, "default": "", "db_collation": "C"} | kwargs
        super().__init__(*args, **options)

    def parse(self, raw: object) -> Parsed[str]:
        """The code; 0 stands for one that the unit does not have yet."""
        parsed = credit_codes.parse(raw, synthetic=settings.DEMONSTRATION)
        return Parsed(NO_CODE, parsed.changed, parsed.problems) if parsed.absent else parsed


class BelongsField(ItemField, models.ForeignKey):  # type: ignore[type-arg]
    """The organisation something belongs to (所在党组织), written in a sheet by its full name."""

    def parse(self, raw: object) -> Parsed[str]:
        return text.parse(raw, limit=200)

    def differs(self, row: Any, value: Any) -> bool:
        return bool(getattr(row, self.attname) != (value.pk if value else None))

    def text_of(self, row: Any) -> str:
        there = getattr(row, self.name, None)
        return there.name if there else ""

    def is_filled(self, row: Any) -> bool:
        return getattr(row, self.attname) is not None

    def filled_condition(self) -> Q:
        return Q(**{f"{self.name}__isnull": False})
