"""`registry wrap_keyring file:/…`: seal the keyring's file with a key above it, another one, or (with nothing) none (密钥文件加密)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from registry.kernel import keyfiles
from registry.kernel.wrapping import PROVIDERS, Locked


class Command(BaseCommand):
    help = "用口令加密密钥文件：file:路径 或 environment:变量名；不写则取消加密"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kept", nargs="?", default="", help="例如 file:/run/credentials/registry/keyring")

    def handle(self, *args: Any, kept: str = "", **options: Any) -> None:
        if kept and kept.partition(":")[0] not in PROVIDERS:
            raise CommandError(f"不认识的保管方式：{kept}；可用的有 {'、'.join(PROVIDERS)}。")
        try:
            keyfiles.rewrap(Path(settings.KEYRING), settings.KEYRING_WRAPPED, kept)
        except Locked as locked:
            raise CommandError(str(locked)) from locked
        self.stdout.write(f"已写好密钥文件；请把 REGISTRY_KEYRING_WRAPPED 设为“{kept}”，再重新启动。")
