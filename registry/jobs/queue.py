"""Asking for long work and doing it (排队与执行): deferred in the transaction that asks, done in the asker's name."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.db.models.functions import Now
from procrastinate.contrib.django import app

from registry.jobs.beside import beside
from registry.jobs.models import State, Task
from registry.jobs.progress import Progress, Told
from registry.kernel import clock
from registry.kernel.records import Subject
from registry.kernel.refusals import Invalid, Refused
from registry.security.actors import Actor
from registry.security.models import Post
from registry.security.sight import seeing, seeing_everything

Act = Callable[[int, Actor, Progress], str]
DEFECT = "程序出错，没有完成，数据没有改动；请把编号 {number} 告诉系统管理员。"
POST_ENDED = "提交人的岗位已经变动，这项任务没有执行；请由现任经办人重新提交。"

log = logging.getLogger(__name__)


def ask(function: str, subject: Subject, title: str, *, actor: Actor, screen: str) -> Task | None:
    """Have `function` done to `subject` in the background; `screen` shows it. At the machine itself one does it oneself."""
    if not actor.user:
        return None
    task = Task.objects.create(
        function=function, title=title, subject=subject.pk, subject_uid=subject.uid, screen=screen,
        user=actor.user, post=actor.seat.post,
    )  # fmt: skip
    app.configure_task(function, queue=function.split(".")[0], lock=f"{function}-{subject.pk}").defer(task=task.pk)
    return task


def work(function: str) -> Callable[[Act], Act]:
    """Declare how the job `function` is done: it is given the subject's key, the asker as he is now, and who is told."""

    def declare(act: Act) -> Act:
        @app.task(name=function, queue=function.split(".")[0])
        def perform(task: int) -> None:
            _perform(Task.objects.get(pk=task), act)

        return act

    return declare


def asker(task: Task) -> Actor:
    """Who asked, with the rights that his post gives today (S25)."""
    today = clock.today()
    post = Post.held(task.user, today).filter(pk=task.post).first()
    if post is None:
        raise Refused(POST_ENDED)
    return Actor(post.user_id, post.user.name, post.seat(today), today)


def _perform(task: Task, act: Act) -> None:
    """Do the work and write down what came of it; a job that ran before does no harm if it runs again."""
    if task.state == State.DONE:
        return
    Task.objects.filter(pk=task.pk).update(state=State.RUNNING, started_at=Now(), moved_at=Now())
    try:
        with beside() as other:
            with seeing_everything():
                actor = asker(task)
            with seeing(actor.seat.sight):
                message = act(task.subject, actor, Told(other, task.pk))
        _finish(task, State.DONE, message)
    except (Refused, Invalid) as refusal:
        _finish(task, State.FAILED, str(refusal))
    except Exception:
        log.exception("task %s (%s) failed", task.pk, task.function)
        _finish(task, State.FAILED, DEFECT.format(number=task.pk))
        raise


def _finish(task: Task, state: State, message: str) -> None:
    changes: dict[str, Any] = {"state": state, "message": message, "finished_at": Now(), "moved_at": Now()}
    Task.objects.filter(pk=task.pk).update(**changes)
