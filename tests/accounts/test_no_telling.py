"""Nobody learns at the door who has an account (S09): known and unknown names are answered alike, byte by byte."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from registry.accounts import guarding
from registry.accounts.models import Failure
from tests.accounts.performances import opened
from tests.world import World, account_form

NEW = "Walnut-on-7-rivers"
BY_CHANCE = (
    rb'name="csrfmiddlewaretoken" value="[^"]*"', rb'name="csrf-token" content="[^"]*"', rb"data:image/png;base64,[^\"]*",
    rb"<b>[^<]*</b>", rb"challenge[^,}]*",
)  # fmt: skip
"""What is drawn anew for every page, whoever asks."""

Try = Callable[[Client, str], HttpResponse]


def sign_in(client: Client, name: str) -> HttpResponse:
    return _sent(client, "session.open", {"login": name, "password": "wrong-Password-1"})


def recover(client: Client, name: str) -> HttpResponse:
    typed = {"login": name, "code": "23456-abcde", "password": NEW, "repeated": NEW}
    return _sent(client, "session.open-recover", typed)


def activate(client: Client, name: str) -> HttpResponse:
    number = account_form(7)["identity_number"]
    typed = {"login": name, "code": "2222-2222-2222-2222-2222-2222", "name": "测试某人", "number": number}
    return _sent(client, "session.open-activate", typed)


def _sent(client: Client, address: str, typed: dict[str, str]) -> HttpResponse:
    answer: Any = client.post(reverse(address), typed)
    return answer


def shown(answer: HttpResponse, name: str) -> tuple[int, bytes, list[str]]:
    """Status, body and headers, without what chance put there and the name that was typed."""
    body = answer.content
    for pattern in BY_CHANCE:
        body = re.sub(pattern, b"", body)
    return answer.status_code, body.replace(name.encode(), b"NAME"), sorted(answer.headers)


@pytest.mark.parametrize("attempt", [sign_in, recover, activate])
@pytest.mark.parametrize("state", ["active", "waiting"])
def test_a_known_and_an_unknown_name_are_answered_alike_try_after_try(attempt: Try, state: str, world: World) -> None:
    known = "weavers-clerk" if state == "active" else opened(world).login_name
    answers = {}
    for name, address in ((known, "10.0.0.1"), ("nobody-at-all", "10.0.0.2")):
        client, answers[name] = Client(REMOTE_ADDR=address), []
        for _ in range(6):
            Failure.objects.update(at=F("at") - timedelta(seconds=guarding.SLOWEST + 1))
            answers[name].append(shown(attempt(client, name), name))
    assert answers[known] == answers["nobody-at-all"]
    assert {status for status, _, _ in answers[known]} <= {422, 429}
