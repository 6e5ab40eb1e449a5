"""Writing and reading the audit trail (审计留痕)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import DatabaseError, connection, models
from django.db.models import QuerySet

from registry.kernel.refusals import Invalid
from registry.kernel.sealing import keyring
from registry.security.actors import Actor
from registry.security.models import AuditEntry, Change, Outcome

FACTS = (
    "pk", "moment", "function", "outcome", "reason", "user_id", "post", "name", "organisation", "office",
    "subject_table", "subject_id", "path", "detail", "address", "request",
)  # fmt: skip
"""What the code of an entry vouches for, in this order."""
PURPOSE = "trail entry"
TABLES = (AuditEntry._meta.db_table, Change._meta.db_table)
_BEGINNING, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_NUMBERS = """
select nextval(pg_get_serial_sequence('security_auditentry', 'id')), statement_timestamp() from generate_series(1, %s)
"""


class Unwritten(Exception):
    """The trail could not be written, so nothing else was either (审计记录写不进去, S32)."""


@contextmanager
def written() -> Iterator[None]:
    """What the database says of the trail alone is no mistake of anybody's form."""
    try:
        yield
    except DatabaseError as error:
        raise Unwritten from error


def append(
    actor: Actor,
    function: str,
    subject: Any,
    *,
    number: int | None = None,
    outcome: Outcome = Outcome.DONE,
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> AuditEntry:
    """One entry at the end of the trail."""
    entry = _entry(actor, function, subject, outcome, detail or {})
    entry.reason = reason
    with written():
        [(drawn, at)] = _numbers(1) if number is None else [(number, _now())]
        _coded(entry, drawn, at).save(force_insert=True)
    return entry


def refuse(actor: Actor, function: str, subject: Any, reason: str, **detail: Any) -> None:
    """An act that was refused leaves its entry as well."""
    append(actor, function, subject, outcome=Outcome.REFUSED, reason=reason, detail=detail)


def read(actor: Actor, function: str, subject: Any, **detail: Any) -> None:
    """A reading of which the matrix wants a trace."""
    append(actor, function, subject, outcome=Outcome.READ, detail=detail)


def read_all(actor: Actor, function: str, subjects: Iterable[Any], **detail: Any) -> None:
    """The same of many at once: an entry for each, in one statement; either all of them stand or none."""
    entries = [_entry(actor, function, one, Outcome.READ, detail) for one in subjects]
    with written():
        numbers = _numbers(len(entries)) if entries else []
        AuditEntry.objects.bulk_create(
            _coded(entry, number, at) for entry, (number, at) in zip(entries, numbers, strict=True)
        )


def content(facts: Sequence[Any]) -> bytes:
    """The facts of one entry as the bytes that its code vouches for."""
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def _numbers(count: int) -> list[tuple[int, datetime]]:
    """The next numbers of the trail, and what time it is by the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [count])
        return [(number, at) for number, at in cursor.fetchall()]


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("select statement_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def _coded(entry: AuditEntry, number: int, at: datetime) -> AuditEntry:
    """The entry with its number and moment, and the code that vouches for everything it says."""
    entry.pk, entry.at = number, at
    moment = (at - _BEGINNING) // _MICROSECOND
    values = [getattr(entry, name) for name in FACTS if name not in ("moment", "request")]
    facts = [values[0], moment, *values[1:], str(entry.request) if entry.request else None]
    entry.code = keyring().code(content(facts), PURPOSE)
    return entry


def _entry(actor: Actor, function: str, subject: Any, outcome: Outcome, detail: dict[str, Any]) -> AuditEntry:
    """Who, from where, what, on which row; not yet written."""
    row = isinstance(subject, models.Model)
    path = str(getattr(subject, "path", "") or getattr(getattr(subject, "organisation", None), "path", ""))
    return AuditEntry(
        function=function, outcome=outcome, detail=json.loads(json.dumps(detail)),
        user_id=actor.user or None, post=actor.seat.post or None, name=actor.name,
        organisation=actor.seat.organisation or None, office=actor.seat.path,
        subject_table=subject._meta.db_table if row else "", subject_id=subject.pk if row else None,
        path=path, address=actor.address, request=actor.request,
    )  # fmt: skip


def reason_of(refusal: Exception) -> str:
    """What the trail keeps of a refusal: rule numbers, not the person's data, where rules were broken."""
    if isinstance(refusal, Invalid):
        return "、".join(dict.fromkeys(violation.rule for violation in refusal.violations))
    return str(refusal)


def did(actor: Actor, functions: Iterable[str], subject: Any) -> bool:
    """Whether this person did one of `functions` to this very row, or wrote it by one, from whatever post (S20)."""
    named = {"function__in": list(functions), "user": actor.user, "outcome": Outcome.DONE}
    if not named["function__in"] or not isinstance(subject, models.Model) or not actor.user:
        return False
    written = AuditEntry.objects.filter(pk__in=changes_of(subject).order_by().values("entry"), **named)
    return of_row(subject).filter(**named).exists() or written.exists()


def of_row(row: models.Model) -> QuerySet[AuditEntry]:
    """The acts on one row, the latest first."""
    return AuditEntry.objects.filter(subject_table=row._meta.db_table, subject_id=row.pk).order_by("-pk")


def changes_of(row: models.Model) -> QuerySet[Change]:
    """How one row changed, the latest first, each with its act."""
    changed = Change.objects.filter(table_name=row._meta.db_table, row_id=row.pk)
    return changed.select_related("entry").order_by("-pk")
