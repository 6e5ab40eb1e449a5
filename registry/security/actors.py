"""Who acts (办理人), from which post, on which day; the only answer to "may I?"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from registry.kernel.paths import is_below
from registry.security.matrix import LEVELS, Column, Profile, Reach, function, functions
from registry.security.sight import Sight

BEYOND = "超出本党组织管理范围。"


class Unproved(Exception):
    """The function wants a proof of who acts that is not older than five minutes (再次验证身份, S15)."""


class Place(Protocol):
    """Anything that stands somewhere in the organisation tree."""

    @property
    def path(self) -> str: ...


class Office(Place, Protocol):
    """A place that has a level in the matrix: an organisation."""

    pk: int

    @property
    def level(self) -> Column: ...


@dataclass(frozen=True, slots=True)
class Top:
    """The place above every organisation, where a node is set up."""

    path: str = ""


@dataclass(frozen=True, slots=True)
class Switch:
    """One function that a superior opened or closed for an organisation, or one item of it (开通, 关闭)."""

    function: str
    item: str
    opened: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """A post as the permissions see it: the organisation's path and what the matrix gives its level or role.

    `people`: whether it sees persons at all, as neither who opens users nor who grants posts does (R-247).
    `items` says of a smaller function which items were opened or closed for it, by their codes (C-A10).
    """

    post: int
    organisation: int
    path: str
    title: str
    rights: Mapping[str, Reach]
    items: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    people: bool = True

    @property
    def sight(self) -> Sight:
        """How far the database may show rows to whoever sits here."""
        return Sight.below(self.path, people=self.people)


def rights_of(column: Column, office: str, given: Profile, switches: Iterable[Switch]) -> dict[str, Reach]:
    """What `column` has: the profile's defaults, then what was opened and closed, the nearest superior's word last.

    `office` is the kind of business post; an empty one stands for the organisation as such.
    """
    rights = {name: given.cell(name, column).default for name, one in functions().items() if _fits(one.office, office)}
    if column in LEVELS:
        for switch in switches:
            if not switch.item and switch.function in rights and not function(switch.function).fixed:
                reach = given.cell(switch.function, column).reach
                rights[switch.function] = reach if switch.opened else Reach.NONE
    return {name: reach for name, reach in rights.items() if reach}


def items_of(switches: Iterable[Switch]) -> dict[str, dict[str, bool]]:
    """Which items of which functions were opened or closed; the last word counts."""
    found: dict[str, dict[str, bool]] = {}
    for switch in switches:
        if switch.item:
            found.setdefault(switch.function, {})[switch.item] = switch.opened
    return found


def _fits(wanted: str, office: str) -> bool:
    return not wanted or not office or wanted == office


@dataclass(frozen=True, slots=True)
class Actor:
    """One person at one seat on one day; every operation and every reading is done by one.

    `proved_at`: when this person last proved who he is (再次验证, S15). Only the door makes actors of a session, and it
    always says when; the machine itself and a job that was asked for earlier have no session, and nothing to prove.
    """

    user: int
    name: str
    seat: Seat
    today: date
    address: str = ""
    request: UUID | None = None
    posts: int = 1
    proved_at: datetime | None = None

    @classmethod
    def console(cls, *functions: str, today: date, path: str = "", organisation: int = 0) -> Actor:
        """Whoever works at the machine itself (命令行): has the named functions from `path` down, and no other."""
        rights = dict.fromkeys(functions, Reach.BELOW)
        return cls(0, "命令行", Seat(0, organisation, path, "命令行", rights), today)

    def reach(self, name: str) -> Reach:
        """How far the function `name` reaches from this seat."""
        return self.seat.rights.get(name, Reach.NONE)

    def has(self, name: str) -> bool:
        """Whether this seat has the function at all."""
        return self.reach(name) is not Reach.NONE

    def may(self, name: str, place: Place) -> bool:
        """Whether this seat may do `name` at that place of the tree."""
        own = place.path == self.seat.path
        match self.reach(name):
            case Reach.BELOW:
                return is_below(place.path, self.seat.path)
            case Reach.UNDER:
                return is_below(place.path, self.seat.path) and not own
            case Reach.OWN:
                return own
        return False

    def refusal(self, name: str, place: Place) -> str:
        """Why this seat may not do `name` at that place: it lacks the function, or the place is beyond its reach."""
        return self.lacks(name) if not self.has(name) or place.path == self.seat.path else BEYOND

    def lacks(self, name: str) -> str:
        """Why the function is not available here and who has it: the sentence on a grey button (U-06)."""
        if self.reach(name) is Reach.UNDER:
            return f"“{function(name).label}”由上级党组织办理，本级不能对自己办理，请报上级党组织。"
        levels = [column.label for column in reversed(function(name).granting())]
        who = "、".join(levels) if levels else "管理员"
        return f"您的岗位没有“{function(name).label}”权限；该权限属于{who}，可报上级党组织办理，也可在“我的权限”中申请开通。"

    def items(self, name: str) -> Mapping[str, bool]:
        """Which items of the function were opened or closed for this seat, by their codes."""
        return self.seat.items.get(name, {})
