"""The country with one of everything in it (有故事的小国): every kind of subject there is, each where an operation finds it.

It is made of the performances, so that what a new operation works on is here as soon as it is declared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
from django.db import DatabaseError, models, transaction

from registry.kernel.records import Subject
from registry.kernel.refusals import Invalid, Refused
from registry.members import operations as members
from registry.members.models import Member
from registry.members.sets import basic
from registry.security.actors import Actor
from registry.security.models import StoredFile
from tests import declarations
from tests.performances import performances
from tests.world import World, console, written

KINDS: list[type[models.Model]] = [model for model in apps.get_models() if issubclass(model, Subject)]


@dataclass(frozen=True, slots=True)
class Story:
    """The subject on which each operation is done, and by whom; the latest of every kind."""

    subjects: Mapping[str, Any]
    actors: Mapping[str, Actor]
    latest: Mapping[type[models.Model], Any]

    def things_for(self, function: str) -> list[Any]:
        """What an address of that function may be about, the likeliest first."""
        own = self.subjects.get(function)
        return [*([own] if isinstance(own, Subject) else []), *self.latest.values()]


def storied(world: World) -> Story:
    """Everything the performances prepare, side by side as far as it can be; and what comes of them where a kind is missing."""
    subjects, actors = {}, {}
    for name, prepare in performances().items():
        if (act := _kept(lambda prepare=prepare: prepare(world))) is not None:
            subjects[name], actors[name] = act.subject, act.actor
    for name, operation in declarations.operations().items():
        missing = [kind for kind in KINDS if not kind._default_manager.exists()]
        if not missing:
            break
        _kept(lambda name=name, run=operation.run: _done(name, run, world), missing)
    filed(Member.objects.latest("pk"))
    found = {kind: kind._default_manager.order_by("pk").last() for kind in KINDS}
    return Story(subjects, actors, {kind: row for kind, row in found.items() if row is not None})


def filed(member: Member) -> None:
    """A document on the file of that member."""
    items, basis = written(basic, household="江川省"), StoredFile.put("决议.pdf", "pdf", b"%PDF-1.7")
    members.correct(member, actor=console("member.correct"), items=items, version=member.version, basis=basis)


def _done(name: str, run: Callable[..., Any], world: World) -> bool:
    act = performances()[name](world)
    run(act.subject, actor=act.actor, **act.inputs)
    return True


def _kept(step: Callable[[], Any], missing: list[type[models.Model]] | None = None) -> Any:
    """What the step gives; undone if it cannot stand beside what is there, or brings nothing of what is missing."""
    before = transaction.savepoint()
    try:
        given = step()
    except (Refused, Invalid, ObjectDoesNotExist, MultipleObjectsReturned, DatabaseError):
        given = None
    if given is None or (missing and not any(kind._default_manager.exists() for kind in missing)):
        transaction.savepoint_rollback(before)
        return None
    transaction.savepoint_commit(before)
    return given
