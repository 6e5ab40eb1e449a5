"""Anchors (锚点): how many seals there are and what the last says, signed and written to another place than the database.

Whoever can rewrite the whole database still cannot shorten the trail: the anchor remembers the end that was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from registry.kernel.signing import signer


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of the chain at one moment: the number of the last seal, its entry and its head."""

    number: int
    entry: int
    head: bytes
    at: str
    signature: bytes = b""

    @property
    def content(self) -> bytes:
        """What is signed."""
        return f"{self.number}|{self.entry}|{self.head.hex()}|{self.at}".encode()

    @property
    def genuine(self) -> bool:
        """Whether the installation signed exactly this."""
        return signer().vouches(self.signature, self.content)


class Target(Protocol):
    """Where anchors go: another system is one more class, named in settings.ANCHORS."""

    def put(self, anchor: Anchor) -> None:
        """Keep one more."""

    def all(self) -> Iterator[Anchor]:
        """All that were kept, the oldest first."""


class FileTarget:
    """A file that only grows, one line an anchor (settings.ANCHOR_FILE): a mount of another machine, or shipped to one."""

    def put(self, anchor: Anchor) -> None:
        path = Path(settings.ANCHOR_FILE)
        path.parent.mkdir(parents=True, exist_ok=True)
        line = {
            "number": anchor.number, "entry": anchor.entry, "head": anchor.head.hex(), "at": anchor.at,
            "signature": anchor.signature.hex(),
        }  # fmt: skip
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
            file.write(json.dumps(line) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def all(self) -> Iterator[Anchor]:
        path = Path(settings.ANCHOR_FILE)
        if not path.exists():
            return
        with path.open() as file:
            for line in file:
                yield _read(line)


def _read(line: str) -> Anchor:
    """One line; one that cannot be read is an anchor nobody signed."""
    try:
        kept = json.loads(line)
        head, signature = bytes.fromhex(kept["head"]), bytes.fromhex(kept["signature"])
        return Anchor(int(kept["number"]), int(kept["entry"]), head, str(kept["at"]), signature)
    except (ValueError, KeyError, TypeError):
        return Anchor(0, 0, b"", "")


@lru_cache(maxsize=1)
def target() -> Target:
    """The installation's place for anchors."""
    made: Target = import_string(settings.ANCHORS)()
    return made


def drop(number: int, entry: int, head: bytes, at: datetime) -> Anchor:
    """Sign where the chain ends now, and put it where the database cannot reach it."""
    bare = Anchor(number, entry, head, at.isoformat())
    anchor = Anchor(number, entry, head, bare.at, signer().sign(bare.content))
    target().put(anchor)
    return anchor


def latest() -> Anchor | None:
    """The last anchor that was kept."""
    last = None
    for last in target().all():  # noqa: B007 - only the end is wanted
        pass
    return last
