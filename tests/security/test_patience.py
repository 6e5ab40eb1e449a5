"""How long one statement may take (语句时限, S46): the database stops what a page should not wait for."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client, override_settings

from registry.security.models import Post, Role
from registry.security.patience import LONG, patient
from registry.web import views
from tests.screens import signed_in
from tests.world import World

pytestmark = pytest.mark.django_db


def limit() -> str:
    with connection.cursor() as cursor:
        cursor.execute("show statement_timeout")
        return str(cursor.fetchone()[0])


def test_a_page_has_few_seconds_and_longer_work_a_minute() -> None:
    with override_settings(STATEMENT_SECONDS=5):
        assert limit() == "5s"
        with patient():
            assert limit() == "1min"
        assert limit() == "5s"
    assert limit() == "0"


@pytest.mark.parametrize(("usual", "longer"), [(0, "0"), (600, "10min"), (5, "1min")])
def test_longer_work_never_gets_less_than_usual(usual: int, longer: str) -> None:
    assert LONG == 60
    with override_settings(STATEMENT_SECONDS=usual), patient():
        assert limit() == longer


def test_what_was_told_in_a_transaction_that_failed_is_told_again() -> None:
    with override_settings(STATEMENT_SECONDS=5):
        assert limit() == "5s"
        with transaction.atomic(), patient():
            assert limit() == "1min"
            transaction.set_rollback(True)
        assert limit() == "5s"


def test_a_statement_that_takes_too_long_is_stopped() -> None:
    with (
        override_settings(STATEMENT_SECONDS=1),
        pytest.raises(OperationalError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select pg_sleep(30)")


def test_whoever_asked_for_it_is_told_in_words(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*args: object, **kwargs: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_sleep(30)")

    monkeypatch.setattr(views, "page", slow)
    client: Client = signed_in(Post.objects.get(organisation=world.mill, role=Role.OPERATOR))
    client.raise_request_exception = False
    with override_settings(STATEMENT_SECONDS=1), transaction.atomic():
        answer = client.get("/preferences/")
        transaction.set_rollback(True)
    assert answer.status_code == 503
    assert "查询时间过长" in answer.content.decode()
