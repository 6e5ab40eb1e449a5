"""What the screens of accounts read (账号查询)."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now

from registry.accounts.models import OneTimePassword, Passkey, Password, Session
from registry.kernel.periods import holds_on
from registry.organisations.models import Organisation, State
from registry.security.actors import Actor
from registry.security.models import Post, User, UserStatus

DORMANT = timedelta(days=90)
"""How long an account may lie idle before it is put out of use (S18)."""
QUIET = timedelta(days=60)
"""How long until its superior is told that it lies idle."""


def places(actor: Actor) -> list[Organisation]:
    """Where this actor may open accounts: the own organisation first, then those directly below in official order."""
    near = Q(pk=actor.seat.organisation) | Q(parent=actor.seat.organisation)
    visible = Organisation.objects.visible_to(actor, "user.open")
    found = list(visible.filter(near, state=State.ACTIVE).order_by("rank", "path"))
    return sorted(found, key=lambda one: one.pk != actor.seat.organisation)


def idle(for_time: timedelta) -> Q:
    """The condition that an account is in use and nobody was in with it, nor chose its password, for that long."""
    recent = Session.objects.filter(user=OuterRef("pk"), seen_at__gt=Now() - for_time)
    chosen = Password.objects.filter(user=OuterRef("pk"), set_at__gt=Now() - for_time)
    return Q(~Exists(recent), ~Exists(chosen), status=UserStatus.ACTIVE)


def without_post(today: date) -> Q:
    """The condition that an account is in use or waiting, and its owner has no post any more, nor one to come."""
    later = Q(ended_on__gt=today) & Q(ended_on__gt=F("started_on"))
    held = Post.objects.filter(Q(ended_on=None) | later, user=OuterRef("pk"))
    return Q(~Exists(held), status__in=(UserStatus.ACTIVE, UserStatus.OPENED))


def with_use(users: QuerySet[User], today: date) -> QuerySet[User]:
    """The users with the number of posts they hold and when they were last in."""
    posts = Post.objects.filter(holds_on(today), user=OuterRef("pk"), confirmed=True)
    stays = Session.objects.filter(user=OuterRef("pk")).order_by("-pk").values("seen_at")[:1]
    held = posts.order_by().values("user").annotate(number=Count("pk")).values("number")
    return users.annotate(held=Coalesce(Subquery(held), 0), last_in=Subquery(stays))


def factors_of(user: User) -> dict[str, bool]:
    """Which second factors a person has, by kind; what they are is nobody else's."""
    kinds = {"动态口令": OneTimePassword, "通行密钥": Passkey}
    return {name: kind.objects.filter(user=user).exists() for name, kind in kinds.items()}  # type: ignore[attr-defined]
