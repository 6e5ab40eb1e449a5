"""`operation()` (业务操作): one function is one act, one transaction, one audit entry (architecture.md 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from registry.kernel.flow import current_operation
from registry.kernel.records import Subject
from registry.kernel.refusals import Invalid, Refused
from registry.security import proving, seals, trail, vouching
from registry.security.actors import Actor, Place, Unproved
from registry.security.matrix import function as function_named
from registry.security.patience import patient
from registry.security.sight import seeing

CLASHES = "与已有的记录冲突，可能刚刚有人办理过；请刷新页面核对后再办理。"
UNPROVED = "需要再次验证身份。"
TWICE = ("23505", "23P01")
"""PostgreSQL's codes for a value that is there already, and for two periods that overlap."""
CROSSED = "有人同时在办理相关的业务，这次没有办成；请稍等片刻再办理一次。"
RING = "40P01"
"""PostgreSQL's code for two transactions that wait for each other: one of them was given up."""
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as declared: its name and the guarded function."""

    name: str
    run: Callable[..., Any]

    @property
    def label(self) -> str:
        return function_named(self.name).label


@dataclass(slots=True)
class OpenEntry:
    """The audit entry of the operation now open; its number is what the ledger writes beside each change."""

    number: int
    detail: dict[str, Any] = field(default_factory=dict)


OPERATIONS: dict[str, Operation] = {}
_open: ContextVar[OpenEntry | None] = ContextVar("open_entry", default=None)


def operation(name: str, *, on_closed: bool = False) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Declare `verb(subject, *, actor, **inputs) -> result` as the operation `name` of the matrix.

    What is kept for its history alone (`closed`) is only looked at; `on_closed` is for the few that bring it back.
    """
    function_named(name)

    def declare(act: Callable[P, R]) -> Callable[P, R]:
        @wraps(act)
        def perform(*args: P.args, **inputs: P.kwargs) -> R:
            return _perform(name, act, args, inputs, on_closed=on_closed)

        perform.operation = name  # type: ignore[attr-defined]
        OPERATIONS[name] = Operation(name, perform)
        return perform

    return declare


def name_of(act: Callable[..., Any]) -> str:
    """The name under which `act` was declared."""
    return str(act.operation)  # type: ignore[attr-defined]


def note(**detail: Any) -> None:
    """Add facts to the audit entry of the open operation; never personal data."""
    entry = _open.get()
    if entry is not None:
        entry.detail.update(detail)


def entry_number() -> int:
    """The number of the open operation's audit entry; 0 outside an operation."""
    entry = _open.get()
    return entry.number if entry else 0


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one of many subjects: done, or the sentence that says why not."""

    subject: Any
    refusal: str = ""


def each(act: Callable[..., Any], subjects: Iterable[Any], *, actor: Actor, **inputs: Any) -> list[Result]:
    """The same operation on each subject, a transaction each, one outcome for every row."""
    results = []
    for subject in subjects:
        try:
            act(subject, actor=actor, **inputs)
            results.append(Result(subject))
        except (Refused, Invalid) as refusal:
            results.append(Result(subject, str(refusal)))
    return results


def _perform(name: str, act: Callable[..., R], args: tuple[Any, ...], inputs: dict[str, Any], *, on_closed: bool) -> R:
    actor: Actor = inputs["actor"]
    with seeing(actor.seat.sight), patient():
        return _recorded(name, act, args, inputs, actor, on_closed=on_closed)


def _recorded(
    name: str, act: Callable[..., R], args: tuple[Any, ...], inputs: dict[str, Any], actor: Actor, *, on_closed: bool
) -> R:
    """The act and its entry in one transaction, or the entry that says why it was refused."""
    subject = args[0]
    try:
        with transaction.atomic(durable=True), _entry(name) as entry:
            if isinstance(subject, Subject) and subject.pk:
                subject = _reloaded(name, subject, actor)
            _guard(name, subject, actor)
            _open_to_changes(subject, on_closed=on_closed)
            result = act(subject, *args[1:], **inputs)
            vouching.renew(entry.number)
            trail.append(actor, name, subject, number=entry.number, detail=entry.detail)
            return result
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "table_name", "") in trail.TABLES:
            raise trail.Unwritten from error
        refusal = Refused(_sentence(error))
        trail.refuse(actor, name, subject, str(refusal))
        raise refusal from error
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) != RING:
            raise
        refusal = Refused(CROSSED)
        trail.refuse(actor, name, subject, CROSSED)
        raise refusal from error
    except (Refused, Invalid) as refusal:
        trail.refuse(actor, name, subject, trail.reason_of(refusal))
        raise
    except Unproved:
        trail.refuse(actor, name, subject, UNPROVED)
        raise


@contextmanager
def _entry(name: str) -> Iterator[OpenEntry]:
    """Open the ledger for this transaction under the number of a new audit entry."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('registry.entry', nextval(pg_get_serial_sequence('security_auditentry', 'id'))::text, true)"
        )
        entry = OpenEntry(int(cursor.fetchone()[0]))
    opened, named = _open.set(entry), current_operation.set(name)
    try:
        yield entry
    finally:
        current_operation.reset(named)
        _open.reset(opened)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('registry.entry', '', true)")


def place_of(subject: Any) -> Place:
    """Where in the tree the subject stands: itself, if it has a path, or the organisation that answers for it."""
    place: Place = subject if hasattr(subject, "path") else subject.organisation
    return place


def _reloaded(name: str, subject: Subject, actor: Actor) -> Subject:
    """The row as it is now; one beyond the actor's sight is not gone, it is not his."""
    try:
        return subject.reloaded()
    except Refused:
        place = place_of(subject)
        if not actor.may(name, place):
            raise Refused(actor.refusal(name, place)) from None
        raise


def _guard(name: str, subject: Any, actor: Actor) -> None:
    """The actor may do this here, and did not do the part that must be kept apart from it."""
    place = place_of(subject)
    if not actor.may(name, place):
        raise Refused(actor.refusal(name, place))
    if trail.did(actor, function_named(name).apart, subject):
        raise Refused("录入人不得审批本人办理的事项，请由其他人员办理。")
    proving.demand(actor, name)
    seals.demand(name)


def _open_to_changes(subject: Any, *, on_closed: bool) -> None:
    """What was closed is only looked at (R-158)."""
    reason = getattr(place_of(subject), "closed", "")
    if reason and not on_closed:
        raise Refused(reason)


def _sentence(error: IntegrityError) -> str:
    """What a broken constraint says to a person: its own words, or that somebody was quicker; anything else is a defect."""
    from django.apps import apps

    diagnosis = getattr(error.__cause__, "diag", None)
    broken = str(getattr(diagnosis, "constraint_name", ""))
    declared = {one.name: one for model in apps.get_models() for one in model._meta.constraints}.get(broken)
    if declared and declared.violation_error_message != declared.default_violation_error_message:
        return str(declared.violation_error_message)
    if getattr(diagnosis, "sqlstate", None) in TWICE:
        return CLASHES
    raise error
