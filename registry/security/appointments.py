"""Lending posts and taking them back (授予、确认、撤销、移交、委托、复核岗位): who may sit where, decided from above."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from registry.kernel import paths
from registry.kernel.refusals import Invalid, Refused, Violation
from registry.security.actors import Actor, Office
from registry.security.matrix import Column
from registry.security.models import OFFICES, Post, Role, User, UserStatus
from registry.security.operation import operation
from registry.security.sight import seeing_everything

DELEGATED_AT_MOST = timedelta(days=92)
"""How long a clerk may let somebody stand in for him; whoever is away longer hands his post over."""
REVIEW_EVERY = timedelta(days=183)
"""Every post is looked at twice a year, whether it is still needed (S18)."""


@operation("post.grant")
def grant(
    organisation: Office,
    *,
    actor: Actor,
    user: User,
    role: str,
    started_on: date | None = None,
    ended_on: date | None = None,
    reason: str = "",
) -> Post:
    """A person gets a post at an organisation for a time (授予岗位, R-245, R-247)."""
    _may_sit(organisation, user, role, actor)
    _nearest(organisation, role, actor)
    begin = started_on or actor.today
    _in_order(begin, ended_on, actor.today)
    return Post.objects.create(
        user=user, organisation_id=organisation.pk, role=role, started_on=begin, ended_on=ended_on, reason=reason.strip(),
        granted_by_id=actor.user or None, confirmed=not _wants_two(role, actor),
    )  # fmt: skip


@operation("post.confirm")
def confirm(post: Post, *, actor: Actor) -> Post:
    """A second security administrator agrees to an audit post; only then is it held (S19)."""
    if post.confirmed:
        raise Refused("该岗位已经确认，无需再办理。")
    if actor.user == post.user_id:
        raise Refused("审计岗位须由另一名安全保密管理员确认，本人不能确认。")
    post.confirmed = True
    post.save(update_fields=["confirmed"])
    return post


@operation("post.end", on_closed=True)
def end(post: Post, *, actor: Actor, reason: str) -> Post:
    """A post is taken back from today on; whoever sits at it is out at the next click (撤销岗位)."""
    _may_change(post, actor)
    _still_held(post, actor.today)
    _finish(post, actor.today, reason)
    return post


@operation("post.delegate")
def delegate(post: Post, *, actor: Actor, user: User, started_on: date, ended_on: date, reason: str) -> Post:
    """Who is away lets somebody do his work from one day to another, under that person's own name (委托代办, C-A13)."""
    if post.user_id != actor.user:
        raise Refused("只能委托本人的岗位；他人的岗位请由安全保密管理员办理。")
    if not post.is_business or post.stands_in_for_id:
        raise Refused("管理员岗位和代办的岗位不能委托，请由上级安全保密管理员办理。")
    if user.pk == actor.user or not user.is_active:
        raise Invalid([Violation("R-248", "请选择另一名在用的用户代办。", "user")])
    _in_order(started_on, ended_on, actor.today)
    if ended_on - started_on > DELEGATED_AT_MOST:
        raise Invalid([Violation("R-248", f"委托最长{DELEGATED_AT_MOST.days}天，更久的请办理岗位移交。", "ended_on")])
    return Post.objects.create(
        user=user, organisation=post.organisation, role=post.role, started_on=started_on, ended_on=ended_on,
        reason=reason.strip(), granted_by_id=actor.user, stands_in_for=post,
    )  # fmt: skip


@operation("post.review")
def review(post: Post, *, actor: Actor) -> Post:
    """Somebody looked whether the post is still needed: it is (岗位复核, N15)."""
    _may_change(post, actor)
    _still_held(post, actor.today)
    post.reviewed_on = actor.today
    post.save(update_fields=["reviewed_on"])
    return post


def succession(post: Post, actor: Actor, user: User, on: date, reason: str) -> Post:
    """One post ends and its successor's begins on one day, as a step of the operation that is open (移交, N16)."""
    _may_change(post, actor)
    _still_held(post, actor.today)
    if user.pk == post.user_id:
        raise Invalid([Violation("R-248", "请选择接任的另一名用户。", "user")])
    _may_sit(post.organisation, user, post.role, actor)
    _in_order(on, None, actor.today)
    _finish(post, on, reason)
    return Post.objects.create(
        user=user, organisation=post.organisation, role=post.role, started_on=on, reason=reason.strip(),
        granted_by_id=actor.user or None, confirmed=not _wants_two(post.role, actor),
    )  # fmt: skip


def answering(path: str, role: str, day: date) -> Any:
    """The organisation whose security administrator appoints `role` at `path`; None if there is none.

    That is the nearest one with such an administrator; for the three administrators of an organisation itself, one above.
    """
    above = paths.ancestors(path)
    if role not in OFFICES:
        above = above[:-1]
    officers = Post.objects.in_office(day).filter(role=Role.SECURITY, organisation__path__in=above)
    with seeing_everything():
        nearest = officers.select_related("organisation").order_by("-organisation__path").first()
    return nearest.organisation if nearest else None


def _may_sit(organisation: Office, user: User, role: str, actor: Actor) -> None:
    """Nobody appoints himself, and no branch has administrators."""
    if actor.user == user.pk:
        raise Refused("不能给本人授予岗位，请由上级安全保密管理员办理。")
    if user.status in (UserStatus.SUSPENDED, UserStatus.CLOSED):
        raise Refused(f"用户“{user}”的账号已{user.get_status_display()}，不能授予岗位；请先由系统管理员办理。")
    if role not in OFFICES and organisation.level is Column.BRANCH:
        raise Refused(f"“{organisation}”不设系统、安全保密、审计管理员，由上级党委的管理员负责。")


def _nearest(organisation: Office, role: str, actor: Actor) -> None:
    """Who appoints is the nearest who may (S19); the console sets a node up, where there is nobody yet."""
    if not actor.user:
        return
    nearest = answering(organisation.path, role, actor.today)
    if nearest is None or nearest.path != actor.seat.path:
        told = f"“{nearest}”的安全保密管理员" if nearest else "上级的安全保密管理员"
        raise Refused(f"“{organisation}”的这类岗位由{told}办理。")


def _may_change(post: Post, actor: Actor) -> None:
    """Who could appoint it today may take it back, hand it on or confirm that it is needed, but for his own."""
    if actor.user and post.user_id == actor.user:
        raise Refused("不能办理本人的岗位，请由上级安全保密管理员办理。")
    _nearest(post.organisation, post.role, actor)


def _still_held(post: Post, today: date) -> None:
    if post.ended_on is not None and post.ended_on <= today:
        raise Refused("该岗位已经结束，请刷新后核对。")


def _finish(post: Post, day: date, reason: str) -> None:
    """The post and whoever stands in for its holder end together."""
    for one in (post, *post.stand_ins.filter(ended_on__gt=day)):
        one.reason = reason.strip() or one.reason
        one.ended_on = max(day, one.started_on)
        one.save(update_fields=["ended_on", "reason"])


def _wants_two(role: Any, actor: Actor) -> bool:
    """Whoever is to watch the others is appointed by two of them; the console, which has no person, by itself."""
    return role == Role.AUDIT and bool(actor.user)


def _in_order(started_on: date, ended_on: date | None, today: date) -> None:
    found = []
    if started_on < today:
        found.append(Violation("R-248", "起始日期不能早于今天。", "started_on"))
    if ended_on is not None and ended_on <= started_on:
        found.append(Violation("R-248", "截止日期应晚于起始日期。", "ended_on"))
    if found:
        raise Invalid(found)
