"""Who enters does not approve (不得自录自批, S20): over every function the matrix keeps apart from another."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from registry.kernel.records import Subject
from registry.kernel.refusals import Invalid, Refused
from registry.security.actors import Actor, Seat
from registry.security.matrix import Reach, functions
from registry.security.models import AuditEntry, Change, Outcome, Post, User
from tests import declarations
from tests.performances import Performance, performances
from tests.world import TODAY, World

KEPT_APART = [(name, part) for name, one in functions().items() for part in sorted(one.apart)]
OWN = "不得审批本人办理的事项"


def at(world: World, post: Post, login_name: str) -> Actor:
    """A person at one of his posts, with every function in the province: only what he did himself is in his way."""
    user, rights = User.objects.get(login_name=login_name), dict.fromkeys(functions(), Reach.BELOW)
    return Actor(user.pk, user.name, Seat(post.pk, post.organisation_id, world.province.path, str(post), rights), TODAY)


def looked_at(world: World, name: str) -> Performance:
    """How the function is performed, without anything of its preparation staying behind."""
    before = transaction.savepoint()
    act = performances()[name](world)
    transaction.savepoint_rollback(before)
    return act


def entered(world: World, name: str, kind: type[Subject], actor: Actor) -> Subject:
    """What that person entered: the row of that kind which the act wrote."""
    act = performances()[name](world)
    declarations.operations()[name].run(act.subject, actor=actor, **act.inputs)
    written = Change.objects.filter(entry=AuditEntry.objects.latest("pk"), table_name=kind._meta.db_table)
    row: Subject = kind._default_manager.get(pk=written.latest("pk").row_id)
    return row


def refusal(name: str, subject: Any, actor: Actor, inputs: Any) -> str:
    """Why that person may not do it to that row; empty if he may."""
    try:
        declarations.operations()[name].run(subject, actor=actor, **inputs)
    except (Refused, Invalid) as refused:
        return str(refused)
    return ""


def test_some_functions_are_kept_apart() -> None:
    assert {name for name, _ in KEPT_APART} >= {"post.confirm", "right.agree"}


@pytest.mark.parametrize(("approves", "enters"), KEPT_APART)
def test_whoever_entered_it_is_refused_from_whatever_post_and_somebody_else_is_not(
    approves: str, enters: str, world: World
) -> None:
    act = looked_at(world, approves)
    first, second = Post.objects.order_by("pk")[:2]
    subject = entered(world, enters, type(act.subject), at(world, first, "province-clerk"))
    for office in (first, second):
        assert OWN in refusal(approves, subject, at(world, office, "province-clerk"), act.inputs)
        entry = AuditEntry.objects.latest("pk")
        assert (entry.function, entry.outcome, entry.post) == (approves, Outcome.REFUSED, office.pk)
    assert OWN not in refusal(approves, subject, at(world, second, "city-clerk"), act.inputs)
