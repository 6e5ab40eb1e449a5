"""What units have set up of the party (建立党组织情况), as organisations begin and cease to be in them (R-145, S2-67)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from registry.organisations import categories
from registry.organisations.models import Organisation, OrganisationUnit
from registry.units.models import Unit
from registry.units.sets import details
from registry.units.sets.build_rules import UNBUILT


def built_by(organisation: Organisation) -> str:
    """What a unit has set up that this organisation is in."""
    if organisation.category in categories.JOINT:
        return "2"
    if organisation.category in categories.BRANCHES:
        return "13"
    return "12" if organisation.category in categories.GENERAL_BRANCHES else "11"


def gained(organisation: Organisation) -> list[tuple[Unit, str]]:
    """Its units that were said to have none, with what they have now."""
    links = organisation.unit_links.filter(ended_on__isnull=True).select_related("unit")
    return [(link.unit, built_by(organisation)) for link in links if UNBUILT.fit(link.unit.party_build)]


def left_alone(organisations: Collection[Organisation], taken: Collection[Unit] = ()) -> list[Unit]:
    """The units with none but these organisations in them, and said to have the party set up; `taken` get others."""
    links = OrganisationUnit.objects.filter(ended_on__isnull=True)
    here = links.filter(organisation__in=organisations).values("unit")
    elsewhere = links.exclude(organisation__in=organisations).values("unit")
    units = Unit.objects.filter(pk__in=here).exclude(pk__in=elsewhere).exclude(pk__in=[unit.pk for unit in taken])
    return list(units.exclude(UNBUILT.condition("party_build")).exclude(party_build="").order_by("pk"))


def told(unit: Unit, build: str) -> str:
    """The change in words; that nobody knows is said too."""
    item = details.items["party_build"]
    before, after = item.text(unit) or "未填", item.text(Unit(party_build=build))
    return f"{unit.name}：{before} → {after or '未填，请单位的管理党组织核定'}"


def settle(builds: Iterable[tuple[Unit, str]], day: date) -> None:
    """Write what each of these units has set up now: all lock in one order."""
    for unit, build in sorted(builds, key=lambda one: one[0].pk):
        now = unit.reloaded()
        now.party_build = build
        if build:
            details.enforce(now, day, {"party_build"})
        now.save(update_fields=["party_build"])
