"""Going through the screens as a person does (页面): signing in, and every address the registry answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from registry.accounts import signing
from registry.accounts.models import Session
from registry.kernel import clock
from registry.kernel.records import Subject
from registry.members.models import Basis
from registry.security.models import AuditEntry, Post, User


@dataclass(frozen=True, slots=True)
class Address:
    """One address: its name, the function it shows, the parameters it wants and what they may be."""

    name: str
    pattern: URLPattern

    @property
    def function(self) -> str:
        """The function of the matrix that the name begins with."""
        return self.name.split("-")[0]

    @property
    def parameters(self) -> list[str]:
        return list(self.pattern.pattern.converters)

    def examples(self, values: dict[str, list[Any]]) -> list[str]:
        """The address with every combination of the values known for its parameters."""
        combined = product(*(values[name] for name in self.parameters))
        return [reverse(self.name, args=given) for given in combined]


def addresses() -> list[Address]:
    """Every address of the registry."""
    return [Address(str(pattern.name), pattern) for pattern in _patterns(get_resolver().url_patterns)]


def _patterns(entries: list[Any]) -> Iterator[URLPattern]:
    for entry in entries:
        if isinstance(entry, URLResolver):
            yield from _patterns(entry.url_patterns)
        else:
            yield entry


WORDS: dict[str, list[Any]] = {
    "name": ["phone"], "function": ["member.correct"], "kind": ["members"], "item": ["education"], "row": [2],
    "part": ["all"],
}  # fmt: skip
"""What a parameter may be that names no row of a table."""


def sample_values() -> dict[str, list[Any]]:
    """What each parameter may be: the latest subject of every kind, a row number, and the words above."""
    subjects = [model for model in apps.get_models() if issubclass(model, Subject)]
    latest = [model._default_manager.order_by("pk").last() for model in subjects]
    uids = [row.uid for row in latest if row is not None]
    numbers = list(Basis.objects.order_by("-pk").values_list("pk", flat=True)[:1]) or [1]
    stays = list(Session.objects.order_by("-pk").values_list("uid", flat=True)[:1])
    return WORDS | {
        "uid": uids,
        "subject": uids[:1],
        "number": numbers,
        "stay": stays or uids[:1],
        "factor": uids[:1],
        "entry": _entries(),
    }


def _entries() -> list[int]:
    """An entry of the trail about a member, which an auditor somewhere above may read; and one that nobody has."""
    numbers = AuditEntry.objects.filter(subject_table="members_member").order_by("pk").values_list("pk", flat=True)
    return [numbers.last() or 1, 2**40]


def signed_in(user: User | Post) -> Client:
    """A browser in which that person has signed in; how one comes through the door is what tests of accounts look at."""
    holder = user.user if isinstance(user, Post) else user
    client, today = Client(), clock.today()
    request: Any = RequestFactory(HTTP_USER_AGENT="").post(reverse("session.open"))
    request.session = client.session
    post = Post.held(holder.pk, today).first()
    assert post is not None, f"{holder.login_name} has no post"
    signing.sign_in(request, post, today)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    return client


def queries(client: Client, address: str, **headers: str) -> tuple[HttpResponse, list[str]]:
    """The answer and the statements it took, without those that find the session and the post and keep them, and the trace it leaves."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address, headers=headers)
    return answer, _beside_the_frame(captured)


def asked(client: Client, address: str, typed: dict[str, str]) -> tuple[HttpResponse, list[str]]:
    """The same for what is asked by POST while one types."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(address, typed, headers={"HX-Request": "true"})
    return answer, _beside_the_frame(captured)


def _beside_the_frame(captured: CaptureQueriesContext) -> list[str]:
    statements = [query["sql"] for query in captured.captured_queries]
    frame = (
        "django_session",
        "SAVEPOINT",
        'FROM "security_post"',
        "accounts_session",
        "nextval(pg_get_serial_sequence('security_auditentry'",
        'INSERT INTO "security_auditentry"',
    )
    return [statement for statement in statements if not any(part in statement for part in frame)]
