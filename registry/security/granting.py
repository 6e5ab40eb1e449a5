"""Opening and closing functions for organisations (开通、关闭功能, 选定权限口径): rights belong to organisations (R-245)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.apps import apps

from registry.kernel.refusals import Invalid, Refused, Violation
from registry.kernel.sets import smaller_set
from registry.security.actors import Actor, Office, Seat, Switch, rights_of
from registry.security.matrix import PROFILES, USUAL, Column, Function, Profile, Reach, function, profile
from registry.security.models import Adoption, Grant, Post
from registry.security.operation import operation


@dataclass(frozen=True, slots=True)
class Said:
    """What a superior says of one function, or of one item of it, and from when to when."""

    function: str
    started_on: date
    ended_on: date | None = None
    item: str = ""
    below: bool = False
    document: str = ""
    reason: str = ""


@operation("right.open")
def open_function(organisation: Office, *, actor: Actor, said: Said) -> Grant:
    """A superior opens a function, or one item of it, for an organisation (开通功能, C-A09, C-A10)."""
    may_open(organisation, said, actor)
    return switch(organisation, actor, said, opened=True)


@operation("right.close")
def close_function(organisation: Office, *, actor: Actor, said: Said) -> Grant:
    """A superior closes a function, or one item of it, for an organisation (关闭功能)."""
    may_close(organisation, said, actor.today)
    return switch(organisation, actor, said, opened=False)


@operation("right.end", on_closed=True)
def end(grant: Grant, *, actor: Actor, reason: str = "") -> Grant:
    """What was opened or closed ends today; the organisation has again what its level has (撤销授权)."""
    if grant.ended_on is not None and grant.ended_on <= actor.today:
        raise Refused("该授权已经结束，请刷新后核对。")
    grant.reason = reason.strip() or grant.reason
    grant.ended_on = max(actor.today, grant.started_on)
    grant.save(update_fields=["ended_on", "reason"])
    return grant


@operation("right.adopt")
def adopt(organisation: Office, *, actor: Actor, profile: str, started_on: date, document: str) -> Adoption:
    """An organisation decides which shipped set of rights holds for it and everybody below (选定权限口径, mission.md 6.5)."""
    if organisation.level not in (Column.NATION, Column.PROVINCE):
        raise Refused("权限口径由省级党委选定，其下各级一律适用；请报省级党委办理。")
    if profile not in PROFILES:
        raise Invalid([Violation("R-245", "请选择权限口径。", "profile")])
    _from_today(started_on, actor.today)
    held = Adoption.objects.filter(organisation_id=organisation.pk, ended_on__isnull=True).first()
    if held is not None and held.started_on >= started_on:
        raise Refused(f"已选定自{held.started_on:%Y-%m-%d}起的权限口径，新的口径须自其后的日期起。")
    if held is not None:
        held.end(started_on)
    return Adoption.objects.create(
        organisation_id=organisation.pk, path=organisation.path, profile=profile, started_on=started_on,
        document=document.strip(),
    )  # fmt: skip


def may_open(organisation: Office, said: Said, actor: Actor) -> None:
    """Only what the level allows, what is not open yet, and what the superior that opens it has itself (R-245)."""
    one, now = function(said.function), standing(organisation, actor.today)
    may_be_asked(organisation, one, now)
    superior = apps.get_model("organisations.Organisation").objects.filter(path=actor.seat.path).first()
    if superior is not None and one.name not in standing(superior, actor.today).rights:
        raise Refused(f"“{superior}”没有“{one.label}”权限，不能开通给下级，请先报其上级党组织开通。")
    if said.item:
        _openable(said)
    elif not said.below and one.name in now.rights:
        raise Refused(f"“{organisation}”已有“{one.label}”权限，无需开通。")


def may_be_asked(organisation: Office, one: Function, now: Standing) -> None:
    """No level is given what is not for it."""
    if one.fixed or not now.profile.cell(one.name, organisation.level).reach:
        raise Refused(f"“{one.label}”不能开通给{organisation.level.label}，请由有该权限的上级党组织办理。")


def may_close(organisation: Office, said: Said, today: date) -> None:
    """Whoever is to work at all keeps what every screen needs."""
    one = function(said.function)
    if one.fixed:
        raise Refused(f"“{one.label}”是基本功能，不能关闭。")
    if said.item:
        _openable(said)
    elif not said.below and one.name not in standing(organisation, today).rights:
        raise Refused(f"“{organisation}”没有“{one.label}”权限，无需关闭。")


def _openable(said: Said) -> None:
    """One item is opened or closed only where a smaller function has items, and none that needs a document."""
    found = smaller_set(said.function)
    names = found.openable(said.function) if found else ()
    if not found or said.item not in {found.items[name].code for name in names}:
        raise Refused(f"“{function(said.function).label}”的这个信息项不能单独开通或关闭，请重新选择。")


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds at an organisation on a day: the set of rights, what superiors said, and what it has of both."""

    profile: Profile
    grants: Sequence[Grant]
    rights: Mapping[str, Reach]

    @property
    def said(self) -> list[dict[str, Any]]:
        """What superiors said, as a seat is told it."""
        return [{name: getattr(one, name) for name in Grant.SAID} for one in self.grants]


def standing(organisation: Office, day: date) -> Standing:
    """Read in two statements: the nearest superior's choice of a set, and what was opened and closed, its word last."""
    above = {"path__above": organisation.path}
    adopted = Adoption.as_of(day).filter(**above).order_by("-path").first()
    reaching = Grant.as_of(day).filter(Grant.reaching(organisation.path), **above)
    grants = list(reaching.select_related("organisation", "granted_by").order_by("path", "-below", "pk"))
    given = profile(adopted.profile if adopted else USUAL)
    switches = [Switch(one.function, one.item, one.opened) for one in grants]
    return Standing(given, grants, rights_of(organisation.level, "", given, switches))


def seat_at(organisation: Any, role: str, day: date) -> Seat:
    """The seat that a post of that kind would be, though nobody holds it."""
    now, post = standing(organisation, day), Post(organisation=organisation, role=role)
    return post.seat_with([Switch(**said) for said in now.said], now.profile.key)


def switch(organisation: Office, actor: Actor, said: Said, *, opened: bool) -> Grant:
    """Write down what was said, as a step of the operation that is open."""
    _from_today(said.started_on, actor.today)
    if said.ended_on is not None and said.ended_on <= said.started_on:
        raise Invalid([Violation("R-245", "截止日期应晚于起始日期。", "ended_on")])
    return Grant.objects.create(
        organisation_id=organisation.pk,
        path=organisation.path,
        opened=opened,
        granted_by_id=actor.user or None,
        **asdict(said),
    )


def _from_today(day: date, today: date) -> None:
    if day < today:
        raise Invalid([Violation("R-245", "起始日期不能早于今天，过去的权限不能改。", "started_on")])
