"""What a sheet would change about the units of registered organisations (单位变动)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection

from registry.intake.models import Batch, StagedOrganisation, StagedUnit
from registry.intake.sheets import UNIT_COLUMNS
from registry.kernel.fields import NO_CODE
from registry.organisations.models import OrganisationUnit
from registry.organisations.sets.basic_rules import SAME_AS_SUPERIOR
from registry.security.actors import Actor
from registry.units.models import Unit


def note(batch: Batch, actor: Actor) -> None:
    """Add to the changes of a row those of its units: which they are, and what is known of them."""
    rows = StagedOrganisation.objects.filter(batch=batch, matched__isnull=False)
    matched = dict(rows.values_list("row", "matched"))
    listed = _listed(batch, matched)
    linked = _linked(matched.values())
    units = Unit.objects.in_bulk([unit.unit for staged in listed.values() for unit in staged if unit.unit])
    shared = set(rows.filter(situation=SAME_AS_SUPERIOR).values_list("row", flat=True))
    columns = batch.form.columns
    changed: list[tuple[int, int, int]] = []
    for row, organisation in matched.items():
        bits = 0
        if listed.get(row) and [unit.unit for unit in listed[row]] != linked.get(organisation or 0, []):
            bits |= columns["unit_name"].bit
        if row in shared and linked.get(organisation or 0):
            bits |= columns["unit_name"].bit
        for unit in listed.get(row, []):
            known = units.get(unit.unit) if unit.unit else None
            if known and actor.may("intake.load", known):
                bits |= sum(columns[name].bit for name in _differing(unit, known))
        if bits:
            changed.append((bits, batch.pk, row))
    with connection.cursor() as cursor:
        cursor.executemany(
            "update intake_stagedorganisation set changed = changed | %s where batch_id = %s and row = %s", changed
        )


def _listed(batch: Batch, rows: Iterable[int]) -> dict[int, list[StagedUnit]]:
    found: dict[int, list[StagedUnit]] = {}
    for unit in StagedUnit.objects.filter(batch=batch, row__in=list(rows)).order_by("row", "position"):
        found.setdefault(unit.row, []).append(unit)
    return found


def _linked(organisations: Iterable[Any]) -> dict[int, list[int]]:
    """The units of today, the main one first."""
    found: dict[int, list[int]] = {}
    links = OrganisationUnit.objects.filter(organisation__in=list(organisations), ended_on__isnull=True)
    for organisation, unit in links.order_by("-main", "pk").values_list("organisation_id", "unit_id"):
        found.setdefault(organisation, []).append(unit)
    return found


def _differing(unit: StagedUnit, known: Unit) -> list[str]:
    """The columns that say something else than the register; no code yet never takes the place of a code."""
    found = []
    for column, item in UNIT_COLUMNS.items():
        said = getattr(unit, item)
        if said and said != getattr(known, item) and not (item == "code" and said == NO_CODE):
            found.append(column)
    return found
