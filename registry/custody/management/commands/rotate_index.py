"""`registry rotate_index`: the change of the blind index key that was confirmed, in a maintenance window (更换盲索引密钥).

May be broken off at any moment: until everything is done both keys are asked, and the command is started again.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from registry.custody import operations, reindexing
from registry.custody.models import Change, KeyChange, Stage
from registry.kernel import clock, keyfiles, sealing
from registry.kernel.refusals import Refused
from registry.security.actors import Actor

NOTHING = "没有已确认、待执行的盲索引密钥变更；请先由系统管理员申请、安全保密管理员确认。"


class Command(BaseCommand):
    help = "执行已确认的盲索引密钥变更（须先停止网站和后台服务）"

    def handle(self, *args: Any, **options: Any) -> None:
        change = KeyChange.objects.filter(change=Change.INDEX, stage=Stage.CONFIRMED).first()
        if change is None:
            raise CommandError(NOTHING)
        try:
            reindexing.alone()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"已更换盲索引密钥，{rotate(change):,} 行。请启动网站和后台服务。")


def rotate(change: KeyChange) -> int:
    """A new key, every row by it, and only then is the former no longer asked."""
    path, kept = Path(settings.KEYRING), settings.KEYRING_WRAPPED
    if sealing.keyring().asked == {sealing.keyring().index.number}:
        keyfiles.add(path, kept, "index", change.algorithm)
        sealing.reread()
    done: KeyChange = operations.reindex(change, actor=Actor.console("key.reindex", today=clock.today()))
    for former in sealing.keyring().former:
        keyfiles.mark(path, kept, "index", former.number, done=True)
    sealing.reread()
    return done.changed
