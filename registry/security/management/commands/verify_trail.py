"""Verify the whole sealed trail at the machine itself (校验审计记录)."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand

from registry.security.verifying import verify


class Command(BaseCommand):
    """Says of every row that is not what it was which it is; ends with 1 if there is one."""

    help = "校验审计记录的完整性；有一条不符即以 1 退出。"

    def handle(self, *args: Any, **options: Any) -> None:
        report = verify()
        for fault in report.faults:
            self.stdout.write(f"不符  {fault}")
        self.stdout.write(
            f"已核对审计记录 {report.entries:,} 条、变更明细 {report.changes:,} 条、锚点 {report.anchors:,} 个，"
            f"不符 {len(report.faults):,} 处。"
        )
        if not report.sound:
            sys.exit(1)
