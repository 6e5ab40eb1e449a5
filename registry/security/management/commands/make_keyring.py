"""Make the installation's keyring and its key for signing, once (生成密钥); it is never touched again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from registry.kernel.sealing import make_keyring
from registry.kernel.signing import make_signer


class Command(BaseCommand):
    help = "生成加密密钥（已有的不动）"

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.KEYRING)
        made = make_keyring(path)
        make_signer(Path(settings.SIGNER))
        self.stdout.write(f"已生成密钥 {path}，请另行备份。" if made else "密钥已存在。")
