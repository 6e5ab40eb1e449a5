"""What is done for loans in the background (导出任务): approved copies are made; by night, files nobody may fetch any more go."""

from __future__ import annotations

from datetime import datetime

from registry.jobs.progress import Progress
from registry.jobs.queue import work
from registry.jobs.retention import sweep
from registry.kernel import clock
from registry.kernel.refusals import Invalid, Refused
from registry.lending import operations
from registry.lending.flow import Status
from registry.lending.models import Loan
from registry.security.actors import Actor

DEFECT = "程序出错，没有导出；可以重新申请，仍然不行请联系系统管理员。"
LATE = "批准后一天内没有制成，请重新申请。"


@work("loan.make")
def make(loan: int, actor: Actor, progress: Progress) -> str:
    """Make an approved copy; what stands in its way is told to who asked."""
    found = Loan.objects.get(pk=loan)
    if found.status != Status.APPROVED:
        return found.get_status_display()
    try:
        return str(operations.make(found, actor=actor).get_status_display())
    except (Refused, Invalid) as refusal:
        _fail(found, str(refusal))
        raise
    except Exception:
        _fail(found, DEFECT)
        raise


@sweep("copies")
def copies(before: datetime) -> int:
    """Each in an operation of its own, so that a sweep that was killed goes on where it stopped."""
    machine = Actor.console("loan.clear", "loan.fail", today=clock.today())
    over = list(Loan.objects.all().over(before + operations.LASTS))
    for loan in over:
        if loan.status == Status.APPROVED:
            operations.fail(loan, actor=machine, reason=LATE)
        else:
            operations.clear(loan, actor=machine)
    return len(over)


def _fail(loan: Loan, reason: str) -> None:
    operations.fail(loan, actor=Actor.console("loan.fail", today=clock.today()), reason=reason)
