"""What a password must be like (口令, R-248, S02): refused in a sentence each, whatever path sets it."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from registry.accounts import operations, passwords
from registry.accounts.models import Password
from registry.kernel.refusals import Invalid
from registry.security.models import Change, User
from tests.performances import performances
from tests.world import PASSWORD, World, console

WEAK = (
    "", "short", "Short-1", "Ab1-efghi", "12345678", "123456789012", "password123", "1234567890", "abcdefghijkl",
    "ABCDEFGHIJKL", "abcdEFGHijkl", "abcdefgh1234", "ABCDEFGH1234", "!!!!!!!!!!!!", "Abc12345678!", "xx-12345678-Y",
    "Password123", "PASSWORD1234", "Qwertyuiop1", "Iloveyou123!", "A" * 129 + "b1", "          ", "Aa1" * 3,
    "weavers-clerk-X1", "Weavers-Clerk2025", "x织造厂织布支部9Y", "zhizaochang-A9", "A9-ZHIZAOCHANG", "Qingyuanxian-12",
)  # fmt: skip
STRONG = (
    "Sorghum-under-8-moons", "Walnut-on-7-rivers", "correct Horse 9 battery", "高粱在月亮下 Abc", "Ünder-the-Bridge-4",
    "qF7!mZ2?vK", "Tea.House.1987x", "a-B-c-1-d-E-f-2", "   Spaces 42   ", "表白Abcdefg1", "ZZ!!zz00ZZ", "_under_Score_9_",
    "9_lives_of_A_cat", "no-Digits-needed", "UPPER-lower-only", "Ж-под-Moon-9", "emoji🌕Moon9x", "Aa1!" * 32, "tab\tTab-123x",
    "Heron;select 1--", "<b>Bold</b>-77",
)  # fmt: skip


def clerk() -> User:
    return User.objects.select_related("organisation").get(login_name="weavers-clerk")


@pytest.mark.parametrize("password", WEAK)
def test_a_weak_password_is_refused_in_words(password: str, world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        passwords.check(clerk(), password)
    assert {violation.field for violation in refusal.value.violations} == {"password"}
    assert all(violation.message.startswith("密码不合要求：") for violation in refusal.value.violations)


@pytest.mark.parametrize("password", STRONG)
def test_a_strong_password_is_taken_as_it_is(password: str, world: World) -> None:
    user = clerk()
    passwords.check(user, password)
    passwords.keep(user, password)
    assert passwords.matches(user, password)
    assert not passwords.matches(user, password.swapcase())
    assert not passwords.matches(user, f"{password} ")


@pytest.mark.parametrize("what", ["identity_number", "phone"])
def test_six_digits_of_ones_own_numbers_are_refused(what: str, world: World) -> None:
    user = clerk()
    number = str(getattr(user, what))
    for piece in (number[:6], number[-6:], number[2:8]):
        with pytest.raises(Invalid, match="连续6位"):
            passwords.check(user, f"Moon-{piece}-x")
    passwords.check(user, f"Moon-{number[:5]}-x")


@pytest.mark.parametrize("name", ["user.activate", "user.recover", "password.change"])
def test_every_way_to_a_password_refuses_the_one_everybody_knows(name: str, world: World) -> None:
    act = performances()[name](world)
    run = {"user.activate": operations.activate, "user.recover": operations.recover,
           "password.change": operations.change_password}[name]  # fmt: skip
    with pytest.raises(Invalid, match="12345678"):
        run(act.subject, actor=act.actor, **dict(act.inputs) | {"password": "12345678"})


def test_the_last_five_do_not_come_back_and_the_sixth_does(world: World) -> None:
    user, actor = clerk(), console("password.change")
    chosen = [f"Walnut-on-{number}-rivers" for number in (3, 4, 5, 6, 7)]
    for password in chosen:
        operations.change_password(user, actor=actor, password=password)
    for password in chosen:
        with pytest.raises(Invalid, match="最近5次"):
            operations.change_password(user, actor=actor, password=password)
    operations.change_password(user, actor=actor, password=PASSWORD)
    assert passwords.matches(user, PASSWORD)


def test_no_password_stands_in_a_table_and_none_in_the_ledger(world: World) -> None:
    user = clerk()
    operations.change_password(user, actor=console("password.change"), password="Walnut-on-7-rivers")
    latest = Password.objects.filter(user=user).latest("pk")
    assert "Walnut" not in latest.digest
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from security_change where after::text like %s", [f"%{latest.digest[-20:]}%"])
        assert cursor.fetchone() == (0,)
    assert not Change.objects.filter(table_name="accounts_password").exists()


def test_passwords_are_checked_only_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever comes in a crowd is sent away instead of taking the other pages' share (S11)."""
    monkeypatch.setattr(passwords, "_turns", threading.BoundedSemaphore(1))
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    with passwords._turn(), pytest.raises(passwords.Busy):
        passwords.matches(None, "any")
    assert passwords.matches(None, "any") is False
