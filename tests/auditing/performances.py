"""How each operation on clues is done once, rightly (示范办理)."""

from __future__ import annotations

from datetime import datetime

from registry.auditing import operations
from registry.auditing.models import Clue
from registry.auditing.patterns import Finding
from registry.kernel.clock import CHINA
from registry.security.actors import Top
from registry.security.models import AuditEntry
from tests.performances import Performance, performance
from tests.world import World, clerk, console

SEEN = datetime(2025, 9, 1, 9, 0, tzinfo=CHINA)


def finding(world: World) -> Finding:
    """A clerk of the mill revealed many numbers."""
    actor, last = clerk(world.mill), AuditEntry.objects.latest("pk").pk
    return Finding("reveal", actor.user, "192.0.2.7", world.mill.pk, 31, last, last, SEEN)


def found(world: World) -> Clue:
    """The clue of it."""
    return operations.find(Top(), actor=console("clue.find"), finding=finding(world))


@performance("clue.find")
def find(world: World) -> Performance:
    return Performance(Top(), console("clue.find"), {"finding": finding(world)})


@performance("clue.explain")
def explain(world: World) -> Performance:
    return Performance(found(world), console("clue.explain"), {"words": "已向本人了解，正在办理换届材料。"})


@performance("clue.confirm")
def confirm(world: World) -> Performance:
    return Performance(found(world), console("clue.confirm"), {"words": "情况属实，已经提醒。"})
