"""The tabs of an organisation's file (党组织档案页签): each app adds its own, the page derives the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from registry.organisations.models import Organisation


def _always(organisation: Organisation) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class FileTab:
    """One tab: its key in the address, where it stands among the others, what it shows and for which organisations."""

    key: str
    label: str
    place: int
    template: str
    context: Callable[[Any, Organisation], dict[str, Any]]
    shown: Callable[[Organisation], bool] = _always


_TABS: dict[str, FileTab] = {}


def add(*tabs: FileTab) -> None:
    """These tabs are part of every organisation's file from now on."""
    _TABS.update({tab.key: tab for tab in tabs})


def tabs_of(organisation: Organisation) -> list[FileTab]:
    """The tabs that this organisation's file has, in their order."""
    return sorted((tab for tab in _TABS.values() if tab.shown(organisation)), key=lambda tab: tab.place)


def chosen_among(tabs: Iterable[FileTab], key: str) -> FileTab:
    """The tab of that key, or the first."""
    there = list(tabs)
    return next((tab for tab in there if tab.key == key), there[0])
