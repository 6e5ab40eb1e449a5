"""The keyring's file (密钥文件): made once, read by every process, changed only by adding a key or taking one out.

The file holds the keys of each kind by number. It is written anew beside itself and moved into place, so a reader finds the
old one or the new one whole; where a key above it is kept (settings.KEYRING_WRAPPED), its content is sealed with that.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from registry.kernel.algorithms import CIPHERS, DIGEST_SECRET
from registry.kernel.wrapping import wrapper

KINDS = ("sealing", "index", "codes")
WRAPPED = "wrapped"
HIGHEST = 255
"""A key's number is the first byte of what it sealed."""

Ring = dict[str, list[dict[str, Any]]]


def make(path: Path, kept: str = "", cipher: str = "sm4-gcm", digest: str = "sm3") -> list[str]:
    """Write the file, or add the kinds that an older one lacks; what is there is never touched. The kinds that were made."""
    ring = read(path, kept) if path.exists() else {}
    missing = [kind for kind in KINDS if not ring.get(kind)]
    for kind in missing:
        ring[kind] = [_entry(1, cipher if kind == "sealing" else digest)]
    if missing:
        _write(path, ring, kept)
    return missing


def read(path: Path, kept: str = "") -> Ring:
    """The keys of each kind; an index key alone, as older files have it, is the only one of its list."""
    content = json.loads(path.read_text(encoding="utf-8"))
    if WRAPPED in content:
        opened = wrapper(kept or content[WRAPPED]["kept"])
        assert opened
        content = json.loads(opened.unwrap(content[WRAPPED]))
    return {kind: keys if isinstance(keys, list) else [keys] for kind, keys in content.items()}


def add(path: Path, kept: str, kind: str, algorithm: str) -> int:
    """A new key of that kind, which is the newest from now on; its number."""

    def change(ring: Ring) -> int:
        number = max(int(one["number"]) for one in ring[kind]) + 1
        if number > HIGHEST:
            raise ValueError("no number left for a key")
        ring[kind].append(_entry(number, algorithm))
        return number

    return _changed(path, kept, change)


def mark(path: Path, kept: str, kind: str, number: int, **said: Any) -> None:
    """Say something of a key, such as that nothing is looked up by it any more."""

    def change(ring: Ring) -> int:
        next(one for one in ring[kind] if one["number"] == number).update(said)
        return number

    _changed(path, kept, change)


def remove(path: Path, kept: str, kind: str, number: int) -> None:
    """Take an older key out for ever: what it sealed can be read by nobody any more."""

    def change(ring: Ring) -> int:
        if number == max(int(one["number"]) for one in ring[kind]):
            raise ValueError("the newest key stays")
        ring[kind] = [one for one in ring[kind] if one["number"] != number]
        return number

    _changed(path, kept, change)


def rewrap(path: Path, kept_before: str, kept: str) -> None:
    """Seal the file by another key above it, or leave it open where there is none."""
    _write(path, read(path, kept_before), kept)


def _changed(path: Path, kept: str, change: Callable[[Ring], int]) -> int:
    with (path.parent / f".{path.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # of two who change it at once, neither overwrites the other
        ring = read(path, kept)
        number = change(ring)
        _write(path, ring, kept)
    return number


def _entry(number: int, algorithm: str) -> dict[str, Any]:
    size = CIPHERS[algorithm].size if algorithm in CIPHERS else DIGEST_SECRET
    return {"number": number, "algorithm": algorithm, "secret": base64.b64encode(secrets.token_bytes(size)).decode()}


def _write(path: Path, ring: Ring, kept: str) -> None:
    sealing = wrapper(kept)
    content: dict[str, Any] = ring
    if sealing:
        content = {WRAPPED: {"kept": kept} | sealing.wrap(json.dumps(ring).encode())}
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
