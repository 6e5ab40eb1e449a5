"""What a post or a function would give, said before it is given (授权推演, N15)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.db.models import Sum
from django.db.models.functions import Coalesce

from registry.kernel.plans import Line, Plan
from registry.organisations.models import Headcount, Organisation, State
from registry.security import granting
from registry.security.actors import Seat
from registry.security.matrix import Reach, function, label
from registry.security.models import OFFICES, Post, User

NAMED = 12
"""Functions named in full; of more the number is told."""


class Appointment(Plan):
    """What a person would see and do besides, once he had the post (授予岗位推演)."""

    def __init__(self, organisation: Organisation, user: User, role: str, day: date) -> None:
        self._organisation, self._user, self._day = organisation, user, day
        self._seat = granting.seat_at(organisation, role, day)
        self._held = [post.seat(day) for post in Post.held(user.pk, day)]

    @property
    def lines(self) -> list[Line]:
        gained = sorted(self.gained, key=list(self._seat.rights).index)
        found = [Line(self._seat.title, "岗位", "ok")]
        found += [Line(label(name), "新增", "info") for name in gained[:NAMED]]
        if len(gained) > NAMED:
            found.append(Line(f"另有{len(gained) - NAMED}项功能", "新增", "info"))
        return found

    @property
    def gained(self) -> frozenset[str]:
        """The functions the person has nowhere yet, but those every post has."""
        had = {name for seat in self._held for name in seat.rights}
        return frozenset(name for name in self._seat.rights if name not in had and not function(name).fixed)

    @property
    def organisations(self) -> int:
        """How many organisations the person would see that he does not see now."""
        return self._more("organisation.list", _organisations)

    @property
    def members(self) -> int:
        """How many members the person would see that he does not see now."""
        return self._more("member.list", _members)

    @property
    def sums(self) -> list[str]:
        return [f"新增看到{self.organisations:,}个党组织、{self.members:,}名党员", f"新增可办{len(self.gained)}项功能"]

    @property
    def warnings(self) -> Sequence[str]:
        return [
            f"“{label(name)}”与“{'、'.join(label(one) for one in apart)}”对同一件事不能由同一人办理，须有他人经办。"
            for name in self._seat.rights
            if (apart := sorted(function(name).apart & set(self._seat.rights)))
        ]

    def _more(self, name: str, count: Callable[[str], int]) -> int:
        """What the new seat covers, without what a seat held covers already: of two subtrees one lies within the other, or none."""
        new = _covered(self._seat, name)
        if new is None:
            return 0
        held = [top for seat in self._held if (top := _covered(seat, name)) is not None]
        if any(new.startswith(top) for top in held):
            return 0
        inside = {top for top in held if top.startswith(new)}
        outermost = [top for top in inside if not any(top != one and top.startswith(one) for one in inside)]
        return count(new) - sum(count(top) for top in outermost)


class Opening(Plan):
    """Who would have a function besides, once it were opened for an organisation or closed (开通、关闭推演)."""

    def __init__(self, organisation: Organisation, name: str, day: date, *, opened: bool, below: bool) -> None:
        self._organisation, self._name, self._opened = organisation, name, opened
        posts = Post.objects.in_office(day).filter(role__in=OFFICES)
        self._posts = posts.below(organisation.path) if below else posts.filter(organisation=organisation)
        self._below = below

    @property
    def lines(self) -> list[Line]:
        where = f"“{self._organisation}”{'及下级' if self._below else ''}"
        return [
            Line(f"{where}：{label(self._name)}", "开通" if self._opened else "关闭", "ok" if self._opened else "stop")
        ]

    @property
    def sums(self) -> list[str]:
        people = self._posts.values("user").distinct().count()
        return [f"现有在任业务岗位{self._posts.count():,}个、{people:,}人受影响，下一次点击即生效"]


def _covered(seat: Seat, name: str) -> str | None:
    """The top of what the seat sees with that function; None if it sees nothing."""
    return seat.path if seat.rights.get(name) is Reach.BELOW else None


def _organisations(path: str) -> int:
    return Organisation.objects.below(path).filter(state=State.ACTIVE).count()


def _members(path: str) -> int:
    counted = Headcount.objects.filter(path__below=path)
    return int(counted.aggregate(number=Coalesce(Sum("full"), 0) + Coalesce(Sum("probationary"), 0))["number"])
