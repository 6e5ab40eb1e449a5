"""`registry populate --members N --seed S`: an invented province in an empty database; `--check` compares it with the bulletin."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.kernel import clock
from registry.kernel.refusals import Refused
from registry.population import checking, planting
from registry.population.province import Order


class Command(BaseCommand):
    """Plant, or look at what was planted."""

    help = "在空的数据库里写入一个合成省（虚构的党组织和党员）；--check 与党内统计公报对照"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--members", type=int, default=10_000, metavar="人数", help="党员人数，默认 10000")
        parser.add_argument("--seed", type=int, default=1, metavar="种子", help="同样的人数、种子和日期得到同样的省")
        parser.add_argument("--day", type=date.fromisoformat, metavar="日期", help="以哪一天为今天，默认上一年末")
        parser.add_argument("--check", action="store_true", help="不写入，只与公报对照，并运行全部校核规则")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["day"] or date(clock.today().year - 1, 12, 31)
        if options["check"]:
            self._check(day)
        elif options["members"] < 1:
            raise CommandError("--members 须是正整数。")
        else:
            self._plant(Order(options["members"], options["seed"], day))

    def _plant(self, order: Order) -> None:
        begun = time.monotonic()
        try:
            planting.plant(order, self._told)
            planting.settle()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"\n写入完成，用时 {time.monotonic() - begun:.0f} 秒。")

    def _told(self, members: int) -> None:
        self.stdout.write(f"\r已写入 {members:,} 名党员", ending="")
        self.stdout.flush()

    def _check(self, day: date) -> None:
        planted = planting.planted()
        self.stdout.write(f"{'':<36}{'公报':>8}{'本库':>8}{'相差':>8}（百分点）")
        for one in checking.compared(day):
            line = f"{100 * one.figure.share:8.2f}{one.here:8.2f}{one.difference:+8.2f}"
            self.stdout.write(f"{_padded(one.figure.label, 36)}{line}")
        self.stdout.write("\n校核规则发现的问题（括号内为预埋）：")
        for found in checking.found(day):
            rule = found.rule
            count = planted.get(rule.code, 0)
            self.stdout.write(f"{found.kind} {rule.code} {rule.level.label} {found.count:,}（{count:,}）{rule.title}")


def _padded(text: str, width: int) -> str:
    """Chinese characters are two columns wide."""
    return text + " " * max(width - sum(1 + (character > "\u2e80") for character in text), 1)
