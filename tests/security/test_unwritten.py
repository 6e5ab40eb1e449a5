"""What cannot be written down is not done (审计失败即不办理, S32), and what is not sealed in time is not taken out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test import Client
from django.urls import reverse

from registry.accounts.models import Session
from registry.kernel.refusals import Refused
from registry.members.models import Member
from registry.security import seals
from registry.security.models import AuditEntry, Post
from tests.performances import performances
from tests.screens import signed_in
from tests.support.owning import owning
from tests.world import PASSWORD, World

pytestmark = pytest.mark.django_db
WITHOUT_INSERT = "revoke insert on security_auditentry from registry_web"


def run(statement: str) -> None:
    with owning(), connection.cursor() as cursor:
        cursor.execute(statement)


def prove() -> None:
    """Whoever is in has just proved who he is."""
    Session.objects.all().update(proved_at=Now())


@pytest.fixture
def client(world: World) -> Client:
    return signed_in(Post.objects.get(organisation=world.mill))


def test_an_operation_whose_entry_cannot_be_written_changes_nothing_and_says_so(client: Client, world: World) -> None:
    shown = client.get(reverse("member.maintain", args=[world.li.uid]))
    form = shown.context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"address": "清源县无痕路1号"}
    before = Member.objects.get(pk=world.li.pk)
    run(WITHOUT_INSERT)
    answer = client.post(reverse("member.maintain", args=[world.li.uid]), typed)
    assert answer.status_code == 503
    assert "审计记录现在写不进去" in answer.content.decode()
    after = Member.objects.get(pk=world.li.pk)
    assert (after.address, after.version) == (before.address, before.version)


def test_an_operation_whose_changes_cannot_be_written_changes_nothing(client: Client, world: World) -> None:
    """As when nobody made the part of this month."""
    act = performances()["member.correct"](world)
    with owning(), connection.cursor() as cursor:
        cursor.execute("select inhrelid::regclass::text from pg_inherits where inhparent = 'security_change'::regclass")
        for (part,) in cursor.fetchall():
            cursor.execute(f"alter table security_change detach partition {part}")
    before = Member.objects.get(pk=act.subject.pk).version
    shown = client.get(reverse("member.maintain", args=[act.subject.uid])).context["form"]
    typed = {name: shown[name].value() or "" for name in shown.fields} | {"address": "清源县无痕路1号"}
    assert client.post(reverse("member.maintain", args=[act.subject.uid]), typed).status_code == 503
    assert Member.objects.get(pk=act.subject.pk).version == before


def test_nobody_reads_a_file_without_a_trace(client: Client, world: World) -> None:
    run(WITHOUT_INSERT)
    answer = client.get(reverse("member.view", args=[world.li.uid]))
    assert answer.status_code == 503
    assert world.li.name not in answer.content.decode()


def test_nobody_comes_in_without_a_trace(world: World) -> None:
    stays = Session.objects.count()
    run(WITHOUT_INSERT)
    client = Client()
    typed = {"login": "mill-clerk", "password": PASSWORD}
    assert client.post(reverse("session.open"), typed).status_code == 503
    assert Session.objects.count() == stays
    assert client.get("/").status_code == 302


def test_nothing_is_taken_out_while_the_trail_is_not_sealed_in_time(
    client: Client, world: World, monkeypatch: Any
) -> None:
    monkeypatch.setattr(seals, "lag", lambda: timedelta(hours=4, seconds=1))
    prove()
    answer = client.get(reverse("unit.export"))
    assert answer.status_code == 403
    assert "暂停导出" in answer.content.decode()
    with pytest.raises(Refused, match="暂停导出"):
        seals.demand("member.export")
    seals.demand("member.view")
    monkeypatch.setattr(seals, "lag", lambda: timedelta(hours=4))
    seals.demand("member.export")


def test_the_lag_is_the_age_of_the_oldest_entry_without_a_seal(world: World) -> None:
    assert timedelta() < seals.lag() < seals.TOO_LATE
    oldest = AuditEntry.objects.order_by("xid", "pk")[0]
    with connection.cursor() as cursor:
        cursor.execute("select now()")
        assert abs(cursor.fetchone()[0] - oldest.at - seals.lag()) < timedelta(seconds=5)
