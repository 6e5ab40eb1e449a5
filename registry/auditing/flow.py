"""What becomes of a clue (线索办理): somebody explains it, and it is confirmed."""

from __future__ import annotations

from django.db import models

from registry.kernel.flow import Flow


class Status(models.TextChoices):
    """Where a clue stands (状态)."""

    WAITING = "waiting", "待核查"
    EXPLAINED = "explained", "已说明"
    CONFIRMED = "confirmed", "已核实"

    @property
    def kind(self) -> str:
        """The kind of tag that shows it."""
        return {"waiting": "wait", "explained": "info"}.get(self.value, "ok")


FLOW = Flow(
    # operation        from                                 to
    ("clue.explain",   [Status.WAITING, Status.EXPLAINED],  [Status.EXPLAINED]),
    ("clue.confirm",   [Status.WAITING, Status.EXPLAINED],  [Status.CONFIRMED]),
)  # fmt: skip
