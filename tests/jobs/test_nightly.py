"""Nightly work (夜间任务): due once a night however many workers there are, done by a worker, shown with what became of it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.periodic import PeriodicDeferrer

from registry.jobs import nightly, retention
from registry.jobs.models import State
from registry.jobs.nightly import NIGHTLY, last_nights
from registry.kernel.clock import CHINA
from registry.security.models import Post, Role, User
from registry.web.models import Draft
from tests.screens import signed_in
from tests.world import World

NIGHT = datetime(2026, 3, 5, 2, 0, tzinfo=CHINA)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def clocks(workers: int, *moments: datetime) -> None:
    """Each worker looks at the clock at each moment, all at once, and queues what is due."""

    async def look() -> None:
        with app.replace_connector(app.connector.get_worker_connector()):
            async with app.open_async():
                watching = [PeriodicDeferrer(app.periodic_registry, **app.periodic_defaults) for _ in range(workers)]
                for moment in moments:
                    due = [list(one.get_previous_tasks(at=moment.timestamp())) for one in watching]
                    await asyncio.gather(*(one.defer_jobs(tasks) for one, tasks in zip(watching, due, strict=True)))

    asyncio.run(look())


def work(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker does what is queued and looks at no clock."""
    monkeypatch.setattr(app.periodic_registry, "periodic_tasks", {})

    async def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()):
            async with app.open_async():
                await app.run_worker_async(wait=False, install_signal_handlers=False)

    def alone() -> None:
        asyncio.run(run())
        connections.close_all()

    thread = Thread(target=alone)
    thread.start()
    thread.join()


def queued() -> list[tuple[str, datetime]]:
    """What stands in the queue, and for which night."""
    jobs = ProcrastinateJob.objects.filter(task_name__in=NIGHTLY).order_by("id")
    return [(job.task_name, datetime.fromtimestamp(job.args["timestamp"], CHINA)) for job in jobs]


def page(world: World) -> str:
    """What the clerk of a committee reads on the page of long work."""
    return signed_in(Post.objects.get(organisation=world.mill, role=Role.OPERATOR)).get("/jobs/").content.decode()


def test_whatever_is_declared_nightly_comes_due_at_two_in_the_morning() -> None:
    assert {"custody.sweep", "custody.examine", "accounts.suspend"} <= set(NIGHTLY)
    [due] = {
        (task.cron, periodic)
        for (name, periodic), task in app.periodic_registry.periodic_tasks.items()
        if name in NIGHTLY
    }
    assert due == (nightly.TWO_IN_THE_MORNING, "")
    moments = PeriodicDeferrer(app.periodic_registry, **app.periodic_defaults).get_previous_tasks(
        (NIGHT + HOUR).timestamp()
    )
    assert {(one.task.name, at) for one, at in moments if one.task.name in NIGHTLY} == {
        (name, NIGHT.timestamp()) for name in NIGHTLY
    }


@pytest.mark.django_db(transaction=True)
def test_two_workers_queue_each_night_once_even_if_the_node_was_off_at_the_hour(world: World) -> None:
    clocks(2, NIGHT + 7 * HOUR, NIGHT + 8 * HOUR)
    assert sorted(queued()) == sorted((name, NIGHT) for name in NIGHTLY)
    clocks(2, NIGHT + 23 * HOUR, NIGHT + 24 * HOUR + MINUTE, NIGHT + 25 * HOUR)
    assert sorted(queued()) == sorted((name, at) for name in NIGHTLY for at in (NIGHT, NIGHT + 24 * HOUR))


@pytest.mark.django_db(transaction=True)
def test_a_worker_does_it_and_the_page_of_jobs_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    clocks(1, NIGHT + MINUTE)
    assert {(night.on, night.state) for night in last_nights()} == {(NIGHT.date(), State.WAITING)}
    work(monkeypatch)
    assert set(ProcrastinateJob.objects.values_list("status", flat=True)) == {"succeeded"}
    text = page(world)
    for title in NIGHTLY.values():
        assert title in text
    assert "已完成" in text


@pytest.mark.django_db
def test_a_desk_forgets_what_is_older_than_a_week_and_keeps_the_rest(world: World) -> None:
    user = User.objects.order_by("pk")[0].pk
    kept = Draft.keep(user, "member.maintain", world.li.uid, {"name": ["李"]})
    gone = Draft.keep(user, "member.correct", world.li.uid, {"name": ["李某"]})
    week = timedelta(days=7)
    for draft, moment in [(kept, NIGHT - week), (gone, NIGHT - week - MINUTE)]:
        Draft.objects.filter(pk=draft.pk).update(saved_at=moment)
    Session.objects.create(session_key="over", session_data="", expire_date=NIGHT - MINUTE)
    Session.objects.create(session_key="open", session_data="", expire_date=NIGHT + MINUTE)

    assert [retention.swept(kind, NIGHT) for kind in ("drafts", "searches")] == [1, 1]
    assert [draft.pk for draft in Draft.objects.all()] == [kept.pk]
    assert [session.pk for session in Session.objects.all()] == ["open"]
    assert [retention.swept(kind, NIGHT) for kind in ("drafts", "searches")] == [0, 0]


@pytest.mark.django_db
def test_before_the_first_night_the_page_has_nothing_to_say_of_it(world: World) -> None:
    assert last_nights() == []
    assert "夜间维护" not in page(world)
