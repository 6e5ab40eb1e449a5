"""What every address keeps (页面地址): it shows a function of the matrix, to whoever has it, where he has it.

Nothing here is typed: addresses, kinds of posts and things to look at are all found by declaration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from registry.security.matrix import Column, Reach, functions
from registry.security.models import Post, Role
from registry.security.operation import place_of
from tests.reaching import Kind, Side, kinds, seats_around, wrong
from tests.screens import Address, addresses, sample_values, signed_in
from tests.storied import KINDS, Story, storied
from tests.visiting import Visitor
from tests.world import World

ADDRESSES = addresses()
EVERY_ADDRESS = pytest.mark.parametrize("address", ADDRESSES, ids=[address.name for address in ADDRESSES])
OPEN = [address for address in ADDRESSES if address.function == "session.open"]
CLOSED = [address for address in ADDRESSES if address.function != "session.open"]
ABOUT_ONE = [address for address in CLOSED if "uid" in address.parameters]
KINDS_OF_POSTS = kinds()
EVERY_KIND = pytest.mark.parametrize("kind", KINDS_OF_POSTS, ids=[str(kind) for kind in KINDS_OF_POSTS])
pytestmark = pytest.mark.django_db


def post_of(level: str) -> Post:
    """A post of that administrator, or of business at that level; all posts there have the same rights."""
    for post in Post.objects.select_related("user", "organisation").order_by("-pk"):
        if level == post.role or (post.role == Role.OPERATOR and level == post.organisation.level):
            return post
    raise LookupError(level)


def with_every_function(visitor: Visitor) -> Visitor:
    """The same visitor, as if his post had every function everywhere below it."""
    rights = dict.fromkeys(functions(), Reach.BELOW)
    seat = replace(visitor.actor.seat, rights=rights, people=True)
    return replace(visitor, actor=replace(visitor.actor, seat=seat))


def about(address: Address, thing: object) -> str:
    """The address with that thing in it, and what else it wants."""
    return address.examples(sample_values() | {"uid": [thing]})[0]


def found_at(story: Story, visitor: Visitor) -> dict[Address, str]:
    """For each address that is about one thing a path that answers; those which answer nothing are left out."""
    found = {}
    for address in ABOUT_ONE:
        values = sample_values() | {"uid": [thing.uid for thing in story.things_for(address.function)]}
        answering = (path for path in address.examples(values) if visitor.statuses(path) - {404})
        if path := next(answering, None):
            found[address] = path
    return found


def test_the_registry_has_addresses() -> None:
    assert {"home.view", "member.list", "member.view", "organisation.list", "session.open"} <= {
        a.name for a in ADDRESSES
    }


@EVERY_ADDRESS
def test_its_name_is_a_function_and_its_screen_shows_that_function(address: Address) -> None:
    assert address.function in functions()
    assert address.pattern.callback.function == address.function  # type: ignore[attr-defined]


def test_a_stranger_is_sent_to_sign_in(world: World) -> None:
    values = sample_values()
    for path in [address.examples(values)[0] for address in CLOSED]:
        for answer in (Client().get(path), Client().post(path)):
            assert (answer.status_code, answer["Location"]) == (302, reverse("session.open")), path


@EVERY_KIND
def test_whoever_lacks_a_function_finds_nothing_there(kind: Kind, world: World) -> None:
    visitor, values = Visitor(kind.actor(world.mill.path)), sample_values()
    lacking = [address for address in CLOSED if not kind.reach(address.function)]
    assert {path for one in lacking if visitor.statuses(path := one.examples(values)[0]) != {404}} == set()
    assert lacking


@pytest.mark.parametrize(("place", "level"), list(enumerate(Column)))
def test_nor_does_he_when_he_comes_through_the_door(place: int, level: Column, world: World) -> None:
    """The same asked of the whole server with a session of his own; each level asks another part of the addresses."""
    post, values = post_of(level), sample_values()
    client, kind = signed_in(post), Kind(level, post.role if post.is_business else "")
    lacking = [address for address in CLOSED if not kind.reach(address.function)][place :: len(Column)]
    paths = [address.examples(values)[0] for address in lacking]
    assert {path for path in paths if client.get(path).status_code != 404} == set()
    assert {path for path in paths[:3] if client.post(path).status_code != 404} == set()
    assert paths


def test_there_is_one_of_every_kind_of_thing(world: World) -> None:
    assert set(storied(world).latest) == set(KINDS)


def test_what_is_out_of_reach_does_not_exist(world: World) -> None:
    """Of every address that is about one thing, to every kind of post, from every place that does not reach it."""
    story, shown = storied(world), {}
    found = found_at(story, with_every_function(Visitor.at(post_of("nation"))))
    assert {address.name for address in ABOUT_ONE} == {address.name for address in found}
    asked = 0
    things = {
        str(thing.uid): thing for thing in [*story.subjects.values(), *story.latest.values()] if hasattr(thing, "uid")
    }
    for address, path in found.items():
        thing = next(thing for uid, thing in things.items() if uid in path)
        for kind, side, actor in wrong(address.function, place_of(thing).path):
            if kind.reach(address.function):
                asked += 1
                if Visitor(actor).statuses(path) - {404, 405}:
                    shown[address.name, str(kind), str(side)] = path
    assert shown == {}
    assert asked > len(found)
