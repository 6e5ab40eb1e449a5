"""Make the installation's keyring and its key for signing, once (生成密钥); a kind of key that an older keyring lacks is added.

What is there is never touched.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from registry.kernel import keyfiles
from registry.kernel.signing import make_signer

LABELS = {"sealing": "加密", "index": "盲索引", "codes": "鉴别码"}


class Command(BaseCommand):
    help = "生成密钥文件（已有的密钥不动，只补缺少的种类）"

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.KEYRING)
        made = keyfiles.make(path, settings.KEYRING_WRAPPED)
        make_signer(Path(settings.SIGNER))
        kinds = "、".join(LABELS[kind] for kind in made)
        self.stdout.write(f"已生成密钥（{kinds}）{path}，请另行备份。" if made else "密钥已存在。")
