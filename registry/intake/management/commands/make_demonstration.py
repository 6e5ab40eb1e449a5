"""Make the demonstration county (建立演示数据); safe to repeat. Synthetic persons only (R-254)."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from registry.intake.demonstration.making import make
from registry.intake.demonstration.sheets import sheets
from registry.kernel import clock
from registry.kernel.refusals import Refused


class Command(BaseCommand):
    """Either make the demonstration in the database, or only write its two sheets."""

    help = "建立演示县（合成数据，可重复执行）。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sheets", type=Path, metavar="目录", help="只把演示县的两张汇总表写到这个目录")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["sheets"]:
            self._write_sheets(options["sheets"])
            return
        if not settings.DEMONSTRATION:
            raise CommandError("这不是演示环境（REGISTRY_DEMONSTRATION=0），不能建立演示数据。")
        try:
            make(clock.today(), self.stdout.write)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal

    def _write_sheets(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in sheets(clock.today()).workbooks().items():
            (folder / name).write_bytes(content)
            self.stdout.write(str(folder / name))
