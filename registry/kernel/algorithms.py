"""Algorithms (算法登记): what seals and what makes codes, by name; another provider, or a device, is registered in its place."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, CipherAlgorithm, algorithms, modes

NONCE, TAG = 12, 16


class Mismatch(Exception):
    """The content does not belong to this key, nonce and binding."""


class Sealer(Protocol):
    """A key made ready to seal and open, wherever it lives."""

    def seal(self, nonce: bytes, content: bytes, binding: bytes) -> bytes: ...
    def open(self, nonce: bytes, sealed: bytes, binding: bytes) -> bytes: ...


class Code(Protocol):
    """A keyed digest under way, as the library's own."""

    def copy(self) -> Code: ...
    def update(self, content: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Gcm:
    """Authenticated encryption in Galois/Counter mode, done by OpenSSL; the tag stands at the end."""

    cipher: CipherAlgorithm

    def seal(self, nonce: bytes, content: bytes, binding: bytes) -> bytes:
        encryptor = Cipher(self.cipher, modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(binding)
        return b"".join((encryptor.update(content), encryptor.finalize(), encryptor.tag))

    def open(self, nonce: bytes, sealed: bytes, binding: bytes) -> bytes:
        decryptor = Cipher(self.cipher, modes.GCM(nonce, sealed[-TAG:])).decryptor()
        decryptor.authenticate_additional_data(binding)
        try:
            return decryptor.update(sealed[:-TAG]) + decryptor.finalize()
        except InvalidTag as wrong:
            raise Mismatch from wrong


@dataclass(frozen=True, slots=True)
class Algorithm:
    """How long its secrets are, and what makes one ready."""

    size: int
    ready: Callable[[bytes], Sealer]


CIPHERS: dict[str, Algorithm] = {
    "sm4-gcm": Algorithm(16, lambda secret: Gcm(algorithms.SM4(secret))),
    "aes-256-gcm": Algorithm(32, lambda secret: Gcm(algorithms.AES(secret))),
}
DIGESTS: dict[str, Callable[[bytes], Code]] = {
    "sm3": lambda secret: hmac.new(secret, digestmod="sm3"),
    "sha256": lambda secret: hmac.new(secret, digestmod="sha256"),
}
DIGEST_SECRET = 32
LABELS = {"sm4-gcm": "SM4-GCM", "aes-256-gcm": "AES-256-GCM", "sm3": "HMAC-SM3", "sha256": "HMAC-SHA-256"}


def code_of(algorithm: str, secret: bytes, content: bytes) -> bytes:
    """The keyed digest of `content` by that algorithm."""
    code = DIGESTS[algorithm](secret)
    code.update(content)
    return code.digest()
