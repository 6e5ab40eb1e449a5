"""Signing in and out (登录与退出): the session holds who, at which post, and a proof of the password of then."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from registry.security import trail
from registry.security.actors import Actor
from registry.security.models import Post, User
from registry.web.models import Preference

NOBODY = make_password(None)


def identify(login_name: str, password: str) -> User | None:
    """The user of that name and password; an unknown name takes as long as a wrong password (S09)."""
    user = User.objects.filter(login_name=login_name, is_active=True).first()
    if user is None:
        make_password(password)
        return None
    return user if check_password(password, user.password) else None


def sign_in(request: HttpRequest, post: Post, today: date) -> Actor:
    """A new session at that post."""
    request.session.cycle_key()
    request.session.update(
        {"user": post.user_id, "post": post.pk, "proof": post.user.get_session_auth_hash(), "tabs": []}
    )
    chosen = Preference.objects.filter(user=post.user_id).values_list("key", "value")
    request.session["preferences"] = dict(chosen)
    actor = actor_at(post, today, _address(request))
    trail.append(actor, "session.open", post.organisation)
    return actor


def actor_of(request: HttpRequest, today: date) -> Actor | None:
    """Who the session belongs to: asked of the database at every request, so that an ended post ends at once (S13)."""
    user, wanted = request.session.get("user"), request.session.get("post")
    if not user:
        return None
    posts = list(Post.held(user, today))
    if not posts or not constant_time_compare(request.session.get("proof", ""), posts[0].user.get_session_auth_hash()):
        request.session.flush()
        return None
    post = next((post for post in posts if post.pk == wanted), posts[0])
    return actor_at(post, today, _address(request), len(posts))


def actor_at(post: Post, today: date, address: str = "", posts: int = 1) -> Actor:
    """The actor that a post makes of its holder."""
    return Actor(post.user_id, post.user.name, post.seat(today), today, address, posts=posts)


def _address(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))
