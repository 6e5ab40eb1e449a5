"""Ways to a person's telephone (短信网关): settings.MESSAGE_GATEWAY names the class; two need no provider."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from registry.kernel import clock


class Gateway(Protocol):
    """Sends one message to one telephone, or raises OSError when it cannot."""

    def send(self, phone: str, text: str) -> None: ...


class FileGateway:
    """Writes messages to a file that only its owner reads, for a node whose messages leave it by another way."""

    def __init__(self) -> None:
        self.path = Path(settings.VAR) / "messages.jsonl"

    def send(self, phone: str, text: str) -> None:
        line = json.dumps({"at": clock.now().isoformat(), "phone": phone, "text": text}, ensure_ascii=False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(
            os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "a", encoding="utf-8"
        ) as file:
            file.write(f"{line}\n")


class ConsoleGateway:
    """Writes messages to the terminal, for whoever tries the registry on his own machine."""

    def send(self, phone: str, text: str) -> None:
        sys.stdout.write(f"短信 {phone}：{text}\n")
        sys.stdout.flush()


def gateway() -> Gateway:
    """The installation's gateway."""
    made: Gateway = import_string(settings.MESSAGE_GATEWAY)()
    return made
