"""What custody does in the background and at night (换密, 夜间核验): keys, codes of rows, and what has been kept long enough."""

from __future__ import annotations

from datetime import datetime

from registry.custody import erasing, examining, operations, resealing
from registry.custody.models import Change, KeyChange, Stage
from registry.jobs.nightly import nightly
from registry.jobs.progress import SILENT, Progress
from registry.jobs.queue import work
from registry.jobs.retention import kinds
from registry.kernel import clock
from registry.security.actors import Actor
from registry.security.sight import seeing_everything

NOTHING = "没有需要换密的数据"


@work("key.reseal")
def reseal(change: int, actor: Actor, progress: Progress) -> str:
    """Everything sealed by an older key takes the newest; done again, it goes on where it was broken off."""
    return _resealed(change, progress)


@nightly("custody.reseal", "继续没有完成的换密，统计各密钥的用量")
def reseal_left(now: datetime) -> str:
    """Rows that were held by others all the time, or whose worker died."""
    running = KeyChange.objects.filter(change=Change.SEALING, stage=Stage.RUNNING).values_list("pk", flat=True).first()
    resealing.count()
    return _resealed(running, SILENT) if running else NOTHING


@nightly("custody.examine", "核验党员、用户、党组织关键字段的鉴别码")
def examine(now: datetime) -> str:
    """What no act explains is in the trail in the morning, row by row (S52)."""
    found = examining.examine_all(now.date())
    return f"核验 {found.rows} 行，异常 {found.broken} 行"


@nightly("custody.sweep", "删除保存期限届满的数据")
def sweep(now: datetime) -> str:
    """One run over the whole table; what is held is left alone."""
    done = erasing.sweep_all(now)
    gone = "、".join(f"{kinds()[key].label} {count}" for key, count in done.items() if count)
    return f"删除 {gone}" if gone else "没有到期的数据"


@seeing_everything()
def _resealed(pk: int, progress: Progress) -> str:
    change = KeyChange.objects.get(pk=pk)
    if change.stage != Stage.RUNNING:
        return NOTHING
    rows = operations.carry_on(change, progress.at)
    operations.finish(change, actor=Actor.console("key.finish", today=clock.today()))
    return f"换密 {rows:,} 行"
