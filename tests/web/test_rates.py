"""How much one person and one address may ask for (频率限制, S46), and from where the three administrators may work (S36)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from registry.accounts.signing import address_of
from registry.jobs import retention
from registry.kernel import clock
from registry.security.models import AuditEntry, Outcome, Post, Role
from registry.web import rates
from registry.web.lists import List
from registry.web.models import Usage
from tests import declarations, papers
from tests.screens import signed_in
from tests.world import World

pytestmark = pytest.mark.django_db


def at(world: World, place: str) -> Client:
    return signed_in(Post.objects.get(organisation=getattr(world, place), role=Role.OPERATOR))


def test_beyond_the_limit_a_person_waits_and_the_trail_says_so_once(world: World) -> None:
    client, other = at(world, "mill"), at(world, "school")
    with override_settings(RATES={"all": 3}):
        answers = [client.get("/members/") for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 3 + [429] * 3
        assert 1 <= int(answers[-1]["Retry-After"]) <= 60
        assert "短时间内打开的页面过多" in answers[-1].content.decode()
        assert other.get("/members/").status_code == 200
    assert AuditEntry.objects.filter(outcome=Outcome.REFUSED, reason=rates.TOO_MANY).count() == 1


def test_searching_has_a_limit_of_its_own(world: World) -> None:
    client = at(world, "mill")
    with override_settings(RATES={"all": 100, "search": 2}):
        found = [client.post(reverse("search.find"), {"q": "李"}).status_code for _ in range(4)]
        assert found == [200, 200, 429, 429]
        assert client.get("/members/").status_code == 200


def test_showing_numbers_has_a_limit_of_its_own(world: World) -> None:
    client = at(world, "mill")
    address = reverse("member.reveal", args=[world.li.uid, "phone"])
    with override_settings(RATES={"reveal": 1}):
        assert [client.post(address, {"purpose": "check"}).status_code for _ in range(2)] == [200, 429]


def test_an_address_has_a_limit_for_all_its_people(world: World) -> None:
    clients = [at(world, "mill"), at(world, "school")]
    with override_settings(RATES={"all": 4}, PERSONS_AT_AN_ADDRESS=1):
        found = [client.get("/members/").status_code for _ in range(3) for client in clients]
        elsewhere = clients[0].get("/members/", REMOTE_ADDR="10.9.9.9").status_code
    assert (found, elsewhere) == ([200] * 4 + [429] * 2, 200)


def test_a_stranger_at_the_door_has_one(world: World) -> None:
    typed = {"login": "nobody", "password": "x"}
    with override_settings(RATES={"door": 2}):
        answers = [Client().post(reverse("session.open"), typed).status_code for _ in range(3)]
    assert answers[-1] == 429 and 429 not in answers[:2]


def test_documents_have_one_for_the_day(world: World) -> None:
    client, address = at(world, "weavers"), reverse("organisation.attach", args=[world.weavers.uid])
    with override_settings(RATES={"files": 1}):
        sent = [client.post(address, {"paper": SimpleUploadedFile(f"{n}.pdf", papers.PDF + b" " * n)}) for n in (1, 2)]
    assert [answer.status_code for answer in sent] == [302, 429]
    assert int(sent[1]["Retry-After"]) <= rates.DAY


def test_counts_say_nothing_of_an_address_and_do_not_stay(world: World) -> None:
    client = at(world, "mill")
    with override_settings(RATES={"all": 9}):
        client.get("/members/", REMOTE_ADDR="10.9.9.9")
    assert not Usage.objects.filter(who__contains="10.9").exists()
    assert retention.swept("usage", clock.now()) == 0
    Usage.objects.update(began_at="2020-01-01T00:00Z")
    assert retention.swept("usage", clock.now()) == 2


def test_no_list_shows_more_than_two_hundred_rows() -> None:
    kinds = [value for module in declarations.modules() for value in vars(module).values()
             if isinstance(value, type) and issubclass(value, List)]  # fmt: skip
    assert len(kinds) > 5
    assert max(kind.page_size for kind in kinds) <= 200


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.SECURITY, Role.AUDIT])
def test_the_three_administrators_work_from_their_own_network_only(role: Role, world: World) -> None:
    client = signed_in(Post.objects.filter(role=role).order_by("-pk")[0])
    with override_settings(CONSOLE_NETWORKS=["10.0.8.0/24"]):
        assert client.get("/", REMOTE_ADDR="10.0.8.7").status_code == 200
        refused = client.get("/", REMOTE_ADDR="10.0.9.7")
        claimed = client.get("/", REMOTE_ADDR="10.0.9.7", headers={"x-forwarded-for": "10.0.8.7"})
        assert (refused.status_code, claimed.status_code) == (403, 403)
        assert "指定的网络" in refused.content.decode()
        assert client.post(reverse("session.close"), REMOTE_ADDR="10.0.9.7").status_code == 302


def test_business_posts_work_from_anywhere(world: World) -> None:
    client = at(world, "mill")
    with override_settings(CONSOLE_NETWORKS=["10.0.8.0/24"]):
        assert client.get("/", REMOTE_ADDR="10.0.9.7").status_code == 200


@pytest.mark.parametrize(
    ("proxies", "peer", "passed", "believed"),
    [
        (0, "10.0.9.7", "10.0.8.7", "10.0.9.7"),
        (1, "127.0.0.1", "6.6.6.6, 10.0.8.7", "10.0.8.7"),
        (1, "", "10.0.8.7", "10.0.8.7"),
        (1, "10.0.9.7", "10.0.8.7", "10.0.9.7"),
        (2, "127.0.0.1", "10.0.8.7", "127.0.0.1"),
        (1, "127.0.0.1", "", "127.0.0.1"),
    ],
)  # fmt: skip
def test_only_our_own_proxies_are_believed(proxies: int, peer: str, passed: str, believed: str, rf: Any) -> None:
    request = rf.get("/", REMOTE_ADDR=peer, headers={"x-forwarded-for": passed})
    with override_settings(PROXIES=proxies):
        assert address_of(request) == believed
