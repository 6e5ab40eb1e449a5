"""What has been kept long enough goes (到期删除, R-252, S68): every night, but for what is held; one entry for each run."""

from __future__ import annotations

from datetime import datetime

from registry.custody.models import Hold
from registry.jobs import retention
from registry.security import trail
from registry.security.actors import Actor, Top

FUNCTION = "retention.sweep"


def held() -> set[str]:
    """The kinds of data that are kept beyond their time."""
    return set(Hold.objects.filter(released_on__isnull=True).values_list("kind", flat=True))


def sweep_all(now: datetime) -> dict[str, int]:
    """Delete, kind by kind, and say in the trail how much of each it was."""
    kept = held()
    done = {}
    for key in retention.SWEEPS:
        if key not in kept:
            done[key] = retention.swept(key, now)
    actor = Actor.console(FUNCTION, today=now.date())
    trail.append(actor, FUNCTION, Top(), detail={"counts": done, "held": sorted(kept)})
    return done
