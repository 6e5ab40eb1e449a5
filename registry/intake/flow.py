"""How a sheet goes in (导入流程): uploaded, examined, matched, rehearsed, loaded; taken back or put aside."""

from __future__ import annotations

from django.db import models

from registry.kernel.flow import Flow


class Status(models.TextChoices):
    """Where a batch stands (批次状态)."""

    UPLOADED = "uploaded", "已上传"
    EXAMINED = "examined", "已体检"
    MATCHED = "matched", "已对应"
    REHEARSED = "rehearsed", "已预演"
    LOADING = "loading", "导入中"
    LOADED = "loaded", "已导入"
    UNDONE = "undone", "已撤回"
    DISCARDED = "discarded", "已放弃"
    FAILED = "failed", "失败"


BEFORE = (Status.UPLOADED, Status.EXAMINED, Status.MATCHED, Status.REHEARSED)
STAGED = (Status.REHEARSED, Status.LOADED)
"""Where there are staged rows that a person may mend and load."""
BUSY = (Status.UPLOADED, Status.MATCHED, Status.LOADING)
"""Where a job has the next word."""

FLOW = Flow(
    # operation           from                                  to
    ("intake.examine",    [Status.UPLOADED],                    [Status.EXAMINED, Status.MATCHED]),
    ("intake.match",      [Status.EXAMINED, Status.MATCHED, Status.REHEARSED], [Status.MATCHED]),
    ("intake.rehearse",   [Status.MATCHED, Status.LOADING],     STAGED),
    ("intake.mend",       STAGED,                               STAGED),
    ("intake.decide",     STAGED,                               STAGED),
    ("intake.start",      STAGED,                               [Status.LOADING]),
    ("intake.load",       [Status.LOADING],                     [Status.LOADED]),
    ("intake.undo",       [Status.LOADED],                      [Status.UNDONE]),
    ("intake.discard",    [*BEFORE, Status.FAILED],             [Status.DISCARDED]),
    ("intake.quarantine", [Status.MATCHED],                     [Status.FAILED]),
    ("intake.fail",       [*BUSY],                              [Status.FAILED, Status.EXAMINED, Status.REHEARSED, Status.LOADED]),
)  # fmt: skip
