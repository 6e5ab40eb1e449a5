"""`registry worker`: does the work in the queue, and takes up again what a worker that died left behind (后台服务)."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job

from registry.jobs.together import settle

log = logging.getLogger(__name__)

HEARTBEAT = 1.0
DEAD_AFTER = 5.0
"""Seconds without a heartbeat after which a worker is held for dead and its work is done by another."""


class Command(BaseCommand):
    """Runs until it is stopped; Ctrl-C lets the job in hand end first."""

    help = "处理后台任务。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="做完现有的任务（包括异常中断的）后退出")

    def handle(self, *args: Any, once: bool = False, **options: Any) -> None:
        settle()
        connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
        with app.replace_connector(connector):
            asyncio.run(_run(once=once))


async def _run(*, once: bool) -> None:
    async with app.open_async():
        rescue = asyncio.create_task(_rescue())
        worker = asyncio.create_task(
            app.run_worker_async(
                concurrency=2, fetch_job_polling_interval=2.0, install_signal_handlers=not once,
                update_heartbeat_interval=HEARTBEAT, stalled_worker_timeout=DEAD_AFTER,
            )
        )  # fmt: skip
        if once:
            await _nothing_left()
            worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker
        rescue.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await rescue


async def _rescue() -> None:
    """Put the jobs of dead workers back into the queue; safe at any time, for a job done twice does nothing twice."""
    while True:
        with contextlib.suppress(ConnectorException):  # the worker itself ends when the database is gone for good
            for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER):
                log.warning("job %s (%s) is taken up again: its worker died", job.id, job.task_name)
                await app.job_manager.retry_job(job)
        await asyncio.sleep(HEARTBEAT)


async def _nothing_left() -> None:
    """Wait until every job, also one of a worker that died, is done."""
    while [job async for job in _open_jobs()]:
        await asyncio.sleep(HEARTBEAT / 4)


async def _open_jobs() -> AsyncIterator[Job]:
    for status in ("todo", "doing"):
        for job in await app.job_manager.list_jobs_async(status=status):
            yield job
