"""Fields of sealed items (加密信息项字段): encrypted at rest, shown by a mask, found by a blind index."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.query_utils import DeferredAttribute

from registry.kernel.fields import ItemField
from registry.kernel.refusals import Violation
from registry.kernel.sealing import keyring
from registry.kernel.values import identity, phones, text
from registry.kernel.values.identity import IdentityNumber
from registry.kernel.values.parsed import Parsed

if TYPE_CHECKING:
    from uuid import UUID

UNKNOWN_NUMBER = "0" * 18
NOT_MOBILE = "手机号应为11位、以1开头的手机号码，请核对。"
NOT_KNOWN = "开通账号须填本人的公民身份号码，不能用18个0代替。"
MASK_LENGTH = 40


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
        options: dict[str, Any] = {"null": True, "blank": True, "editable": True} | kwargs
        super().__init__(*args, **options)

    @property
    def place(self) -> str:
        """What the seal is bound to beside the row: table and column of the record itself, not of a staging copy."""
        return self._place or f"{self.model._meta.db_table}.{self.column}"

    def facts(self, value: str | None) -> Mapping[str, Any]:
        """The companion columns for `value`."""
        return {}

    def blind(self, value: str) -> UUID:
        """The blind index by which `value` is found again."""
        raise NotImplementedError

    def seal(self, value: str | None, uid: UUID) -> bytes | None:
        """What is stored for `value` in the row `uid`."""
        return keyring().seal(value, self.place, uid) if value else None

    def seal_all(self, values: Iterable[str | None], uids: Sequence[UUID]) -> list[bytes | None]:
        """What is stored for the values of many rows."""
        return keyring().seal_all(values, self.place, uids)

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

    def blind(self, value: str) -> UUID:
        return keyring().blind(phones.digits(value), "phone")

    def facts(self, value: str | None) -> Mapping[str, Any]:
        return {
            f"{self.name}_mask": phones.mask(value) if value else "",
            f"{self.name}_index": self.blind(value) if value else None,
            f"{self.name}_doubtful": bool(value) and phones.is_doubtful(value or ""),
        }

    def text_of(self, row: Any) -> str:
        return str(getattr(row, f"{self.name}_mask") or "")

    def mask_of(self, row: Any) -> str:
        return self.text_of(row)

    def input_of(self, row: Any) -> str:
        return getattr(row, self.name) or ""


class MobileField(PhoneField):
    """A mobile number by which one person is reached and known (手机号)."""

    def parse(self, raw: object) -> Parsed[str]:
        parsed = phones.parse(raw)
        if parsed.value and not phones.is_mobile(parsed.value):
            return Parsed(None, problems=(Violation(phones.RULE, NOT_MOBILE),))
        return parsed

    def facts(self, value: str | None) -> Mapping[str, Any]:
        return {name: fact for name, fact in super().facts(value).items() if not name.endswith("_doubtful")}


class PersonField(SealedField):
    """The identity number of somebody who is here only once (公民身份号码): its blind index stands beside it."""

    widget = "identity"
    provinces: Mapping[str, str] = {}

    def parse(self, raw: object) -> Parsed[str]:
        parsed = identity.parse(raw, synthetic=settings.DEMONSTRATION)
        if parsed.unknown:
            return Parsed(None, problems=(Violation("R-015", NOT_KNOWN),))
        return Parsed(parsed.value, parsed.changed, parsed.problems)

    def blind(self, value: str) -> UUID:
        return keyring().blind(value, "identity")

    def facts(self, value: str | None) -> Mapping[str, Any]:
        return {
            "identity_mask": IdentityNumber(value).mask if value else "",
            "identity_index": self.blind(value) if value else None,
        }

    def text_of(self, row: Any) -> str:
        return str(row.identity_mask)

    def mask_of(self, row: Any) -> str:
        return str(row.identity_mask)


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

    def blind(self, value: str) -> UUID:
        return keyring().blind(value, "identity")

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


def mask_field(label: str) -> models.CharField[str, str]:
    """The column that holds a masked number for lists."""
    return models.CharField(label, max_length=MASK_LENGTH, blank=True, editable=False)
