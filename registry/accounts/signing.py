"""Signing in, staying in and leaving (登录、会话、退出): a row of its own for each stay, judged by the database's clock."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Now

from registry.accounts import notices, passwords
from registry.accounts.models import Ending, OneTimePassword, Passkey, Password, Session
from registry.accounts.naming import THREE
from registry.kernel.clock import CHINA
from registry.kernel.values import phones
from registry.security import trail
from registry.security.actors import Actor, Seat, Top
from registry.security.codes import Broken
from registry.security.matrix import function
from registry.security.models import Post, User
from registry.web.models import Preference

log = logging.getLogger(__name__)

IDLE, LONGEST = timedelta(minutes=15), timedelta(hours=8)
NEW_DEVICE = "您的账号刚刚在以前没有用过的设备或网络地址登录（{device}，{address}）。"
NOTED = timedelta(seconds=30)
"""A stay is written down again only after this long: most requests come in bursts."""


def user_called(typed: str) -> User | None:
    """The user who signs in with that name or mobile number."""
    written = typed.strip()
    users = User.objects.select_related("organisation")
    found = users.filter(login_name=written).first()
    if found is None and phones.is_mobile(written):
        found = User.objects.get_queryset().with_phone(written).select_related("organisation").first()
    return found


def identify(typed: str, password: str) -> User | None:
    """The user of that name and password; an unknown name takes as long as a wrong password (S09)."""
    user = user_called(typed)
    return user if passwords.matches(user, password) else None


def sign_in(request: Any, post: Post, today: date, *, with_factor: bool = False) -> Actor:
    """A new stay at that post; another one of the same person ends, unless the installation allows several."""
    last = Session.objects.filter(user=post.user_id).order_by("-pk").first()
    told = notices.waiting(post.user)
    if is_new(post.user, device_of(request), address_of(request)):
        notices.warn(post.user, NEW_DEVICE.format(device=device_of(request), address=address_of(request)))
    if settings.ONE_SESSION:
        Session.objects.filter(user=post.user_id).end(Ending.REPLACED)
    device, address = device_of(request), address_of(request)
    with transaction.atomic():  # whoever cannot be written down does not come in
        stay = Session.objects.create(
            user=post.user, post=post, device=device, address=address, with_factor=with_factor
        )
        actor = actor_at(post, today, stay)
        trail.append(actor, "session.open", post.organisation)
    said = request.session.pop("wanted", "")
    request.session.flush()
    request.session.update(
        {"sign_in": str(stay.uid), "post": post.pk, "tabs": [], "last": _words(last), "wanted": said, "notices": told}
    )
    chosen = Preference.objects.filter(user=post.user_id).values_list("key", "value")
    request.session["preferences"] = dict(chosen)
    return actor


def switch(request: Any, post: Post, today: date) -> Actor:
    """The same stay goes on at another post, under a new number; the opened pages of the other are closed (S13)."""
    stay = request.stay
    request.session.cycle_key()
    request.session.update({"post": post.pk, "tabs": []})
    Session.objects.filter(pk=stay.pk).update(post=post)
    actor = actor_at(post, today, stay)
    trail.append(actor, "post.switch", post.organisation)
    return actor


def sign_out(request: Any, why: Ending = Ending.LEFT) -> None:
    """The stay of this request ends, and nothing of it is kept."""
    uid = request.session.get("sign_in")
    if request.actor is not None:
        trail.append(request.actor, "session.close", Top(), detail={"why": str(why.value)})
    if uid:
        Session.objects.filter(uid=uid).end(why)
    request.session.flush()


def stay_of(request: Any) -> Session | None:
    """The stay that the request's cookie belongs to, with the moment, the age of the password and what there is of factors."""
    uid = request.session.get("sign_in")
    if not uid:
        return None
    secret = Password.objects.filter(user=OuterRef("user"), void=False).order_by("-pk").values("set_at")[:1]
    stays = Session.objects.annotate(
        now=Now(),
        password_at=Subquery(secret),
        has_key=Exists(Passkey.objects.filter(user=OuterRef("user"))),
        has_totp=Exists(OneTimePassword.objects.filter(user=OuterRef("user"))),
    )
    found: Session | None = stays.filter(uid=uid).first()
    return found


def ending_of(stay: Any) -> Ending | None:
    """Why the stay is over; None while it lasts."""
    if stay.ended_at is not None:
        return Ending(stay.ending)
    if stay.now - stay.opened_at > LONGEST:
        return Ending.OVER
    return Ending.IDLE if stay.now - stay.seen_at > IDLE else None


def actor_of(request: Any, today: date) -> Actor | None:
    """Who the request belongs to: asked of the database each time, so that an ended post ends at once (S13)."""
    stay: Any = stay_of(request)
    request.stay = stay
    if stay is None:
        return None
    why = ending_of(stay)
    posts = sound(Post.held(stay.user_id, today), today) if why is None else []
    if why is Ending.IDLE:
        request.idle = stay  # the password brings it back, with everything that was open
        return None
    if not posts:
        _put_out(request, stay, why)
        return None
    if stay.now - stay.seen_at > NOTED and "HX-Polling" not in request.headers:
        Session.objects.filter(pk=stay.pk).update(seen_at=Now())
    post = next((post for post in posts if post.pk == request.session.get("post")), posts[0])
    actor = replace(actor_at(post, today, stay, len(posts)), request=UUID(request.number))
    request.posts, request.role = posts, post.role
    request.obligation = obligation(stay, post, actor)
    return actor


def sound(posts: Iterable[Post], today: date) -> list[Post]:
    """Those that nobody changed past the registry; each of the others lends nothing, and leaves an entry (S52)."""
    good = []
    for post in posts:
        try:
            post.demand()
            good.append(post)
        except Broken as broken:
            holder = Actor(post.user_id, post.user.name, Seat(post.pk, post.organisation_id, "", str(post), {}), today)
            trail.refuse(holder, "session.open", post, str(broken))
            log.error("%s", broken)
    return good


def actor_at(post: Post, today: date, stay: Session, posts: int = 1) -> Actor:
    """The actor that a post makes of its holder; the moment of his last proof goes along."""
    return Actor(
        post.user_id, post.user.name, post.seat(today), today, stay.address, posts=posts, proved_at=stay.proved_at
    )


def obligation(stay: Any, post: Post, actor: Actor) -> str:
    """The function that comes before anything else: a new password, or a second factor where the office wants one."""
    lasts = passwords.LASTS_WITH_KEY if stay.has_key else passwords.LASTS
    if stay.password_at is None or stay.now - stay.password_at > lasts:
        return "password.change"
    wanted = settings.SECOND_FACTOR == "required" and wants_factor(post, actor)
    return "factor.list" if wanted and not (stay.has_key or stay.has_totp) else ""


def wants_factor(post: Post, actor: Actor) -> bool:
    """Whether the office, or one of its functions, wants a second factor (S08)."""
    return post.role in THREE or any(function(name).factor for name in actor.seat.rights)


def days_left(stay: Any) -> int | None:
    """How many days the password still serves, once there are only few (S03)."""
    lasts = passwords.LASTS_WITH_KEY if stay.has_key else passwords.LASTS
    left = lasts - (stay.now - stay.password_at) if stay.password_at else None
    return left.days if left is not None and timedelta() <= left < passwords.WARNED else None


def prove(stay: Session) -> None:
    """This person has proved just now who he is."""
    Session.objects.filter(pk=stay.pk).update(proved_at=Now(), seen_at=Now())
    stay.refresh_from_db(fields=["proved_at", "seen_at"])


def lock(stay: Session) -> None:
    """The screen was locked: nothing is answered until the password opens it."""
    Session.objects.filter(pk=stay.pk).open().update(seen_at=Now() - 2 * IDLE)


def is_new(user: User, device: str, address: str) -> bool:
    """Whether this person was never in with such a device, nor from that address, though he was in before (S12)."""
    known = Session.objects.filter(user=user)
    return known.exists() and not known.filter(device=device, address=address).exists()


def address_of(request: Any) -> str:
    """Where the request comes from: what the last of our own proxies saw, as many as there are, and nobody else's word."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    passed = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    proxies = settings.PROXIES
    if proxies and len(passed) >= proxies and _is_proxy(peer):
        return passed[-proxies][:45]
    return peer


def _is_proxy(peer: str) -> bool:
    """Whether one of our own proxies speaks; who calls by a socket of this machine (no address) is one."""
    return not peer or within(peer, settings.PROXY_NETWORKS)


def within(address: str, networks: Iterable[str]) -> bool:
    """Whether the address lies in one of the networks; what is no address lies in none."""
    try:
        place = ip_address(address)
    except ValueError:
        return False
    return any(place in ip_network(one, strict=False) for one in networks)


BROWSERS = (
    ("Edg", "Edge"),
    ("QIHU", "360浏览器"),
    ("360SE", "360浏览器"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def device_of(request: Any) -> str:
    """The device in words that its owner knows it by."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    names = [next((name for mark, name in known if mark in agent), "") for known in (SYSTEMS, BROWSERS)]
    return " · ".join(filter(None, names)) or "未知设备"


def _put_out(request: Any, stay: Session, why: Ending | None) -> None:
    """The stay is over for good; the sign-in page says why."""
    Session.objects.filter(pk=stay.pk).end(why or Ending.RENEWED)
    request.session.flush()
    request.session["said"] = str((why or Ending.RENEWED).value)


def _words(last: Session | None) -> str:
    """When and where the person was in last, for him to recognise (S12)."""
    if last is None:
        return ""
    return f"上次登录：{last.opened_at.astimezone(CHINA):%Y-%m-%d %H:%M}，{last.device}，{last.address}"
