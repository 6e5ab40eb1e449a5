"""Writing and reading the audit trail (审计留痕)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import QuerySet

from registry.kernel.refusals import Invalid
from registry.security.actors import Actor
from registry.security.models import AuditEntry, Change, Outcome


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
    entry.pk, entry.reason = number, reason
    entry.save(force_insert=True)
    return entry


def refuse(actor: Actor, function: str, subject: Any, reason: str) -> None:
    """An act that was refused leaves its entry as well."""
    append(actor, function, subject, outcome=Outcome.REFUSED, reason=reason)


def read(actor: Actor, function: str, subject: Any, **detail: Any) -> None:
    """A reading of which the matrix wants a trace."""
    append(actor, function, subject, outcome=Outcome.READ, detail=detail)


def read_all(actor: Actor, function: str, subjects: Iterable[Any], **detail: Any) -> None:
    """The same of many at once: an entry for each, in one statement; either all of them stand or none."""
    AuditEntry.objects.bulk_create(_entry(actor, function, one, Outcome.READ, detail) for one in subjects)


def _entry(actor: Actor, function: str, subject: Any, outcome: Outcome, detail: dict[str, Any]) -> AuditEntry:
    """Who, from where, what, on which row; not yet written."""
    row = isinstance(subject, models.Model)
    path = str(getattr(subject, "path", "") or getattr(getattr(subject, "organisation", None), "path", ""))
    return AuditEntry(
        function=function, outcome=outcome, detail=detail,
        user_id=actor.user or None, post=actor.seat.post or None, name=actor.name,
        organisation=actor.seat.organisation or None,
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
