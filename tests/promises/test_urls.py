"""What every address keeps (页面地址): it shows a function of the matrix, to whoever has it, where he has it.

Nothing here is typed: addresses, kinds of posts and things to look at are all found by declaration.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve, reverse

from registry.kernel.records import record_models
from registry.security.matrix import Column, Reach, functions
from registry.security.models import Post, Role
from registry.security.operation import place_of
from tests.reaching import Kind, kinds, wrong
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
EXPECTED = {200, 204, 302, 403, 404, 405, 422}
"""What an address may answer to whoever may look at it: never that the program failed."""
NOTHING = {404, 405}
"""What is answered where nothing is, and where something is only looked at or only sent to."""
NOBODY = "00000000-0000-7000-8000-000000000000"
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


def about(address: Address, thing: object, values: dict[str, list[Any]]) -> str:
    """The address with that thing in it, and what else it wants."""
    return address.examples(values | {"uid": [thing]})[0]


def found_at(story: Story, visitor: Visitor) -> dict[Address, str]:
    """For each address that is about one thing the first path that answers; those which answer nothing are left out.

    What answers its owner alone answers whoever does the operation.
    """
    found, values = {}, sample_values()
    for address in ABOUT_ONE:
        paths = [about(address, thing.uid, values) for thing in story.things_for(address.function)]
        doer = story.actors.get(address.function)
        asking = [(visitor, paths), *([(Visitor(doer), paths[:1])] if doer else [])]
        tried = (path for one, asked in asking for path in asked if one.status(path) not in NOTHING)
        if path := next(tried, None):
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


def test_what_is_out_of_reach_does_not_exist(world: World) -> None:
    """Of every address that is about one thing, to every kind of post, from every place that does not reach it."""
    story, shown = storied(world), {}
    assert set(story.latest) == set(KINDS)
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
                if Visitor(actor).statuses(path) - NOTHING:
                    shown[address.name, str(kind), str(side)] = path
    assert shown == {}
    assert asked > len(found)


def test_a_guessed_identity_is_that_of_no_other_kind_of_thing(world: World) -> None:
    """What is there under one kind of address is under no other, even to somebody who may do everything."""
    story, visitor, values = storied(world), with_every_function(Visitor.at(post_of("nation"))), sample_values()
    for address in ABOUT_ONE:
        answered = {kind: visitor.status(about(address, one.uid, values)) for kind, one in story.latest.items()}
        answered[None] = visitor.status(about(address, uuid4(), values))
        assert set(answered.values()) <= EXPECTED, (address.name, answered)
        answering = {kind for kind, status in answered.items() if status not in NOTHING}
        assert None not in answering and len(answering) <= 1, (address.name, answering)


def test_what_is_no_identity_is_no_address(world: World) -> None:
    values = sample_values()
    for address in ABOUT_ONE:
        path = about(address, NOBODY, values)
        for written in ("1", "../", "0" * 33, NOBODY.replace("-", ""), NOBODY[:-1], f"{NOBODY}0", "%00"):
            with pytest.raises(Resolver404):
                resolve(path.replace(NOBODY, written))


def records() -> dict[str, str]:
    """A sum over every row of every table of records."""
    with connection.cursor() as cursor:
        found = {}
        for table in (model._meta.db_table for model in record_models()):
            cursor.execute(f"select md5(coalesce(string_agg(t::text, '|' order by id), '')) from {table} t")
            [found[table]] = cursor.fetchone()
    return found


def test_looking_changes_no_record(world: World) -> None:
    """Whatever address is opened, and opened again, nothing is written but traces (security.md S14)."""
    story, visitor = storied(world), with_every_function(Visitor.at(post_of("nation")))
    plain, values = [address for address in CLOSED if address not in ABOUT_ONE], sample_values()
    paths = [*found_at(story, visitor).values(), *(path for address in plain for path in address.examples(values))]
    before = records()
    answers = [visitor.answer(method, path).status_code for path in paths for method in ("GET", "HEAD", "GET")]
    assert answers.count(200) > len(paths)
    assert set(answers) <= EXPECTED
    assert records() == before


@pytest.mark.parametrize("address", OPEN, ids=[address.name for address in OPEN])
def test_signing_in_and_the_health_of_the_node_are_open_to_all(address: Address, world: World) -> None:
    assert Client().get(reverse(address.name)).status_code == 200
