"""The list of units (单位列表): kept or linked here and below, by what they have set up of the party."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html

from registry.kernel.fields import NO_CODE
from registry.organisations.lists import PlacedList
from registry.organisations.models import OrganisationUnit
from registry.units.models import Unit
from registry.units.queries import fitting
from registry.units.sets import details
from registry.units.sets.build_rules import BUILT, FEW, OWING
from registry.units.sets.details import CATEGORIES
from registry.web.lists import Choice, Column, Filter, completeness_column

DEFAULT = ("state", "category", "code", "organisations", "keeper", "complete")
SHOWN = 3
"""How many organisations of one unit a cell names."""

STATES = {
    "built": ("已建立党组织", Q(is_linked=True)),
    "loose": ("已建立但未关联", Q(is_linked=False) & BUILT.condition("party_build")),
    "owing": ("应建未建", Q(is_linked=False) & OWING.condition("party_build")),
    "none": ("未建立", Q(is_linked=False) & FEW.condition("party_build")),
    "open": ("建立情况未填", Q(is_linked=False) & Q(party_build="")),
}
MARKS = {"built": "ok", "loose": "wait", "owing": "stop", "none": "none", "open": "wait"}


def state_of(unit: Unit) -> str:
    """Which of the states a unit is in."""
    if unit.linked:
        return "built"
    said = (("loose", BUILT), ("owing", OWING), ("none", FEW))
    return next((key for key, heads in said if heads.fit(unit.party_build)), "open")


class UnitList(PlacedList):
    """The units of one organisation, directly or with everything below it."""

    function, export = "unit.list", "unit.export"

    what, measure, sought = "单位", "个", "单位名称、拼音首字母、代码"

    @property
    def states(self) -> list[Choice]:
        """The ways of having set up the party or not, as buttons above the list."""
        return [Choice(key, label) for key, (label, _) in STATES.items()]

    def rows(self) -> QuerySet[Unit]:
        here = Unit.objects.in_sight(self.actor, self.function, self.top.path, below=self.below)
        found = fitting(here, self.text) if self.text else here
        return found.with_links().annotate(organisations=_linked()).select_related("keeper")

    def default_columns(self) -> Sequence[str]:
        return DEFAULT

    def all_columns(self) -> list[Column]:
        items = [
            Column("code", item.label, _code, "mono", plain=item.text)
            if item.name == "code"
            else Column(item.name, item.label, item.text)
            for item in details.items.values()
            if item.name != "name"
        ]
        return [
            Column("name", "单位名称", _named, "name freeze", fixed=True, plain=lambda unit: unit.name),
            Column("state", "建立党组织", _state, plain=lambda unit: STATES[state_of(unit)][0]),
            *items[:3],
            Column("organisations", "关联党组织", _organisations, plain=lambda unit: "、".join(unit.organisations)),
            Column("keeper", "管理党组织", lambda unit: unit.keeper.short_name),
            completeness_column(details),
            *items[3:],
        ]

    def filters(self) -> list[Filter]:
        kinds = {code.code: (code.name, _category(code.code)) for code in CATEGORIES if not code.parent}
        kinds |= {code.code: (f"　{code.name}", _category(code.code)) for code in CATEGORIES if code.parent}
        return [
            Filter.among("state", "建立党组织情况", STATES),
            Filter.among("category", "单位类别", dict(sorted(kinds.items()))),
            Filter.among("coded", "单位代码", {
                "yes": ("有代码", ~Q(code__in=("", NO_CODE))), "no": ("无代码", Q(code__in=("", NO_CODE)))}),
            Filter.among("complete", "完整度", {"gap": ("有缺项", details.incomplete())}),
        ]  # fmt: skip


def _linked() -> ArraySubquery:
    """The short names of the organisations of each unit, those of which it is the main one first."""
    links = OrganisationUnit.objects.filter(unit=OuterRef("pk"), ended_on__isnull=True).order_by("-main", "pk")
    return ArraySubquery(links.values("organisation__short_name"))


def _named(unit: Unit) -> str:
    return format_html('<a href="{}">{}</a>', reverse("unit.view", args=[unit.uid]), unit.name)


def _state(unit: Unit) -> str:
    state = state_of(unit)
    return format_html('<span class="tag tag-{}">{}</span>', MARKS[state], STATES[state][0])


def _organisations(unit: Any) -> str:
    named = "、".join(unit.organisations[:SHOWN])
    return f"{named}等" if len(unit.organisations) > SHOWN else named


def _code(unit: Unit) -> str:
    return unit.code if unit.code not in ("", NO_CODE) else "暂无"


def _category(head: str) -> Q:
    return Q(category__begins=head)
