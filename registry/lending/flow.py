"""The life of a copy that leaves the registry (导出借阅流转): asked for, allowed, made, lent, and given back or destroyed."""

from __future__ import annotations

from django.db import models

from registry.kernel.flow import Flow


class Status(models.TextChoices):
    """Where a loan stands (借阅状态)."""

    ASKED = "asked", "待审批"
    APPROVED = "approved", "制作中"
    READY = "ready", "可下载"
    LENT = "lent", "借出"
    RETURNED = "returned", "已归还"
    DESTROYED = "destroyed", "已销毁"
    DECLINED = "declined", "未批准"
    WITHDRAWN = "withdrawn", "已撤回"
    LAPSED = "lapsed", "过期未取"
    FAILED = "failed", "未制成"


ENDS = (Status.RETURNED, Status.DESTROYED)
"""What may become of a copy that was lent."""

FLOW = Flow(
    # operation        from                                           to
    ("loan.approve",  [Status.ASKED],                                 [Status.APPROVED]),
    ("loan.decline",  [Status.ASKED],                                 [Status.DECLINED]),
    ("loan.withdraw", [Status.ASKED, Status.APPROVED, Status.READY],  [Status.WITHDRAWN]),
    ("loan.make",     [Status.APPROVED],                              [Status.READY]),
    ("loan.fail",     [Status.APPROVED],                              [Status.FAILED]),
    ("loan.take",     [Status.READY, Status.LENT],                    [Status.LENT]),
    ("loan.extend",   [Status.LENT],                                  [Status.LENT]),
    ("loan.return",   [Status.LENT],                                  ENDS),
    ("loan.clear",    [Status.READY, Status.LENT],                    [Status.LAPSED, Status.LENT]),
)  # fmt: skip
