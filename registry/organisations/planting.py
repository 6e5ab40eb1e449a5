"""How an organisation comes to its place in the tree (党组织落位): its path, code, names, units; what every way of making one shares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection

from registry.kernel import paths
from registry.kernel.refusals import Invalid, Refused, Violation
from registry.organisations import foundings, naming, ranks
from registry.organisations.models import Organisation, OrganisationUnit, Reorganisation, Standing, State
from registry.organisations.sets import basic, details
from registry.units import naming as unit_names
from registry.units.models import Unit


def plant(
    parent: Organisation | None,
    items: Mapping[str, Any],
    units: list[Unit | Mapping[str, Any]],
    day: date,
    by: Reorganisation | None = None,
) -> Organisation:
    """A new organisation at its place in the tree, with its units: the step every way of making one shares."""
    organisation = drafted(parent, items, len(units), day)
    organisation.path = next_path(parent)
    organisation.rank = ranks.behind(parent, organisation.path)
    organisation.code = next_code()
    organisation.save()
    if by:
        Standing.begin(organisation, day, by)
    else:
        foundings.begin([organisation.pk], day)
    for place, unit in enumerate(units):
        OrganisationUnit.link(organisation, _unit(organisation, unit), day, main=place == 0)
    return organisation


def drafted(parent: Organisation | None, items: Mapping[str, Any], units: int, day: date) -> Organisation:
    """The organisation as it would be made, under all rules and not yet written; it will have so many units."""
    organisation = Organisation(parent=parent)
    for name, value in items.items():
        details.items[name].field.assign(organisation, value)
    above = parent.name if parent else ""
    organisation.short_name = organisation.short_name or naming.short_name(
        organisation.name, above, organisation.category
    )
    spell(organisation)
    details.enforce(_Planned(organisation, units), day, details.items)
    unlike_siblings(organisation)
    return organisation


def _unit(organisation: Organisation, unit: Unit | Mapping[str, Any]) -> Unit:
    """The unit itself, or a new one registered by the organisation."""
    if isinstance(unit, Unit):
        return unit
    spelt = unit_names.initials(str(unit.get("name", "")))
    return Unit.objects.create(keeper=organisation, path=organisation.path, pinyin=spelt, **unit)


def call(organisation: Organisation, items: Mapping[str, Any]) -> None:
    """Another name, with the short name that follows from it where none of its own was given, and its initials."""
    shortened = basic.items["short_name"].field.differs(organisation, items.get("short_name", ""))
    for name in ("name", "short_name"):
        basic.items[name].field.assign(organisation, items.get(name, ""))
    above = organisation.parent.name if organisation.parent else ""
    if not shortened or not organisation.short_name:
        organisation.short_name = naming.short_name(organisation.name, above, organisation.category)
    spell(organisation)


def spell(organisation: Organisation) -> None:
    """What it is found by follows from its names."""
    organisation.pinyin = naming.initials(organisation.name)
    organisation.short_pinyin = naming.initials(organisation.short_name)


def unlike_siblings(organisation: Organisation) -> None:
    siblings = Organisation.objects.filter(parent=organisation.parent, name=organisation.name, state=State.ACTIVE)
    if siblings.exclude(pk=organisation.pk).exists():
        raise Invalid([Violation("R-143", "同一上级下已有同名党组织，请核对名称。", "name")])


class _Planned:
    """An organisation that is about to have so many units."""

    def __init__(self, organisation: Organisation, unit_count: int) -> None:
        self._organisation, self.unit_count = organisation, unit_count

    def __getattr__(self, name: str) -> Any:
        return getattr(self._organisation, name)


def next_path(parent: Organisation | None) -> str:
    """A place below `parent` that no organisation ever had; the parent's row is locked by its operation."""
    if parent is None:
        with connection.cursor() as cursor:
            cursor.execute("select nextval('organisation_root')")
            number = int(cursor.fetchone()[0])
        if number > paths.LAST_LABEL:
            raise Refused(
                f"本节点先后建立的最上级党组织已有{paths.LAST_LABEL:,}个，编号已经用完；请建在已有的党组织之下。"
            )
        return paths.label(number)
    path = parent.next_child()
    parent.keep("children_made")
    return path


def next_code() -> str:
    """A code made by the system and never used again: 0, two digits of the province, nine digits (R-142)."""
    return next_codes(1)[0]


def next_codes(count: int) -> list[str]:
    """So many codes at once, for organisations that come in by a sheet."""
    with connection.cursor() as cursor:
        cursor.execute("select nextval('organisation_code') from generate_series(1, %s)", [count])
        return [f"0{settings.PROVINCE}{int(number):09d}" for (number,) in cursor.fetchall()]
