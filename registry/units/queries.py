"""Finding units (查找单位): by part of the name, initials or code; those that may be one and the same (查重)."""

from __future__ import annotations

from difflib import SequenceMatcher

from django.db import connection
from django.db.models import Q

from registry.kernel.fields import NO_CODE
from registry.kernel.refusals import Invalid, Violation
from registry.kernel.values import credit_codes
from registry.security.sight import seeing_everything
from registry.units.models import Unit, UnitQuerySet
from registry.units.naming import core

ALIKE, LOOKED_AT, SHOWN = 0.72, 200, 5


def fitting(units: UnitQuerySet, text: str) -> UnitQuerySet:
    """The units among these that `text` means."""
    text = text.strip()
    if not text:
        return units.none()
    if text.isascii():
        written = "".join(text.split()).replace("-", "")
        return units.filter(Q(code__begins=written.upper()) | Q(pinyin__holds=written.lower()) | Q(name__holds=text))
    return units.filter(name__holds=text)


@seeing_everything()
def same(name: str, code: str, beside: Unit | None = None) -> Unit | None:
    """The registered unit that bears this name, however it is written, or this code."""
    others = Unit.objects.exclude(pk=beside.pk if beside else 0).select_related("keeper")
    found = others.filter(code=code).first() if code not in ("", NO_CODE) else None
    return found or (others.named_like(name).first() if name else None)


def meant(text: str) -> Unit | None:
    """The unit that is called exactly so, or has exactly this code."""
    return same(text, credit_codes.parse(text).value or "")


@seeing_everything()
def alike(name: str, beside: Unit | None = None) -> list[Unit]:
    """Units whose names resemble this one, the nearest first: maybe the same unit under another spelling.

    If one sign differs, one half of what is particular in the name is untouched, and is found by the index of pairs.
    """
    particular = core(name)
    if len(particular) < 2:
        return []
    half = len(particular) // 2
    halves = (particular[:half], particular[half:]) if half > 1 else ()
    wanted = Q(name__holds=particular)
    for part in halves:
        wanted |= Q(name__holds=part)
    rows = Unit.objects.filter(wanted).exclude(pk=beside.pk if beside else 0).select_related("keeper")
    scored = [(_likeness(name, particular, unit), unit) for unit in rows.order_by("name")[:LOOKED_AT]]
    near = sorted((one for one in scored if one[0] >= ALIKE), key=lambda one: (-one[0], one[1].name))
    return [unit for _, unit in near[:SHOWN]]


def _likeness(name: str, particular: str, unit: Unit) -> float:
    whole = SequenceMatcher(None, name, unit.name).ratio()
    return max(whole, SequenceMatcher(None, particular, core(unit.name)).ratio() if particular != name else 0)


def refuse_twin(unit: Unit) -> None:
    """No two units of one name or one code (R-144, S2-57): the sentence names the one that is there.

    Names that are compared as equal wait for each other until the transaction ends: of two at once one is refused.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(unit_key(%s), 0))", [unit.name])
    twin = same(unit.name, unit.code, beside=unit if unit.pk else None)
    if twin is None:
        return
    by_code = unit.code not in ("", NO_CODE) and twin.code == unit.code
    what, place = ("该单位代码已登记在", "code") if by_code else ("已有同名单位", "name")
    raise Invalid([
        Violation("R-144", f"{what}“{twin.name}”（由{twin.keeper}管理）；如果就是它，请直接关联，不要重复登记。", place)
    ])  # fmt: skip
