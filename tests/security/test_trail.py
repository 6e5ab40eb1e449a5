"""The trail of readings (阅看留痕): an entry for each person read of, however many at once and in however few statements."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registry.kernel import clock
from registry.members.models import Member
from registry.security import trail
from registry.security.actors import Actor
from registry.security.models import AuditEntry, Outcome, Post
from tests.screens import signed_in
from tests.world import World


@pytest.fixture
def clerk_at_the_desk(world: World) -> Client:
    return signed_in(Post.objects.get(organisation=world.mill))


def test_many_read_at_once_leave_what_each_alone_would(world: World, committee_clerk: Actor) -> None:
    rows = [world.li, world.ouyang]
    for row in rows:
        trail.read(committee_clerk, "member.print", row, copy=1)
    trail.read_all(committee_clerk, "member.print", rows, copy=1)
    facts = [
        field.attname for field in AuditEntry._meta.concrete_fields if field.attname not in ("id", "at", "code", "xid")
    ]
    kept = list(AuditEntry.objects.order_by("-pk").values(*facts)[:4])
    assert kept[:2] == kept[2:]
    assert {one["subject_id"] for one in kept} == {row.pk for row in rows}


def test_nobody_read_leaves_nothing(world: World, committee_clerk: Actor) -> None:
    before = AuditEntry.objects.count()
    trail.read_all(committee_clerk, "member.print", [])
    assert AuditEntry.objects.count() == before


def test_a_printed_branch_leaves_an_entry_for_each_member_in_one_statement(
    clerk_at_the_desk: Client, world: World
) -> None:
    before = AuditEntry.objects.latest("pk").pk
    terms = {"purpose": "collect", "words": "核对", "recipient": "本支部", "due_on": clock.today().isoformat()}
    with CaptureQueriesContext(connection) as captured:
        answer = clerk_at_the_desk.post(reverse("member.print-branch", args=[world.weavers.uid]), terms)
    assert answer["Content-Type"] == "application/pdf"
    kept = AuditEntry.objects.filter(pk__gt=before, outcome=Outcome.READ)
    assert {one.subject_id for one in kept} == set(Member.objects.at(world.weavers.path).values_list("pk", flat=True))
    assert {(one.function, one.outcome, one.path) for one in kept} == {
        ("member.print", Outcome.READ, world.weavers.path)
    }
    statements = [query["sql"] for query in captured.captured_queries]
    inserted = [statement for statement in statements if statement.startswith('INSERT INTO "security_auditentry"')]
    assert sum("member.print" in statement for statement in inserted) == 1
