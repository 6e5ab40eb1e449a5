"""The door (登录, S05, S09): slowed, locked by pair, questioned after failures; nobody can lock somebody else out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.db import connection
from django.db.models import F
from django.test import Client
from django.urls import reverse

from registry.accounts import guarding
from registry.accounts.models import Failure
from registry.security.models import AuditEntry, User
from tests.screens import signed_in
from tests.world import PASSWORD, World, identity_number

WRONG = "登录名或密码不正确"


def attempt(login: str = "weavers-clerk", password: str = "wrong", address: str = "10.0.0.1", **more: str) -> Any:
    client = Client(REMOTE_ADDR=address)
    return _sent(client, login, password, **more)


def _sent(client: Client, login: str, password: str, **more: str) -> Any:
    """A try; the question that comes with it is answered as a person would, by the sum."""
    typed = {"login": login, "password": password} | more
    answer = client.post(reverse("session.open"), typed)
    if answer.status_code == 422 and answer.context and answer.context.get("question") and "answer" not in more:
        sums = client.session["question"][1]
        return client.post(reverse("session.open"), typed | {"answer": str(sums)})
    return answer


def wait_over() -> None:
    """The seconds that a name is slowed by are over."""
    Failure.objects.update(at=F("at") - timedelta(seconds=guarding.SLOWEST + 1))


def fail(times: int, **where: str) -> None:
    for _ in range(times):
        wait_over()
        assert attempt(**where).status_code in (422, 429)


@pytest.mark.parametrize(("login", "password"), [("weavers-clerk", "wrong-password"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(login: str, password: str, world: World) -> None:
    answer = attempt(login, password)
    assert answer.status_code == 422
    assert WRONG in answer.content.decode()


def test_an_unknown_name_costs_the_same_number_of_hashes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from registry.accounts import passwords

    counted = []
    turn = passwords._turn
    monkeypatch.setattr(passwords, "_turn", lambda: counted.append(1) or turn())
    attempt("weavers-clerk")
    known, counted[:] = len(counted), []
    attempt("nobody")
    assert (known, len(counted)) == (1, 1)


def test_the_sixth_try_is_refused_even_with_the_right_password_and_another_address_still_enters(world: World) -> None:
    fail(5)
    wait_over()
    locked = attempt(password=PASSWORD)
    assert locked.status_code == 429 and "15分钟" in locked.content.decode()
    assert attempt(password=PASSWORD, address="10.0.0.2").status_code == 302


def test_the_lock_stands_in_the_database_and_ends_after_a_quarter_of_an_hour(world: World) -> None:
    fail(5)
    wait_over()
    AccessAttempt.objects.update(attempt_time=F("attempt_time") - timedelta(minutes=15, seconds=1))
    assert attempt(password=PASSWORD).status_code == 302


def test_a_name_tried_from_everywhere_slows_down_but_not_where_its_owner_was(world: World) -> None:
    user = User.objects.get(login_name="weavers-clerk")
    at_home = Client(REMOTE_ADDR="10.1.1.1")
    assert _sent(at_home, "weavers-clerk", PASSWORD).status_code == 302
    for number in range(12):
        wait_over() if number < 11 else None
        attempt(address=f"10.2.0.{number}")
    slowed = attempt(password=PASSWORD, address="10.3.0.1")
    assert slowed.status_code == 429 and "请等" in slowed.content.decode()
    assert _sent(Client(REMOTE_ADDR="10.1.1.1"), "weavers-clerk", PASSWORD).status_code == 302
    assert user.sessions.filter(address="10.1.1.1").count() == 2


def test_an_address_that_failed_fifty_times_is_shut_out(world: World) -> None:
    Failure.objects.bulk_create(
        Failure(account=guarding._account(f"name{number}", None), address=guarding.keyring().blind("10.9.9.9", "failure address"))
        for number in range(guarding.ADDRESS_LIMIT)
    )  # fmt: skip
    assert attempt("mill-clerk", PASSWORD, "10.9.9.9").status_code == 429
    assert attempt("mill-clerk", PASSWORD, "10.9.9.8").status_code == 302
    Failure.objects.update(at=F("at") - guarding.WINDOW)
    assert attempt("mill-clerk", PASSWORD, "10.9.9.9").status_code == 302


def test_a_question_comes_only_after_three_failures_and_can_be_answered_without_seeing(world: World) -> None:
    client = Client()
    for _ in range(3):
        wait_over()
        answer = client.post(reverse("session.open"), {"login": "weavers-clerk", "password": "wrong"})
    question = answer.context["question"]
    assert question is not None and question.picture.startswith("data:image/png;base64,")
    assert "加" in question.words
    wait_over()
    unanswered = client.post(reverse("session.open"), {"login": "weavers-clerk", "password": PASSWORD, "answer": "99"})
    assert unanswered.status_code == 422 and "没有答对" in unanswered.content.decode()
    assert _sent(client, "weavers-clerk", PASSWORD).status_code == 302


def test_failures_and_successes_leave_their_entries(world: World) -> None:
    attempt()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.function, entry.outcome, entry.user, entry.address) == ("session.open", "refused", None, "10.0.0.1")
    assert entry.subject_table == "security_user"
    signed_in(User.objects.get(login_name="weavers-clerk"))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.function, entry.outcome, entry.user.login_name) == ("session.open", "done", "weavers-clerk")


@pytest.mark.parametrize("number", [identity_number("19750312", "男", 9), "19900001234", "身份证 9900011975"])
def test_a_number_typed_for_a_name_is_written_down_nowhere(number: str, world: World) -> None:
    attempt(number)
    with connection.cursor() as cursor:
        for table in ("security_auditentry", "axes_accessattempt", "accounts_failure", "django_session"):
            cursor.execute(f"select t::text from {table} t")
            assert not any(number in text for (text,) in cursor.fetchall()), table


def test_the_address_is_what_our_own_proxy_saw_and_nobody_elses_word(world: World, settings: Any) -> None:
    client = Client(REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.1.1.1, 2.2.2.2")
    settings.PROXY_NETWORKS = ["10.0.0.0/24"]
    for proxies, seen in ((0, "10.0.0.1"), (1, "2.2.2.2"), (2, "1.1.1.1")):
        settings.PROXIES = proxies
        client.post(reverse("session.open"), {"login": "nobody", "password": "x"})
        assert AuditEntry.objects.latest("pk").address == seen


def test_somebody_out_of_use_is_told_so_only_with_his_password(world: World) -> None:
    from registry.accounts import operations
    from tests.world import console

    operations.suspend(User.objects.get(login_name="weavers-clerk"), actor=console(), reason="测试")
    assert WRONG in attempt().content.decode()
    assert "已停用" in attempt(password=PASSWORD).content.decode()
