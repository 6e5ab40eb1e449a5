"""Looking at addresses as an actor (直接访问): the screen itself, without the door before it.

A sweep over every address asks thousands of times; most of what a request through a test client costs is finding out who
asks, which the tests of accounts look after. Here somebody is given, and the answer is what the screen says to him.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django_htmx.middleware import HtmxDetails

from registry.accounts import signing
from registry.accounts.models import Session
from registry.security.actors import Actor, Unproved
from registry.security.models import Post
from registry.security.sight import seeing
from tests.world import TODAY

FACTORY = RequestFactory()


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at a seat, with what his browser keeps."""

    actor: Actor
    session: Any = field(default_factory=SessionStore)
    stay: Any = None

    @classmethod
    def at(cls, post: Post) -> Visitor:
        """The holder of a post, who has signed in."""
        stay = Session.objects.create(user=post.user, post=post)
        visitor = cls(Actor(post.user_id, post.user.name, post.seat(TODAY), TODAY), SessionStore())
        visitor.session.update({"sign_in": str(stay.uid), "post": post.pk})
        return cls(visitor.actor, visitor.session, signing.stay_of(visitor))

    def answer(self, method: str, path: str, sent: Mapping[str, Any] | None = None, **headers: str) -> HttpResponse:
        """What the screen answers; a stop on the way is an answer as well."""
        request: Any = FACTORY.generic(method, path) if method != "POST" else FACTORY.post(path, sent or {})
        request.META |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        request.__dict__.pop("headers", None)
        request.actor, request.session, request.stay, request.today = self.actor, self.session, self.stay, TODAY
        request.idle, request.obligation, request.csrf_processing_done = None, "", True
        request._dont_enforce_csrf_checks = True
        request.htmx, request._messages = HtmxDetails(request), FallbackStorage(request)
        request.resolver_match = match = resolve(request.path_info)
        with seeing(self.actor.seat.sight):
            try:
                return match.func(request, *match.args, **match.kwargs)
            except Http404:
                return HttpResponse(status=404)
            except Unproved:
                return HttpResponse(status=401)

    def statuses(self, path: str) -> set[int]:
        """What is answered to looking and to sending nothing, without following anything."""
        return {self.answer(method, path).status_code for method in ("GET", "POST")}

    def status(self, path: str) -> int:
        """What is answered to looking or, where there is nothing to look at, to sending nothing."""
        looked = self.answer("GET", path).status_code
        return self.answer("POST", path).status_code if looked == 405 else looked
