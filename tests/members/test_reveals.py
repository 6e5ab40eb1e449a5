"""A number in full (显示完整号码, S66): for a purpose, one by one, so many a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from registry.kernel import clock
from registry.members import reveals
from registry.security.models import AuditEntry, Outcome, Post
from tests.screens import signed_in
from tests.world import World, clerk

pytestmark = pytest.mark.django_db


def browser(key: str) -> Client:
    return signed_in(Post.objects.get(user__login_name=f"{key}-clerk"))


def shown(client: Client, world: World, purpose: str = "check") -> tuple[int, str]:
    """What is answered to a click on the number of Li."""
    answer = client.post(reverse("member.reveal", args=[world.li.uid, "identity_number"]), {"purpose": purpose})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("purpose", ["", "curiosity"])
def test_without_a_purpose_nothing_is_shown(purpose: str, world: World) -> None:
    status, said = shown(browser("mill"), world, purpose)
    assert (status, said) == (422, "请选择查看完整号码的用途。")
    assert not AuditEntry.objects.filter(function="member.reveal").exists()


def test_the_purpose_stands_in_the_trail(world: World) -> None:
    assert shown(browser("mill"), world, "contact") == (200, world.li.identity_number)
    entry = AuditEntry.objects.get(function="member.reveal")
    assert entry.detail == {"item": "identity_number", "purpose": "contact"}
    assert (entry.outcome, entry.subject_id) == (Outcome.READ, world.li.pk)


def test_beyond_the_days_number_it_is_refused_and_said_so_to_this_person_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reveals, "A_DAY", 3)
    mine = browser("mill")
    assert [shown(mine, world)[0] for _ in range(5)] == [200, 200, 200, 422, 422]
    assert "达到每日上限" in shown(mine, world)[1]
    assert world.li.identity_number not in shown(mine, world)[1]
    refused = AuditEntry.objects.filter(function="member.reveal", outcome=Outcome.REFUSED)
    assert refused.count() == 4
    assert shown(browser("weavers"), world)[0] == 200


def test_what_was_seen_yesterday_does_not_count(world: World) -> None:
    assert shown(browser("mill"), world)[0] == 200
    actor = clerk(world.mill, today=clock.today())
    assert reveals.used(actor) == 1
    assert reveals.used(replace(actor, today=clock.today() + timedelta(days=1))) == 0
