"""Second factors (二次验证, S08): enrolled, wanted, used once, lost and stood in for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from registry.accounts import factors, operations, passkeys
from registry.accounts.models import OneTimePassword, Passkey, Password
from registry.accounts.passkeys import Asked
from registry.kernel.refusals import Invalid, Refused
from registry.security.models import User
from tests.accounts.keys import HOST, ORIGIN, Key, digits_now
from tests.screens import signed_in
from tests.world import PASSWORD, World, console

NEW = "Walnut-on-7-rivers"


@pytest.fixture(autouse=True)
def letterbox(settings: Settings, tmp_path: Any) -> None:
    settings.VAR = tmp_path


def clerk(key: str = "weavers-clerk") -> User:
    return User.objects.get(login_name=key)


def with_telephone(user: User) -> tuple[str, list[str]]:
    """The person's telephone counts from now on: its secret, and the recovery codes."""
    secret = factors.new_secret()
    codes = operations.enrol(user, actor=console("factor.enrol"), secret=secret, digits=digits_now(secret))
    OneTimePassword.objects.filter(user=user).update(last_step=F("last_step") - 10)
    return secret, codes


def with_key(user: User) -> Key:
    key = Key(user.uid.bytes)
    asked = Asked(b"c" * 32, HOST, ORIGIN)
    operations.register(
        user, actor=console("factor.register"), answer=key.registered(b"c" * 32), asked=asked, label="测试密钥"
    )
    return key


def half_in(login: str = "weavers-clerk") -> Client:
    client = Client()
    answer = client.post(reverse("session.open"), {"login": login, "password": PASSWORD})
    assert answer["Location"] == reverse("session.open-second")
    return client


def second(client: Client, **typed: str) -> int:
    return client.post(reverse("session.open-second"), typed).status_code


def test_whoever_has_a_telephone_enters_with_its_digits_and_not_without(world: World) -> None:
    secret, _ = with_telephone(clerk())
    client = half_in()
    assert client.get("/").status_code == 302
    assert second(client, secret="000000" if digits_now(secret) != "000000" else "000001") == 422
    assert second(client, secret=digits_now(secret)) == 302
    assert client.get("/").status_code == 200


def test_the_same_digits_serve_once(world: World) -> None:
    secret, _ = with_telephone(clerk())
    digits = digits_now(secret)
    assert factors.accepted(clerk(), digits)
    assert not factors.accepted(clerk(), digits)


def test_without_the_password_before_it_there_is_no_second_step(world: World) -> None:
    secret, _ = with_telephone(clerk())
    assert second(Client(), secret=digits_now(secret)) == 403


def test_a_recovery_code_stands_in_once(world: World) -> None:
    _, codes = with_telephone(clerk())
    assert len(set(codes)) == factors.CODES
    assert second(half_in(), secret=codes[0].upper()) == 302
    assert second(half_in(), secret=codes[0]) == 422


def test_wrong_digits_bind_nothing(world: World) -> None:
    secret = factors.new_secret()
    wrong = f"{(int(digits_now(secret)) + 1) % 10**6:06d}"
    for digits in (wrong, "", "12", "²²²²²²", digits_now(secret, later=9)):
        with pytest.raises(Invalid):
            operations.enrol(clerk(), actor=console("factor.enrol"), secret=secret, digits=digits)
    assert not OneTimePassword.objects.exists()


def test_the_secret_stands_sealed_in_its_row(world: World) -> None:
    secret, _ = with_telephone(clerk())
    kept = OneTimePassword.objects.values_list("secret", flat=True).get()
    assert secret.encode() not in bytes(kept)
    assert OneTimePassword.objects.get().secret == secret


def test_a_telephone_is_enrolled_on_the_page_and_its_codes_are_shown_once(world: World) -> None:
    client = signed_in(clerk())
    page = client.get(reverse("factor.enrol"))
    secret = client.session["secret"]
    assert "<svg" in page.content.decode() and secret in page.content.decode()
    answer = client.post(reverse("factor.enrol"), {"digits": digits_now(secret)})
    assert answer.content.decode().count("<li>") >= factors.CODES
    assert clerk().one_time_password.secret == secret
    assert "secret" not in client.session
    assert "还有 10 个" in client.get(reverse("factor.list")).content.decode()


def challenge_of(client: Client) -> bytes:
    from base64 import urlsafe_b64decode

    return urlsafe_b64decode(client.session["challenge"])


def test_a_key_signs_what_it_is_asked_here_and_now(world: World) -> None:
    key = with_key(clerk())
    client = half_in()
    client.get(reverse("session.open-second"))
    assert second(client, passkey=key.signed(b"x" * 32)) == 422
    client.get(reverse("session.open-second"))
    assert second(client, passkey=key.signed(challenge_of(client), origin="http://elsewhere")) == 422
    client.get(reverse("session.open-second"))
    answer = key.signed(challenge_of(client))
    assert second(client, passkey=answer) == 302
    assert Passkey.objects.get().used_at is not None


def test_an_answer_serves_once_and_a_copied_key_betrays_itself(world: World) -> None:
    key = with_key(clerk())
    asked = Asked(b"d" * 32, HOST, ORIGIN)
    answer = key.signed(b"d" * 32)
    assert passkeys.signed_by(answer, asked) == clerk()
    assert passkeys.signed_by(answer, asked) is None
    assert passkeys.signed_by("{}", asked) is None
    assert passkeys.signed_by(answer, None) is None


def test_a_key_of_somebody_else_opens_nothing(world: World) -> None:
    with_telephone(clerk())
    key = with_key(clerk("mill-clerk"))
    client = half_in()
    client.get(reverse("session.open-second"))
    assert second(client, passkey=key.signed(b"c" * 32)) == 422


def test_with_a_key_a_password_serves_a_year(world: World) -> None:
    with_key(clerk())
    Password.objects.filter(user=clerk()).update(set_at=F("set_at") - timedelta(days=300))
    client = half_in()
    client.get(reverse("session.open-second"))
    key = Key(b"another")
    asked = Asked(b"c" * 32, HOST, ORIGIN)
    operations.register(
        clerk(), actor=console("factor.register"), answer=key.registered(b"c" * 32), asked=asked, label=""
    )
    assert second(client, passkey=key.signed(challenge_of(client))) == 302
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("login", "must"),
    [("province-system", True), ("province-audit", True), ("mill-clerk", True), ("weavers-clerk", False)],
)
def test_whose_office_wants_a_second_factor_enrols_before_anything_else(
    login: str, must: bool, world: World, settings: Settings
) -> None:
    settings.SECOND_FACTOR = "required"
    client = signed_in(clerk(login))
    answer = client.get("/")
    assert (answer.status_code == 302 and answer["Location"] == reverse("factor.list")) is must
    if must:
        assert client.post(reverse("organisation.list")).status_code == 302
        assert client.get(reverse("factor.enrol")).status_code == 200
        with_telephone(clerk(login))
        assert client.get("/").status_code == 200


def test_where_one_is_wanted_the_last_is_not_given_up(world: World, settings: Settings) -> None:
    settings.SECOND_FACTOR = "required"
    user = clerk("province-system")
    client = signed_in(user)
    with_telephone(user)
    kept = OneTimePassword.objects.get().uid
    assert client.post(reverse("factor.remove", args=[kept])).status_code == 403
    with_key(user)
    assert client.post(reverse("factor.remove", args=[kept])).status_code == 302
    with pytest.raises(Refused):
        operations.remove(user, actor=console("factor.remove"), kept=str(kept))


def recovered(login: str, code: str, password: str = NEW, **more: str) -> Any:
    typed = {"login": login, "code": code, "password": password, "repeated": password}
    return Client().post(reverse("session.open-recover"), typed | more)


def test_a_lost_password_is_replaced_with_a_recovery_code_and_every_session_ends(world: World) -> None:
    _, codes = with_telephone(clerk())
    client = half_in()
    second(client, secret=codes[1])
    assert client.get("/").status_code == 200
    assert recovered("weavers-clerk", codes[0]).status_code == 302
    assert client.get("/").status_code == 302
    answer = Client().post(reverse("session.open"), {"login": "weavers-clerk", "password": NEW})
    assert answer["Location"] == reverse("session.open-second")
    assert recovered("weavers-clerk", codes[0]).status_code == 422


def test_a_weak_password_uses_no_recovery_code_up(world: World) -> None:
    _, codes = with_telephone(clerk())
    assert recovered("weavers-clerk", codes[0], "12345678").status_code == 422
    assert recovered("weavers-clerk", codes[0]).status_code == 302


def test_a_key_replaces_a_lost_password(world: World) -> None:
    key = with_key(clerk())
    client = Client()
    client.get(reverse("session.open-recover"))
    typed = {"login": "weavers-clerk", "password": NEW, "repeated": NEW, "passkey": key.signed(challenge_of(client))}
    assert client.post(reverse("session.open-recover"), typed).status_code == 302


def test_recovery_says_the_same_to_everybody_who_is_wrong(world: World) -> None:
    _, codes = with_telephone(clerk())
    answers = [
        recovered(*one) for one in (("weavers-clerk", "aaaaa-aaaaa"), ("nobody", codes[0]), ("mill-clerk", codes[0]))
    ]
    bodies = [answer.content.decode().split("</ul>")[0].split("<ul>")[-1] for answer in answers]
    assert {answer.status_code for answer in answers} == {422}
    assert len(set(bodies)) == 1
