"""Work that comes due by itself (夜间任务、每分钟任务): declared where it belongs, done once however many workers there are."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from registry.jobs.models import State, Task
from registry.jobs.retention import sweep
from registry.jobs.together import settle
from registry.kernel.clock import CHINA
from registry.security.sight import seeing_everything

Sweep = Callable[[datetime], str]
TWO_IN_THE_MORNING = "0 18 * * *"
"""At UTC+8; the queue counts in UTC."""
EACH_MINUTE = "* * * * *"
_FORGET = "delete from procrastinate_jobs where task_name = %s and status = 'succeeded' and id < %s"
STATES = {"todo": State.WAITING, "doing": State.RUNNING, "succeeded": State.DONE}

NIGHTLY: dict[str, str] = {}
"""What is declared, by its name: what people call it."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Night:
    """The last time a piece of nightly work came due, and what became of it."""

    title: str
    on: date
    state: State


def nightly(name: str, title: str) -> Callable[[Sweep], Sweep]:
    """Declare what is to be done every night: it is given the moment it came due, and says what it did.

    The queue keeps the night beside the job, so a second worker adds none, and a node that was off does it when it is
    on again. It must bear being done twice: the job of a worker that died is taken up by another.
    """

    def declare(sweep: Sweep) -> Sweep:
        @app.periodic(cron=TWO_IN_THE_MORNING)
        @app.task(name=name, queue=name.split(".")[0], lock=name)
        def perform(timestamp: int) -> None:
            with seeing_everything():
                log.info("%s: %s", name, sweep(datetime.fromtimestamp(timestamp, CHINA)))

        NIGHTLY[name] = title
        return sweep

    return declare


def every_minute(name: str) -> Callable[[Callable[[], str]], Callable[[], str]]:
    """Declare what is to be done each minute; what is still waiting is not asked for again, what succeeded is not kept.

    It says what it did where there is something to say. It must bear being done twice.
    """

    def declare(act: Callable[[], str]) -> Callable[[], str]:
        @app.periodic(cron=EACH_MINUTE)
        @app.task(name=name, queue=name.split(".")[0], lock=name, queueing_lock=name, pass_context=True)
        def perform(context: JobContext, timestamp: int) -> None:
            with seeing_everything():
                if said := act():
                    log.info("%s: %s", name, said)
            with connection.cursor() as cursor:
                cursor.execute(_FORGET, [name, context.job.id])

        return act

    return declare


def last_nights() -> list[Night]:
    """What came due last, of each piece of nightly work that ever did."""
    latest = ProcrastinateJob.objects.filter(task_name__in=NIGHTLY).order_by("task_name", "-id").distinct("task_name")
    return [
        Night(
            NIGHTLY[job.task_name],
            datetime.fromtimestamp(job.args["timestamp"], CHINA).date(),
            STATES.get(job.status, State.FAILED),
        )
        for job in latest
    ]


@sweep("tasks")
def tasks(before: datetime) -> int:
    """Work that ended long ago."""
    return Task.objects.filter(finished_at__lt=before).delete()[0]


@nightly("jobs.settle", "收尾中断的合写")
def settle_left(now: datetime) -> str:
    """What a process that was killed left prepared is settled by the next load or worker, and here at the latest."""
    return f"收尾 {settle()} 份"
