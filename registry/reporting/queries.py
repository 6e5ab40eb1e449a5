"""Whether a day can still be dealt with (报告期封存): what lies in a closed period, or before it, stays as it was reported."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import connection

from registry.kernel.refusals import Invalid, Refused, Violation
from registry.reporting.models import ReportingPeriod

_HOLD = "select pg_advisory_xact_lock(hashtext('reporting.periods'))"
_JOIN = "select pg_advisory_xact_lock_shared(hashtext('reporting.periods'))"


def hold() -> None:
    """Until this is done no act that was found in time can still be under way, and none begins."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD)


def refuse_closed(day: date) -> None:
    """Invalid where a closed period holds what took effect on `day`; who was let through is waited for by a closing."""
    with connection.cursor() as cursor:
        cursor.execute(_JOIN)
    period = holding(day)
    if period is not None:
        free = _free()
        raise Invalid([
            Violation("", f"生效日期{_where(day, period)}，不能再办理；请填写{free:%Y-%m-%d}及以后的日期，或报省级解封。", "effective_on")
        ])  # fmt: skip


def refuse_undoing(day: date) -> None:
    """Refused where a closed period holds what took effect on `day` and would now be taken back."""
    with connection.cursor() as cursor:
        cursor.execute(_JOIN)
    period = holding(day)
    if period is not None:
        raise Refused(
            f"这次变动的生效日期{_where(day, period)}，不能撤回；请按新的批准文件另行办理，或报省级解封后再撤回。"
        )


def holding(day: date) -> ReportingPeriod | None:
    """The closed period in which `day` lies, or the first after it; None where nothing is closed from that day on."""
    return ReportingPeriod.objects.filter(closed_on__isnull=False, last_on__gte=day).order_by("last_on").first()


def later_closed(period: ReportingPeriod) -> ReportingPeriod | None:
    """The last period that is closed and comes after this one."""
    later = ReportingPeriod.objects.filter(closed_on__isnull=False, last_on__gt=period.last_on)
    return later.order_by("-last_on").first()


def _free() -> date:
    """The first day after everything that is closed."""
    latest = ReportingPeriod.objects.filter(closed_on__isnull=False).order_by("-last_on")[0]
    return latest.last_on + timedelta(days=1)


def _where(day: date, period: ReportingPeriod) -> str:
    if day >= period.first_on:
        return f"{day:%Y-%m-%d}在已封存的“{period}”之内"
    return f"{day:%Y-%m-%d}早于已封存的“{period}”（{period.first_on:%Y-%m-%d}至{period.last_on:%Y-%m-%d}）"
