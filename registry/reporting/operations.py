"""What may be done to a reporting period (报告期业务): registered, closed when its report is made, opened again for a reason."""

from __future__ import annotations

from datetime import date
from typing import Any, Protocol

from registry.kernel.refusals import Invalid, Refused, Violation
from registry.reporting import queries
from registry.reporting.models import ReportingPeriod
from registry.security.actors import Actor, Place
from registry.security.operation import note, operation


class Reporter(Place, Protocol):
    """An organisation, as far as a reporting period needs to know it."""

    @property
    def pk(self) -> Any: ...


@operation("period.open")
def register(reporter: Reporter, *, actor: Actor, label: str, first_on: date, last_on: date) -> ReportingPeriod:
    """A province says which days a report counts; no two reports count one day (报告期登记)."""
    queries.hold()
    if last_on < first_on:
        raise Invalid([Violation("", "末日早于首日，请核对报告期的起止日期。", "last_on")])
    closed = queries.holding(first_on)
    if closed:
        raise Invalid([
            Violation("", f"“{closed}”已经封存，新的报告期只能在{closed.last_on:%Y-%m-%d}之后。", "first_on")
        ])  # fmt: skip
    return ReportingPeriod.objects.create(
        organisation_id=reporter.pk, label=label.strip(), first_on=first_on, last_on=last_on
    )


@operation("period.close")
def close(period: ReportingPeriod, *, actor: Actor) -> ReportingPeriod:
    """The report is made: nothing takes effect in the period or before it any more (报告期封存)."""
    queries.hold()
    if period.closed_on is not None:
        raise Refused(f"“{period}”已在{period.closed_on:%Y-%m-%d}封存，不必再办。")
    if period.last_on >= actor.today:
        raise Refused(f"“{period}”到{period.last_on:%Y-%m-%d}才结束，请在这一天之后封存。")
    period.closed_on, period.reopened_for = actor.today, ""
    period.save()
    return period


@operation("period.reopen")
def reopen(period: ReportingPeriod, *, actor: Actor, reason: str) -> ReportingPeriod:
    """What was reported has to be put right: the period is open again until it is closed anew (报告期解封)."""
    queries.hold()
    if period.closed_on is None:
        raise Refused(f"“{period}”没有封存，不用解封。")
    if not reason.strip():
        raise Invalid([Violation("", "请填写解封原因。", "reason")])
    later = queries.later_closed(period)
    if later is not None:
        raise Refused(f"“{period}”之后的“{later}”也已封存，只解封这一个没有作用；请先解封“{later}”。")
    period.closed_on, period.reopened_for = None, reason.strip()
    period.save()
    note(reason=reason.strip())
    return period
