"""What every reading keeps (查阅留痕): whoever opens a person's file, or is shown a number, leaves one entry that names the person."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse

from registry.members.models import Member
from registry.members.queries import traced
from registry.members.reveals import PURPOSES
from registry.security.models import AuditEntry, Outcome, Post
from tests.screens import addresses, sample_values
from tests.storied import filed
from tests.visiting import Visitor
from tests.world import TODAY, World

TABLE = Member._meta.db_table
CLOSED = [address for address in addresses() if address.function != "session.open"]
ABOUT_ONE = [address for address in CLOSED if "uid" in address.parameters]
ELSEWHERE = [address for address in CLOSED if "uid" not in address.parameters]
TERMS = {"purpose": "collect", "words": "核对", "recipient": "本支部", "due_on": TODAY.isoformat()}
PRINTED = ("member.print", "member.print-branch")
"""Paper names everybody on it, one entry each."""

pytestmark = pytest.mark.django_db


def clerk(world: World) -> Visitor:
    """The clerk of a committee, who opens files every day."""
    return Visitor.at(Post.objects.select_related("user", "organisation").get(organisation=world.mill))


def asked(
    visitor: Visitor, path: str, sent: dict[str, str] | None = None, **headers: str
) -> tuple[HttpResponse, list[AuditEntry]]:
    """The answer to looking or, where there is nothing to look at, to sending; and the readings it left."""
    last = AuditEntry.objects.latest("pk").pk
    answer = visitor.answer("POST" if sent else "GET", path, sent, **headers)
    if answer.status_code == 405:
        answer = visitor.answer("POST", path, {"purpose": next(iter(PURPOSES))})
    return answer, list(AuditEntry.objects.filter(pk__gt=last, outcome=Outcome.READ))


def text_of(answer: HttpResponse) -> str:
    return answer.content.decode(errors="replace") if answer.status_code in (200, 422) else ""


def about(thing: Any) -> dict[str, str]:
    """Every address that is about one thing, by its name, with that thing in it."""
    values = sample_values() | {"uid": [thing.uid]}
    return {address.name: address.examples(values)[0] for address in ABOUT_ONE}


@pytest.mark.parametrize("headers", [{}, {"hx_request": "true"}], ids=["a page", "a part of one"])
def test_every_page_about_a_person_leaves_one_entry_that_names_the_person(
    headers: dict[str, str], world: World
) -> None:
    member, seen = world.gai, {}
    filed(member)
    visitor = Visitor.at(Post.objects.select_related("user", "organisation").get(organisation=world.nation))
    for name, path in about(member).items():
        answer, entries = asked(visitor, path, **headers)
        if answer.status_code == 404:
            continue
        seen[name] = [(entry.subject_table, entry.subject_id) for entry in entries]
    assert {"member.view", "member.maintain", "member.reveal", "member.explain", "member.view-basis"} <= set(seen)
    assert seen == {name: [(TABLE, member.pk)] for name in seen}


def test_a_form_sent_back_with_a_fault_is_a_reading_too(world: World) -> None:
    visitor = clerk(world)
    for name, path in about(world.li).items():
        answer, entries = asked(visitor, path, {"nonsense": "1"})
        if text_of(answer) and world.li.name in text_of(answer):
            assert [(entry.subject_table, entry.subject_id) for entry in entries] == [(TABLE, world.li.pk)], name


def test_every_page_that_names_persons_without_opening_a_file_leaves_one_entry(world: World) -> None:
    """A list, a search, a sheet: what was looked for and how far, under the function that shows it."""
    visitor, seen = clerk(world), {}
    values = sample_values()
    for address in ELSEWHERE:
        for sent in (None, {"q": world.li.name}):
            for path in address.examples(values):
                answer, entries = asked(visitor, path, sent)
                text = text_of(answer)  # what was typed comes back; only a list also says who it is
                if str(world.li.uid) in text or (not sent and world.li.name in text):
                    seen[address.name] = [entry.function for entry in entries]
    assert {"member.list", "search.find"} <= set(seen)
    assert seen == {name: [name.split("-")[0]] for name in seen}


@pytest.mark.parametrize("item", ["identity_number", "phone"])
def test_no_page_shows_a_whole_number_that_it_does_not_name_in_the_trail(item: str, world: World) -> None:
    visitor, number = clerk(world), getattr(world.li, item)
    shown = set()
    values = sample_values() | {"uid": [world.li.uid]}
    for address in CLOSED:
        path = address.examples(values)[0]
        answer, entries = asked(visitor, path)
        if number in text_of(answer):
            shown.add(address.name)
            assert [(entry.subject_table, entry.subject_id) for entry in entries] == [(TABLE, world.li.pk)], path
    assert shown <= {"member.reveal", "member.maintain"}


def test_a_print_names_everybody_on_it(world: World) -> None:
    visitor = clerk(world)
    paths = [one.examples(sample_values() | {"uid": [world.weavers.uid]})[0] for one in CLOSED if one.name in PRINTED]
    inside = set(Member.objects.filter(organisation=world.weavers).values_list("pk", flat=True))
    for path in paths:
        answer, entries = asked(visitor, path, TERMS if "branches" in path else {"pick": str(world.li.uid)})
        assert answer["Content-Type"] == "application/pdf"
        assert {entry.subject_id for entry in entries} == (inside if "branches" in path else {world.li.pk})
        assert len(entries) == len({entry.subject_id for entry in entries})


@pytest.mark.parametrize("kind", ["identity", "phone", "name"])
def test_what_was_searched_for_stands_in_the_trail_as_a_blind_index_alone(kind: str, world: World) -> None:
    """Whoever asks who looked for a number finds it by the number; nobody reads one off the trail (S28)."""
    typed = {"identity": world.li.identity_number, "phone": world.li.phone, "name": world.li.name}[kind]
    _, [entry] = asked(clerk(world), "/search/", {"q": typed})
    assert entry.detail == traced(typed)
    assert entry.detail["sought"] == kind
    assert typed not in str(entry.detail)
