"""Whether who acts has proved it lately (再次验证身份, S15): asked at the door of a screen and again by every operation."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from registry.security.actors import Actor, Unproved
from registry.security.matrix import function

LASTS = timedelta(minutes=5)


def demand(actor: Actor, name: str) -> None:
    """Raise Unproved if the function `name` wants a fresh proof and this actor's session has none.

    An actor without a moment is none of a session: the machine itself, or a job that somebody asked for with his proof.
    """
    if function(name).proof and actor.proved_at is not None and not _is_fresh(actor.proved_at):
        raise Unproved(name)


def _is_fresh(moment: datetime) -> bool:
    """By the database's clock: that of this machine may be wrong, or set back."""
    with connection.cursor() as cursor:
        cursor.execute("select now() - %s <= make_interval(secs => %s)", [moment, LASTS.total_seconds()])
        return bool(cursor.fetchone()[0])
