"""What somebody asked for and how far it has come (后台任务)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models.functions import Now

from registry.kernel.uids import uid
from registry.security.actors import Actor
from registry.security.matrix import label


class State(models.TextChoices):
    """Where a piece of work stands (状态)."""

    WAITING = "waiting", "排队中"
    RUNNING = "running", "进行中"
    DONE = "done", "已完成"
    FAILED = "failed", "未完成"

    @property
    def kind(self) -> str:
        """The kind of tag that shows it."""
        return {"done": "ok", "failed": "stop"}.get(self.value, "info")


class TaskQuerySet(models.QuerySet[Any]):
    """Work by who asked for it."""

    def visible_to(self, actor: Actor, function: str) -> Self:
        """Everybody sees his own work and nobody else's."""
        return self.filter(user=actor.user) if actor.user and actor.has(function) else self.none()


class Task(models.Model):
    """One piece of work (后台任务). No record: it is written while the work it tells of is not yet committed."""

    uid = models.UUIDField("统一标识", default=uid, unique=True, editable=False)
    function = models.CharField("功能", max_length=40)
    title = models.CharField("事项", max_length=200)
    subject = models.BigIntegerField("对象")
    subject_uid = models.UUIDField("对象的统一标识")
    screen = models.CharField("页面", max_length=40)
    user = models.BigIntegerField("用户")
    post = models.BigIntegerField("岗位")
    state = models.CharField("状态", max_length=7, choices=State, default=State.WAITING)
    phase = models.CharField("阶段", max_length=40, blank=True)
    done = models.BigIntegerField("已完成", default=0)
    total = models.BigIntegerField("总数", default=0)
    message = models.TextField("结果", blank=True)
    asked_at = models.DateTimeField("提交时间", db_default=Now())
    started_at = models.DateTimeField("开始时间", null=True)
    moved_at = models.DateTimeField("进展时间", db_default=Now())
    finished_at = models.DateTimeField("结束时间", null=True)

    objects: ClassVar[models.Manager[Task]] = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "后台任务"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["user", "-id"], name="task_user"),
            models.Index(fields=["function", "subject", "-id"], name="task_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.label}：{self.title}"

    @property
    def label(self) -> str:
        return label(self.function)

    @property
    def kind(self) -> str:
        return State(self.state).kind

    @property
    def is_open(self) -> bool:
        """Whether there is still something to wait for."""
        return self.state in (State.WAITING, State.RUNNING)

    @property
    def percent(self) -> int | None:
        """How far it has come; None while that cannot be told."""
        return min(100 * self.done // self.total, 100) if self.total else None

    @classmethod
    def of(cls, function: str, subject: int) -> Task | None:
        """The latest piece of work of that kind on that subject."""
        return cls.objects.filter(function=function, subject=subject).order_by("-pk").first()
