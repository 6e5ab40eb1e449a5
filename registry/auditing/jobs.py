"""What the node does for its trail by itself (审计后台): seals it each minute and looks for clues, makes parts and verifies at night."""

from __future__ import annotations

from datetime import datetime

from registry.auditing import operations
from registry.auditing.models import Verification
from registry.auditing.patterns import Finding, found_now
from registry.jobs.nightly import every_minute, nightly
from registry.kernel import clock
from registry.security import parts, seals
from registry.security.actors import Actor, Top
from registry.security.verifying import verify

KEPT = 500
"""Faults of one look that are written down; the command names all of them."""


@every_minute("auditing.seal")
def seal() -> str:
    """Seal what is settled, anchor it, and look for what is unusual."""
    done = seals.seal()
    now = clock.now()
    found = list(found_now())
    if done.broken:
        found.append(Finding("broken", None, "", None, len(done.broken), min(done.broken), max(done.broken), now))
    if (lag := seals.lag()) > seals.LATE:
        found.append(Finding("lag", None, "", None, int(lag.total_seconds() // 60), None, None, now))
    new = [one for one in found if not operations.known(one)]
    for one in new:
        operations.find(Top(), actor=Actor.console("clue.find", today=clock.today()), finding=one)
    return f"新线索 {len(new)} 条" if new else ""


@nightly("auditing.parts", "预建审计分区")
def make_parts(now: datetime) -> str:
    """The months to come are made long before they begin."""
    return f"新建分区 {parts.make_ahead()} 个"


@nightly("auditing.verify", "校验审计记录")
def verify_all(now: datetime) -> str:
    """The whole trail is looked at each night."""
    return str(verified())


def verified() -> Verification:
    """Look at the whole trail now and keep what was found; a fault is a clue as well."""
    report = verify()
    done = Verification.objects.create(
        entries=report.entries, changes=report.changes, anchors=report.anchors,
        faults=[str(fault) for fault in report.faults[:KEPT]],
    )  # fmt: skip
    finding = Finding("broken", None, "", None, len(report.faults), None, None, clock.now())
    if report.faults and not operations.known(finding):
        operations.find(Top(), actor=Actor.console("clue.find", today=clock.today()), finding=finding)
    return done
