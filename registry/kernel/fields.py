"""Fields of information items (信息项字段): each knows how its value is written in a sheet, shown and masked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.query_utils import DeferredAttribute

from registry.kernel.refusals import Violation
from registry.kernel.rules import precision_of
from registry.kernel.sealing import keyring
from registry.kernel.values import credit_codes, dates, identity, names, phones, text
from registry.kernel.values.identity import IdentityNumber
from registry.kernel.values.parsed import NOTATION, Parsed

if TYPE_CHECKING:
    from uuid import UUID

UNKNOWN_NUMBER = "0" * 18
MASK_LENGTH = 40
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
        super().__init__(*args, **_with(kwargs, max_length=5, default="day", editable=False))


class Sealed(DeferredAttribute):
    """Opens a sealed value when it is first looked at; a plain value that was set is sealed when saved."""

    field: SealedField

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        value = instance.__dict__.get(self.field.attname)
        if isinstance(value, (bytes, memoryview)):
            return _opened(instance, self.field, bytes(value))
        return (
            super().__get__(instance, owner) if value is None and self.field.attname not in instance.__dict__ else value
        )

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value
        instance.__dict__.get("_opened", {}).pop(self.field.attname, None)
        if value is None or isinstance(value, str):
            self.field.derive(instance, value)


def _opened(instance: Any, field: SealedField, sealed: bytes) -> str:
    """The text of a sealed value, opened once for each instance."""
    cache = instance.__dict__.setdefault("_opened", {})
    if field.attname not in cache:
        cache[field.attname] = keyring().open(sealed, field.place, instance.uid)
    return str(cache[field.attname])


class SealedField(ItemField, models.BinaryField):  # type: ignore[type-arg]
    """Text that is encrypted at rest (加密项) and what may be known of it without opening it: its facts."""

    descriptor_class = Sealed

    def __init__(self, *args: Any, place: str = "", **kwargs: Any) -> None:
        self._place = place
        super().__init__(*args, **_with(kwargs, null=True, blank=True, editable=True))

    @property
    def place(self) -> str:
        """What the seal is bound to beside the row: table and column of the record itself, not of a staging copy."""
        return self._place or f"{self.model._meta.db_table}.{self.column}"

    def facts(self, value: str | None) -> Mapping[str, Any]:
        """The companion columns for `value`."""
        return {}

    def seal(self, value: str | None, uid: UUID) -> bytes | None:
        """What is stored for `value` in the row `uid`."""
        return keyring().seal(value, self.place, uid) if value else None

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if not isinstance(value, str):
            return value
        self.derive(model_instance, value)
        return self.seal(value, model_instance.uid)

    def stored(self, value: Any) -> dict[str, Any]:
        return {self.attname: value or None} | self.beside(value)

    def beside(self, value: Any) -> dict[str, Any]:
        """The columns of `stored` beside the sealed one."""
        return dict(self.facts(value or None))

    def derive(self, row: Any, value: str | None) -> None:
        """Put the facts of `value` on the row."""
        for name, fact in self.facts(value).items():
            setattr(row, name, fact)

    def parse(self, raw: object) -> Parsed[str]:
        return text.parse(raw, limit=200)

    def is_filled(self, row: Any) -> bool:
        return bool(row.__dict__.get(self.attname))

    def filled_condition(self) -> Q:
        return Q(**{f"{self.name}__isnull": False})

    def companions(self) -> tuple[str, ...]:
        return tuple(self.facts(None))


class AddressField(SealedField):
    """An address (住址): shown in full in the file, to the county in lists (R-253)."""

    def parse(self, raw: object) -> Parsed[str]:
        return text.parse(raw, limit=200)

    def masked(self, row: Any) -> str:
        return text.mask_address(getattr(row, self.name) or "")


class PhoneField(SealedField):
    """A telephone number (联系电话), R-033, found again by its blind index and shown by its mask."""

    def parse(self, raw: object) -> Parsed[str]:
        parsed = phones.parse(raw)
        if len(parsed.value or "") <= MASK_LENGTH:
            return parsed
        return text.parse(raw, limit=MASK_LENGTH, half_width=True, rule=phones.RULE)

    def facts(self, value: str | None) -> Mapping[str, Any]:
        index = keyring().blind(phones.digits(value), "phone") if value else None
        doubtful = bool(value) and bool(phones.parse(value).problems)
        return {
            f"{self.name}_mask": phones.mask(value) if value else "",
            f"{self.name}_index": index,
            f"{self.name}_doubtful": doubtful,
        }

    def text_of(self, row: Any) -> str:
        return str(getattr(row, f"{self.name}_mask") or "")

    def mask_of(self, row: Any) -> str:
        return self.text_of(row)

    def input_of(self, row: Any) -> str:
        return getattr(row, self.name) or ""


class IdentityField(SealedField):
    """The citizen's identity number (公民身份号码), R-015 to R-019; its blind index has a table of its own."""

    widget = "identity"

    def __init__(self, *args: Any, provinces: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        self.provinces = dict(provinces or {})
        super().__init__(*args, **kwargs)

    def parse(self, raw: object) -> Parsed[str]:
        """The number; eighteen zeros stand for one that is not known yet."""
        parsed = identity.parse(raw, synthetic=settings.DEMONSTRATION)
        return Parsed(UNKNOWN_NUMBER, parsed.changed, parsed.problems) if parsed.unknown else parsed

    def assign(self, row: Any, value: Any) -> None:
        row.identity_unknown = value == UNKNOWN_NUMBER
        setattr(row, self.name, None if row.identity_unknown else value)

    def stored(self, value: Any) -> dict[str, Any]:
        return super().stored(value) | {self.attname: None if value == UNKNOWN_NUMBER else value or None}

    def beside(self, value: Any) -> dict[str, Any]:
        unknown = value == UNKNOWN_NUMBER
        return super().beside(None if unknown else value) | {"identity_unknown": unknown}

    def differs(self, row: Any, value: Any) -> bool:
        now = UNKNOWN_NUMBER if row.identity_unknown else getattr(row, self.name)
        return bool(now != value)

    def input_of(self, row: Any) -> str:
        return UNKNOWN_NUMBER if row.identity_unknown else getattr(row, self.name) or ""

    def facts(self, value: str | None) -> Mapping[str, Any]:
        number = IdentityNumber(value) if value else None
        return {
            "identity_mask": number.mask if number else "",
            "identity_birth_on": number.birth_on if number else None,
            "identity_sex": number.sex if number else "",
        }

    def companions(self) -> tuple[str, ...]:
        return (*super().companions(), "identity_unknown")

    def mask_of(self, row: Any) -> str:
        return str(row.identity_mask)

    def text_of(self, row: Any) -> str:
        return row.identity_mask or ("号码待核" if row.identity_unknown else "")


class CreditCodeField(ItemField, models.CharField):  # type: ignore[type-arg]
    """A unit's unified credit code, its older organisation code, or 0 for none (单位代码), R-144."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **_with(kwargs, max_length=18, blank=True, default="", db_collation="C"))

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


def _with(given: dict[str, Any], **usual: Any) -> dict[str, Any]:
    """The options of a field: the usual ones where none were given."""
    return usual | given


def mask_field(label: str) -> models.CharField[str, str]:
    """The column that holds a masked number for lists."""
    return models.CharField(label, max_length=MASK_LENGTH, blank=True, editable=False)
