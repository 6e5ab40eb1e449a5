"""Sealing of identity numbers, telephones and addresses (加密与盲索引): a key for each purpose, none in the database.

Ciphertext is key id (1 byte) + nonce (12) + text + tag (16), bound to its table, column and row: moved to another
row it no longer opens (security.md S53). Equality is searched by a keyed digest cut to 128 bits (S54).
"""

from __future__ import annotations

import base64
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, CipherAlgorithm, algorithms, modes
from django.conf import settings

NONCE, TAG = 12, 16
CIPHERS: dict[str, tuple[type[CipherAlgorithm], int]] = {
    "sm4-gcm": (algorithms.SM4, 16),
    "aes-256-gcm": (algorithms.AES, 32),
}
DIGESTS = ("sm3", "sha256")


class SealBroken(Exception):
    """A sealed value does not belong to its row, or was changed."""


@dataclass(frozen=True, slots=True)
class Key:
    """One secret: its number, what it is used with, its bytes."""

    number: int
    algorithm: str
    secret: bytes
    cipher: CipherAlgorithm | None = field(init=False, repr=False, compare=False)
    """A sealing key made ready once: a sheet of a province seals millions of values with it."""
    mark: bytes = field(init=False, repr=False, compare=False)
    """Its number, as every ciphertext begins."""

    def __post_init__(self) -> None:
        algorithm, _ = CIPHERS.get(self.algorithm, (None, 0))
        object.__setattr__(self, "mark", bytes([self.number]))
        object.__setattr__(self, "cipher", algorithm(self.secret) if algorithm else None)  # type: ignore[call-arg]


@dataclass(frozen=True, slots=True)
class Keyring:
    """The sealing keys by number (the newest seals, all open), the key of the blind index, and those of the codes of rows."""

    sealing: dict[int, Key]
    index: Key
    codes: dict[int, Key]
    newest: Key = field(init=False)
    _keyed: hmac.HMAC = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "newest", self.sealing[max(self.sealing)])
        object.__setattr__(self, "_keyed", hmac.new(self.index.secret, digestmod=self.index.algorithm))

    def seal(self, text: str, place: str, uid: UUID) -> bytes:
        """`text` sealed for one `place` ("table.column") of the row `uid`."""
        return self.seal_bytes(text.encode(), place, uid)

    def seal_bytes(self, content: bytes, place: str, uid: UUID) -> bytes:
        """The same for bytes."""
        return _sealed(self.newest, os.urandom(NONCE), content, _binding(place, uid, self.newest.number))

    def seal_all(self, texts: Iterable[str | None], place: str, uids: Sequence[UUID]) -> list[bytes | None]:
        """The texts of one place in many rows, each sealed for its row; nothing where there is none."""
        key, noise = self.newest, os.urandom(NONCE * len(uids))  # asked for at once: each asking is a system call
        nonces = (noise[at : at + NONCE] for at in range(0, len(noise), NONCE))
        return [
            _sealed(key, nonce, text.encode(), _binding(place, uid, key.number)) if text else None
            for text, uid, nonce in zip(texts, uids, nonces, strict=True)
        ]

    def open(self, sealed: bytes, place: str, uid: UUID) -> str:
        """The text sealed for that place and row; SealBroken otherwise."""
        return self.open_bytes(sealed, place, uid).decode()

    def open_bytes(self, sealed: bytes, place: str, uid: UUID) -> bytes:
        """The same for bytes."""
        sealed = bytes(sealed)
        key = self.sealing[sealed[0]]
        nonce, body, tag = sealed[1 : NONCE + 1], sealed[NONCE + 1 : -TAG], sealed[-TAG:]
        assert key.cipher
        decryptor = Cipher(key.cipher, modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(_binding(place, uid, key.number))
        try:
            return decryptor.update(body) + decryptor.finalize()
        except InvalidTag as broken:
            raise SealBroken(place) from broken

    def blind(self, text: str, purpose: str) -> UUID:
        """The blind index of `text`: equal texts of one purpose have equal indexes, and nothing else can be read off."""
        code = self._keyed.copy()  # the key has gone in already: half the time of beginning anew
        code.update(f"{purpose}\x00{text}".encode())
        return UUID(bytes=code.digest()[:16])

    def code(self, content: bytes, purpose: str) -> bytes:
        """The code that tells whether `content` is still what it was (消息鉴别码): key number (1 byte) + keyed digest (32)."""
        return self._code(self.codes[max(self.codes)], content, purpose)

    def vouches(self, code: bytes, content: bytes, purpose: str) -> bool:
        """Whether `code` was made of this content and purpose, by any key we have."""
        key = self.codes.get(code[0]) if code else None
        return key is not None and hmac.compare_digest(bytes(code), self._code(key, content, purpose))

    @staticmethod
    def _code(key: Key, content: bytes, purpose: str) -> bytes:
        return key.mark + hmac.digest(key.secret, f"{purpose}\x00".encode() + content, key.algorithm)


def _sealed(key: Key, nonce: bytes, content: bytes, binding: bytes) -> bytes:
    assert key.cipher
    encryptor = Cipher(key.cipher, modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(binding)
    body = encryptor.update(content) + encryptor.finalize()
    return b"".join((key.mark, nonce, body, encryptor.tag))


def _binding(place: str, uid: UUID, number: int) -> bytes:
    return f"{place}.{uid.hex}.{number}".encode()


def make_keyring(path: Path, cipher: str = "sm4-gcm", digest: str = "sm3") -> bool:
    """Write a new keyring, readable by its owner alone; an existing one is never touched. True if one was made."""
    if path.exists():
        return False
    ring = {
        "sealing": [{"number": 1, "algorithm": cipher, "secret": _secret(CIPHERS[cipher][1])}],
        "index": {"number": 1, "algorithm": digest, "secret": _secret(32)},
        "codes": [{"number": 1, "algorithm": digest, "secret": _secret(32)}],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(ring, file, indent=1)
    return True


def _secret(size: int) -> str:
    return base64.b64encode(secrets.token_bytes(size)).decode()


def read_keyring(path: Path) -> Keyring:
    """The keyring of a file written by `make_keyring`."""
    ring = json.loads(path.read_text())
    return Keyring(_numbered(ring["sealing"]), _key(ring["index"]), _numbered(ring["codes"]))


def _numbered(entries: list[dict[str, str | int]]) -> dict[int, Key]:
    return {key.number: key for key in map(_key, entries)}


def _key(entry: dict[str, str | int]) -> Key:
    return Key(int(entry["number"]), str(entry["algorithm"]), base64.b64decode(str(entry["secret"])))


@lru_cache(maxsize=1)
def keyring() -> Keyring:
    """The installation's keyring (settings.KEYRING names its file)."""
    return read_keyring(Path(settings.KEYRING))
