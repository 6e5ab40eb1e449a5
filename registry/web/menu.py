"""The main menu (主菜单): functions in their parts; the labels are those of the matrix."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from registry.security.actors import Actor
from registry.security.matrix import functions, label

PARTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("", (("home.view", "home"),)),
    (
        "登记",
        (
            ("organisation.list", "sitemap"),
            ("unit.list", "building"),
            ("member.list", "users"),
            ("intake.list", "file-import"),
            ("loan.list", "file-export"),
        ),
    ),
    ("统计", (("period.list", "calendar-check"),)),
    (
        "安全",
        (
            ("right.list", "shield-lock"),
            ("post.list", "id-badge-2"),
            ("key.view", "key"),
            ("retention.view", "clock"),
            ("personal.view", "list-details"),
        ),
    ),
    (
        "审计",
        (
            ("audit.list", "file-search"),
            ("clue.list", "alert-triangle"),
            ("loan.watch", "file-export"),
            ("loan.trace", "zoom-scan"),
        ),
    ),
    ("系统", (("user.list", "user-cog"), ("job.list", "list-check"))),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu."""

    function: str
    icon: str
    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it."""

    title: str
    entries: tuple[Entry, ...]


def menu_of(actor: Actor) -> list[Part]:
    """The entries whose function this seat has, without empty parts."""
    parts = [Part(title, tuple(_entry(*one) for one in entries if actor.has(one[0]))) for title, entries in PARTS]
    return [part for part in parts if part.entries]


def current(function: str) -> str:
    """The menu's entry that a function belongs under: the list of its subject, or the one page there is of it."""
    noun = function.split(".")[0]
    return f"{noun}.list" if f"{noun}.list" in functions() else f"{noun}.view"


def _entry(function: str, icon: str) -> Entry:
    return Entry(function, icon, label(function), reverse(function))
