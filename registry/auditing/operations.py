"""Clues are found, explained and confirmed (异常线索); the auditor does nothing else that is written down."""

from __future__ import annotations

from registry.auditing.flow import FLOW, Status
from registry.auditing.models import Clue
from registry.auditing.patterns import BY_KEY, Finding
from registry.kernel.refusals import Invalid, Violation
from registry.organisations.models import Organisation
from registry.security.actors import Actor, Top
from registry.security.operation import note, operation

WORDS = "请写明核查情况：向谁了解、结论是什么。"


@operation("clue.find")
def find(top: Top, *, actor: Actor, finding: Finding) -> Clue:
    """The worker came upon something unusual (发现异常线索)."""
    place = Organisation.objects.filter(pk__in=[finding.organisation or 0]).first() or _root()
    note(pattern=finding.pattern, count=finding.count)
    return Clue.objects.create(
        pattern=finding.pattern, organisation=place, path=place.path, user_id=finding.user, address=finding.address,
        count=finding.count, first=finding.first, last=finding.last, began_at=finding.began_at,
    )  # fmt: skip


@operation("clue.explain")
def explain(clue: Clue, *, actor: Actor, words: str) -> Clue:
    """An auditor writes down what he was told (说明)."""
    return _decided(clue, Status.EXPLAINED, words, actor)


@operation("clue.confirm")
def confirm(clue: Clue, *, actor: Actor, words: str) -> Clue:
    """An auditor has looked into it, and this is what it was (核实)."""
    return _decided(clue, Status.CONFIRMED, words, actor)


def known(finding: Finding) -> bool:
    """Whether a clue tells of the same acts already."""
    pattern = BY_KEY[finding.pattern]
    since = finding.began_at if pattern.of_entries else finding.began_at - pattern.lasts
    same = Clue.objects.filter(pattern=finding.pattern, user=finding.user, found_at__gte=since)
    return bool((same if finding.user else same.filter(address=finding.address)).exists())


def _decided(clue: Clue, status: Status, words: str, actor: Actor) -> Clue:
    if not words.strip():
        raise Invalid([Violation("R-250", WORDS, "words")])
    FLOW.move(clue, status)
    clue.words, clue.decided_by_id, clue.decided_on = words.strip(), actor.user or None, actor.today
    clue.save()
    return clue


def _root() -> Organisation:
    """The top of the node: what concerns no organisation concerns it."""
    top: Organisation = Organisation.objects.order_by("path")[0]
    return top
