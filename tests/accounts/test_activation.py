"""Making an account one's own (激活, R-249, S04): one success, and the same answer to every kind of wrong."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from registry.accounts import activation, operations
from registry.accounts.models import ActivationCode, MessageCode
from registry.kernel.refusals import Refused
from registry.security.models import AuditEntry, User, UserStatus
from tests.performances import performances
from tests.world import PASSWORD, World, account_form, console, identity_number

ACTOR = console()


@pytest.fixture(autouse=True)
def letterbox(settings: Settings, tmp_path: Path) -> Path:
    """Where messages arrive in this test."""
    settings.VAR = tmp_path
    return tmp_path / "messages.jsonl"


def messages(letterbox: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in letterbox.read_text(encoding="utf-8").splitlines()]


def digits(letterbox: Path) -> str:
    found = re.search(r"验证码是 (\d{6})", messages(letterbox)[-1]["text"])
    assert found
    return found[1]


def newcomer(world: World) -> tuple[User, dict[str, str]]:
    """Somebody with a slip in his hand: what he types."""
    items = account_form(400)
    user = operations.open_user(world.mill, actor=ACTOR, items=items, login_name="newcomer")
    code = operations.issue(user, actor=ACTOR)
    return user, {"login": "newcomer", "code": code, "name": items["name"], "number": items["identity_number"]}


def known(typed: dict[str, str], client: Client | None = None) -> tuple[Client, Any]:
    client = client or Client()
    return client, client.post(reverse("session.open-activate"), typed)


def finish(client: Client, typed: str, password: str = PASSWORD) -> Any:
    form = {"step": "message", "digits": typed, "password": password, "repeated": password}
    return client.post(reverse("session.open-activate"), form)


def test_a_person_activates_his_account_and_signs_in(world: World, letterbox: Path) -> None:
    user, typed = newcomer(world)
    client, answer = known(typed | {"code": typed["code"].lower().replace("-", " ")})
    assert answer.status_code == 302
    assert messages(letterbox)[-1]["phone"] == str(user.phone)
    assert finish(client, digits(letterbox)).status_code == 302
    assert User.objects.get(pk=user.pk).status == UserStatus.ACTIVE
    answer = Client().post(reverse("session.open"), {"login": "newcomer", "password": PASSWORD})
    assert "还没有" not in answer.content.decode() and "没有在任岗位" in answer.content.decode()


WRONGS: dict[str, Any] = {
    "another name": lambda world, user, typed: typed | {"name": "测试旁人"},
    "another number": lambda world, user, typed: typed | {"number": identity_number("19750312", "男", 7)},
    "another code": lambda world, user, typed: typed | {"code": activation.draw()},
    "nobody's name to sign in": lambda world, user, typed: typed | {"login": "nobody"},
    "somebody else's name to sign in": lambda world, user, typed: typed | {"login": "weavers-clerk"},
    "the code of eight days ago": lambda world, user, typed: _older(user, typed),
    "a code that was used": lambda world, user, typed: _used(user, typed),
    "a code issued anew since": lambda world, user, typed: _issued_anew(user, typed),
    "a telephone corrected since": lambda world, user, typed: _another_phone(user, typed),
}


def _older(user: User, typed: dict[str, str]) -> dict[str, str]:
    ActivationCode.objects.update(issued_at=F("issued_at") - activation.VALID - timedelta(seconds=1))
    return typed


def _used(user: User, typed: dict[str, str]) -> dict[str, str]:
    activation.use(ActivationCode.objects.get(user=user))
    return typed


def _issued_anew(user: User, typed: dict[str, str]) -> dict[str, str]:
    operations.issue(user, actor=ACTOR)
    return typed


def _another_phone(user: User, typed: dict[str, str]) -> dict[str, str]:
    operations.correct(user, actor=ACTOR, items={"phone": "19900008888"}, version=user.version)
    return typed


@pytest.mark.parametrize("kind", WRONGS)
def test_every_kind_of_wrong_is_answered_alike_and_opens_nothing(kind: str, world: World, letterbox: Path) -> None:
    user, typed = newcomer(world)
    _, answer = known(WRONGS[kind](world, user, typed))
    said = re.findall(r"<li>([^<]*)</li>", answer.content.decode())
    assert (answer.status_code, said[0]) == (422, activation.WRONG)
    assert not letterbox.exists()
    assert User.objects.get(pk=user.pk).status == UserStatus.OPENED
    entry = AuditEntry.objects.filter(function="user.activate").latest("pk")
    assert (entry.outcome, entry.reason) == ("refused", "激活信息不一致")


def test_five_wrong_digits_void_the_message_and_the_right_ones_come_too_late(world: World, letterbox: Path) -> None:
    _, typed = newcomer(world)
    client, _ = known(typed)
    right = digits(letterbox)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for _ in range(activation.TRIES):
        assert finish(client, wrong).status_code == 422
    assert finish(client, right).status_code == 422
    client, _ = known(typed)
    assert finish(client, digits(letterbox)).status_code == 302


def test_the_digits_serve_ten_minutes_and_their_own_request(world: World, letterbox: Path) -> None:
    _, typed = newcomer(world)
    client, _ = known(typed)
    MessageCode.objects.update(sent_at=F("sent_at") - activation.MESSAGE_VALID - timedelta(seconds=1))
    assert finish(client, digits(letterbox)).status_code == 422
    assert finish(Client(), digits(letterbox)).status_code == 422


def test_a_code_sends_five_messages_and_no_more(world: World, letterbox: Path) -> None:
    _, typed = newcomer(world)
    for _ in range(activation.MESSAGES):
        assert known(typed)[1].status_code == 302
    _, answer = known(typed)
    assert answer.status_code == 422 and activation.TOO_MANY in answer.content.decode()


def test_a_weak_password_uses_up_neither_digits_nor_code(world: World, letterbox: Path) -> None:
    _, typed = newcomer(world)
    client, _ = known(typed)
    assert finish(client, digits(letterbox), "12345678").status_code == 422
    assert finish(client, digits(letterbox)).status_code == 302


def test_of_two_who_use_one_code_at_once_one_is_refused(world: World) -> None:
    act = performances()["user.activate"](world)
    inputs = dict(act.inputs)
    again = ActivationCode.objects.get(pk=inputs["request"].pk)
    operations.activate(act.subject, actor=act.actor, **inputs)
    with pytest.raises(Refused):
        operations.activate(
            act.subject, actor=act.actor, **inputs | {"request": again, "password": "Walnut-on-7-rivers"}
        )


def test_a_code_is_long_unlike_any_other_and_kept_by_its_digest_alone(world: World) -> None:
    codes = {activation.draw() for _ in range(500)}
    assert len(codes) == 500
    assert len(activation.ALPHABET) ** activation.LENGTH > 2**100
    user, typed = newcomer(world)
    kept = ActivationCode.objects.filter(user=user).values()[0]
    assert not any(typed["code"].replace("-", "") in str(value).upper() for value in kept.values())


def test_a_code_can_be_issued_only_while_the_account_waits(world: World) -> None:
    with pytest.raises(Refused):
        operations.issue(User.objects.get(login_name="weavers-clerk"), actor=ACTOR)
