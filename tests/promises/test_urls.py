"""What every address keeps (页面地址): it shows a function of the matrix, to whoever has it, where he has it."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from registry.members import operations as members
from registry.members.sets import basic
from registry.security.actors import Actor
from registry.security.matrix import Column, functions
from registry.security.models import Change, Post, Role, StoredFile
from tests import declarations
from tests.performances import performances
from tests.screens import Address, addresses, sample_values, signed_in
from tests.world import World, clerk, written

ADDRESSES = addresses()
EVERY_ADDRESS = pytest.mark.parametrize("address", ADDRESSES, ids=[address.name for address in ADDRESSES])
OPEN = [address for address in ADDRESSES if address.function == "session.open"]
CLOSED = [address for address in ADDRESSES if address.function != "session.open"]
WITH_SUBJECT = [address for address in CLOSED if "uid" in address.parameters]
pytestmark = pytest.mark.django_db


def statuses(client: Client, path: str) -> set[int]:
    """What is answered to looking and to sending, without following anything."""
    return {client.get(path).status_code, client.post(path).status_code}


def post_of(level: str) -> Post:
    """A post of that administrator, or of business at that level; all posts there have the same rights."""
    for post in Post.objects.select_related("user", "organisation").order_by("-pk"):
        if level == post.role or (post.role == Role.OPERATOR and level == post.organisation.level):
            return post
    raise LookupError(level)


def seat_of(post: Post) -> Actor:
    return clerk(post.organisation, Role(post.role))


def test_the_registry_has_addresses() -> None:
    assert {"home.view", "member.list", "member.view", "organisation.list", "session.open"} <= {
        a.name for a in ADDRESSES
    }


@EVERY_ADDRESS
def test_its_name_is_a_function_and_its_screen_shows_that_function(address: Address) -> None:
    assert address.function in functions()
    assert address.pattern.callback.function == address.function  # type: ignore[attr-defined]


def test_a_stranger_is_sent_to_sign_in(world: World) -> None:
    for path in [address.examples(sample_values())[0] for address in CLOSED]:
        for answer in (Client().get(path), Client().post(path)):
            assert (answer.status_code, answer["Location"]) == (302, reverse("session.open")), path


@pytest.mark.parametrize("level", list(Column))
def test_whoever_lacks_a_function_finds_nothing_there(level: str, world: World) -> None:
    post = post_of(level)
    client, actor = signed_in(post), seat_of(post)
    for address in CLOSED:
        if not actor.has(address.function):
            path = address.examples(sample_values())[0]
            assert statuses(client, path) == {404}, path


def test_whoever_has_a_function_finds_something_there(world: World) -> None:
    """Otherwise all the 404 above would prove nothing."""
    for prepared in (
        "intake.start",
        "organisation.undo",
        "unit.undo",
        "organisation.regroup",
        "organisation.ungroup",
        "period.close",
        "right.end",
        "right.decline",
        "key.confirm",
        "hold.release",
    ):
        performances()[prepared](world)
    for information in [one for one in declarations.sets().values() if one.repeats]:
        row = performances()[information.function](world)
        declarations.operations()[information.function].run(row.subject, actor=row.actor, **row.inputs)
    basis = StoredFile.put("决议.pdf", "pdf", b"%PDF-1.7")
    items, latest = written(basic, household="江川省"), world.members["gai"]
    members.correct(latest, actor=clerk(world.school), items=items, version=latest.version, basis=basis)
    unseen = set(CLOSED)
    for post in (post_of("nation"), post_of("branch"), post_of("system"), post_of("security")):
        client, actor, values = signed_in(post), seat_of(post), sample_values()
        values["uid"] = [*values["uid"], post.organisation.uid, post.uid]
        for address in [address for address in unseen if actor.has(address.function)]:
            if any(statuses(client, path) - {404, 405} for path in address.examples(values)):
                unseen.remove(address)
    assert unseen == set()


def test_looking_changes_no_record(world: World) -> None:
    """Whatever address is opened, nothing is written but traces (security.md S14)."""
    performances()["intake.start"](world)
    client, changes = signed_in(post_of("nation")), Change.objects.count()
    answers = [client.get(path).status_code for address in CLOSED for path in address.examples(sample_values())]
    assert answers.count(200) > 15
    assert 500 not in answers
    assert Change.objects.count() == changes


@pytest.mark.parametrize("place", ["school", "teachers"])
def test_what_is_out_of_sight_does_not_exist(place: str, world: World) -> None:
    """A guessed identity of another county answers as one that nobody ever had."""
    batch = performances()["intake.start"](world).subject
    client = signed_in(Post.objects.get(organisation=getattr(world, place)))
    values = sample_values() | {"uid": [world.mill.uid, world.li.uid, batch.uid, uuid4()]}
    for path in [path for address in WITH_SUBJECT for path in address.examples(values)]:
        assert statuses(client, path) <= {404, 405}, path


@pytest.mark.parametrize("address", OPEN, ids=[address.name for address in OPEN])
def test_signing_in_and_the_health_of_the_node_are_open_to_all(address: Address, world: World) -> None:
    assert Client().get(reverse(address.name)).status_code == 200
