"""What an organisation may do and who said so (功能权限查询)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry.kernel.sets import smaller_set
from registry.organisations.models import Organisation
from registry.security.granting import Standing
from registry.security.matrix import LEVELS, Cell, Function, Profile, function, functions
from registry.security.models import Grant

BUSINESS = tuple(name for name, one in functions().items() if any(one.cells[level].reach for level in LEVELS))
"""The functions that levels of organisations have; those of the three administrators are not switched."""


@dataclass(frozen=True, slots=True)
class Held:
    """One function at one organisation: what its level has, what it has now, and whose word made the difference."""

    function: Function
    cell: Cell
    open: bool
    grant: Grant | None

    @property
    def openable(self) -> bool:
        return not self.open


def functions_at(organisation: Organisation, now: Standing) -> list[Held]:
    """Every function that its level has or may be given and that can be switched, in the order of the matrix."""
    said = {one.function: one for one in now.grants if not one.item}
    held = (
        Held(function(name), now.profile.cell(name, organisation.level), name in now.rights, said.get(name))
        for name in BUSINESS
    )
    return [one for one in held if one.cell.reach and not one.function.fixed]


def beyond(organisation: Organisation, given: Profile) -> list[Function]:
    """The functions that other levels have and this one is never given."""
    return [function(name) for name in BUSINESS if not given.cell(name, organisation.level).reach]


def item_grants(now: Standing) -> list[tuple[Grant, str]]:
    """The single items that were opened or closed, each with what it is called."""
    return [(one, item_label(one)) for one in now.grants if one.item]


def item_label(grant: Grant) -> str:
    """What the item of a grant is called."""
    return dict(items_of(grant.function)).get(grant.item, grant.item)


def items_of(name: str) -> Iterable[tuple[str, str]]:
    """The items of a smaller function that may be opened or closed one by one: code and label."""
    found = smaller_set(name)
    allowed = found.openable(name) if found else ()
    return [(item.code, item.label) for item in found.items.values() if item.name in allowed] if found else []
