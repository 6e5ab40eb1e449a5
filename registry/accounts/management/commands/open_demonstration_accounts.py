"""Open the accounts of the demonstration and say what they are (演示账号); safe to repeat."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from registry.accounts import demonstration
from registry.kernel import clock


class Command(BaseCommand):
    """One account at each level, and the county's three administrators."""

    help = "开通演示账号（可重复执行），并列出来。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMONSTRATION:
            raise CommandError("这不是演示环境（REGISTRY_DEMONSTRATION=0），不能开通演示账号。")
        demonstration.make(clock.today())
        self.stdout.write(demonstration.path().read_text(encoding="utf-8"))
