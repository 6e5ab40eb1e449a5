"""Proving anew who one is (再次验证身份, S15): wanted where it weighs, and nothing that was typed is lost by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import F
from django.test import Client
from django.urls import reverse

from registry.accounts.models import KeptRequest, Session
from registry.kernel.clock import now
from registry.security.actors import Actor, Unproved
from registry.security.matrix import functions
from registry.security.models import AuditEntry, User
from registry.security.operation import OPERATIONS
from registry.security.proving import LASTS
from tests import declarations
from tests.accounts.test_factors import digits_now, with_telephone
from tests.accounts.test_sheets import person, workbook
from tests.performances import performances
from tests.screens import signed_in
from tests.world import PASSWORD, World, account_form

WEIGHTY = [name for name, one in functions().items() if one.proof]
HX = {"HX-Request": "true"}


def system() -> User:
    return User.objects.get(login_name="province-system")


def stale(client: Client) -> Client:
    """Five minutes and a second have passed since the person proved who he is."""
    Session.objects.update(proved_at=F("proved_at") - LASTS - timedelta(seconds=1))
    return client


def form_of(world: World) -> dict[str, str]:
    items = account_form(500)
    return {"place": str(world.province.uid), "role": "operator", "login_name": "", **items}


def kept() -> str:
    return str(KeptRequest.objects.latest("pk").uid)


def test_what_is_weighty_is_marked() -> None:
    assert {"member.export", "unit.export", "period.reopen", "organisation.merge", "user.open", "user.reset"} <= set(
        WEIGHTY
    )


@pytest.mark.parametrize("name", [name for name in WEIGHTY if name in declarations.operations()])
def test_no_way_round_an_operation_that_wants_a_proof(name: str, world: World) -> None:
    """Whatever calls it: an actor whose session proved itself too long ago is stopped, and it leaves an entry."""
    from dataclasses import replace

    act = performances()[name](world)
    actor: Actor = replace(act.actor, proved_at=now() - LASTS - timedelta(seconds=2))
    with pytest.raises(Unproved):
        OPERATIONS[name].run(act.subject, actor=actor, **act.inputs)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.function, entry.outcome, entry.reason) == (name, "refused", "需要再次验证身份。")


def test_a_screen_that_wants_a_proof_asks_for_it_first_and_goes_on_to_itself(world: World) -> None:
    client = stale(signed_in(system()))
    answer = client.get(reverse("user.open"))
    assert answer.status_code == 401 and "再次验证身份" in answer.content.decode()
    proof = {"proof": kept(), "secret": "wrong"}
    assert client.post(reverse("user.open"), proof).status_code == 401
    answer = client.post(reverse("user.open"), proof | {"secret": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, reverse("user.open"))
    assert client.get(reverse("user.open")).status_code == 200


def test_what_was_typed_goes_on_to_be_done_and_is_nowhere_in_the_page_that_asks(world: World) -> None:
    client = signed_in(system())
    assert client.get(reverse("user.open")).status_code == 200
    typed = form_of(world)
    answer = stale(client).post(reverse("user.open"), typed, headers=HX)
    assert (answer.status_code, answer["HX-Retarget"]) == (401, "#dialog-body")
    assert typed["identity_number"] not in answer.content.decode()
    assert typed["identity_number"].encode() not in bytes(KeptRequest.objects.get().content)
    assert not User.objects.filter(name="测试新人").exists()
    answer = client.post(reverse("user.open"), {"proof": kept(), "secret": PASSWORD}, headers=HX)
    made = User.objects.get(name="测试新人")
    assert answer["HX-Redirect"] == reverse("user.view", args=[made.uid])
    assert not KeptRequest.objects.exists()


def test_a_file_that_was_handed_in_goes_on_too(world: World) -> None:
    client = stale(signed_in(system()))
    file = SimpleUploadedFile("用户.xlsx", workbook(person(600, world.province.name)))
    assert client.post(reverse("user.open-many"), {"sheet": file}).status_code == 401
    answer = client.post(reverse("user.open-many"), {"proof": kept(), "secret": PASSWORD})
    assert answer.context["good"] == 1


def test_whoever_has_a_second_factor_proves_it_with_that_and_not_with_the_password(world: World) -> None:
    client = signed_in(system())
    secret, _ = with_telephone(system())
    stale(client).get(reverse("user.open"))
    assert client.post(reverse("user.open"), {"proof": kept(), "secret": PASSWORD}).status_code == 401
    assert client.post(reverse("user.open"), {"proof": kept(), "secret": digits_now(secret)}).status_code == 302


@pytest.mark.parametrize("what", ["another address", "another session", "too late"])
def test_a_kept_request_goes_on_only_where_and_while_it_belongs(what: str, world: World) -> None:
    client = stale(signed_in(system()))
    client.post(reverse("user.open"), form_of(world))
    address, given = reverse("user.open"), {"proof": kept(), "secret": PASSWORD}
    if what == "another address":
        address = reverse("user.open-many")
    elif what == "another session":
        client = signed_in(system())
    else:
        KeptRequest.objects.update(kept_at=F("kept_at") - timedelta(minutes=16))
    assert client.post(address, given).status_code == 403
    assert not User.objects.filter(name="测试新人").exists()


def test_wrong_proofs_are_counted_as_wrong_passwords_are(world: World) -> None:
    client = stale(signed_in(system()))
    client.get(reverse("user.open"))
    given: dict[str, Any] = {"proof": kept(), "secret": "wrong"}
    for _ in range(5):
        client.post(reverse("user.open"), given)
    answer = client.post(reverse("user.open"), given | {"secret": PASSWORD})
    assert answer.status_code == 401 and "15分钟" in answer.content.decode()


def test_signing_in_is_proof_enough_for_five_minutes(world: World) -> None:
    client = signed_in(system())
    Session.objects.update(proved_at=F("proved_at") - LASTS + timedelta(seconds=30))
    assert client.get(reverse("user.open")).status_code == 200
