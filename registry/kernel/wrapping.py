"""The key above the keys (密钥加密密钥): what the keyring's file is sealed with, and who keeps it (S53, S55).

A provider wraps the content of the file and opens it again. Those here stretch a passphrase that stands in a file (a token,
a credential handed over by the service manager) or in the environment; one that asks a device (HSM, KMS) is registered
beside them and never gives its key away.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from registry.kernel.algorithms import CIPHERS, NONCE, Mismatch

ROUNDS, SALT = 600_000, 16
CIPHER, DIGEST = "sm4-gcm", "sm3"
BINDING = b"registry keyring"


class Locked(Exception):
    """The keyring cannot be opened: its own key is missing or another one (密钥文件打不开)."""


class Wrapper(Protocol):
    """Seals and opens the content of a keyring's file."""

    def wrap(self, content: bytes) -> dict[str, str]: ...
    def unwrap(self, wrapped: dict[str, str]) -> bytes: ...


class Passphrase:
    """A passphrase that is read when it is needed and stretched by PBKDF2."""

    def __init__(self, read: Callable[[], str]) -> None:
        self._read = read

    def wrap(self, content: bytes) -> dict[str, str]:
        salt, nonce = os.urandom(SALT), os.urandom(NONCE)
        sealed = CIPHERS[CIPHER].ready(self._stretched(salt)).seal(nonce, content, BINDING)
        return {"salt": _text(salt), "nonce": _text(nonce), "content": _text(sealed)}

    def unwrap(self, wrapped: dict[str, str]) -> bytes:
        salt, nonce, sealed = (base64.b64decode(wrapped[name]) for name in ("salt", "nonce", "content"))
        try:
            return CIPHERS[CIPHER].ready(self._stretched(salt)).open(nonce, sealed, BINDING)
        except Mismatch as wrong:
            raise Locked("密钥文件打不开：口令不对，或文件已被改动。") from wrong

    def _stretched(self, salt: bytes) -> bytes:
        secret = self._read().strip().encode()
        if not secret:
            raise Locked("密钥文件打不开：没有给出口令。")
        return hashlib.pbkdf2_hmac(DIGEST, secret, salt, ROUNDS, CIPHERS[CIPHER].size)


def _from_file(place: str) -> Wrapper:
    def read() -> str:
        try:
            return Path(place).read_text(encoding="utf-8")
        except OSError as missing:
            raise Locked(f"密钥文件打不开：读不到 {place}。") from missing

    return Passphrase(read)


def _from_environment(name: str) -> Wrapper:
    return Passphrase(lambda: os.environ.get(name, ""))


PROVIDERS: dict[str, Callable[[str], Wrapper]] = {"file": _from_file, "environment": _from_environment}


def wrapper(kept: str) -> Wrapper | None:
    """The provider that `kept` names, as `file:/run/credentials/keyring`; None where the file is not sealed."""
    if not kept:
        return None
    provider, _, place = kept.partition(":")
    return PROVIDERS[provider](place)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()
