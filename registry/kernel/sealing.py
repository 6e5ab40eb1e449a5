"""Sealing of identity numbers, telephones and addresses (加密与盲索引): a key for each purpose, none in the database.

Ciphertext is key id (1 byte) + nonce (12) + text + tag (16), bound to its table, column and row: moved to another
row it no longer opens (security.md S53). Equality is searched by a keyed digest cut to 128 bits (S54).
"""

from __future__ import annotations

import base64
import hmac
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from registry.kernel import keyfiles, usage
from registry.kernel.algorithms import CIPHERS, DIGESTS, NONCE, TAG, Code, Mismatch, Sealer, code_of

__all__ = ["CIPHERS", "DIGESTS", "NONCE", "TAG"]

LOOK_EVERY = 1.0
"""Seconds after which a process looks whether the file of the keyring is another."""


class SealBroken(Exception):
    """A sealed value does not belong to its row, was changed, or its key was taken out."""


@dataclass(frozen=True, slots=True)
class Key:
    """One secret: its number, what it is used with, its bytes."""

    number: int
    algorithm: str
    secret: bytes = field(repr=False)
    sealer: Sealer | None = field(init=False, repr=False, compare=False)
    """A sealing key made ready once: a sheet of a province seals millions of values with it."""
    mark: bytes = field(init=False, repr=False, compare=False)
    """Its number, as every ciphertext begins."""

    def __post_init__(self) -> None:
        algorithm = CIPHERS.get(self.algorithm)
        object.__setattr__(self, "mark", bytes([self.number]))
        object.__setattr__(self, "sealer", algorithm.ready(self.secret) if algorithm else None)


@dataclass(frozen=True, slots=True)
class Keyring:
    """The sealing keys by number (the newest seals, all open), the key of the blind index, and those of the codes of rows.

    `former` are index keys of before. What was digested once and cannot be again (codes on paper) is still known by them;
    those in `asked` are looked up by as well, as long as not every row has its index of the newest.
    """

    sealing: dict[int, Key]
    index: Key
    codes: dict[int, Key]
    former: tuple[Key, ...] = ()
    asked: frozenset[int] = frozenset()
    newest: Key = field(init=False)
    _keyed: Code = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "newest", self.sealing[max(self.sealing)])
        object.__setattr__(self, "_keyed", DIGESTS[self.index.algorithm](self.index.secret))

    def seal(self, text: str, place: str, uid: UUID) -> bytes:
        """`text` sealed for one `place` ("table.column") of the row `uid`."""
        return self.seal_bytes(text.encode(), place, uid)

    def seal_bytes(self, content: bytes, place: str, uid: UUID) -> bytes:
        """The same for bytes."""
        usage.spend(1)
        return _sealed(self.newest, os.urandom(NONCE), content, _binding(place, uid, self.newest.number))

    def seal_all(self, texts: Iterable[str | None], place: str, uids: Sequence[UUID]) -> list[bytes | None]:
        """The texts of one place in many rows, each sealed for its row; nothing where there is none."""
        usage.spend(len(uids))
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
        key = self.sealing.get(sealed[0])
        if key is None or key.sealer is None:
            raise SealBroken(f"{place}: key {sealed[0]}")
        try:
            return key.sealer.open(sealed[1 : NONCE + 1], sealed[NONCE + 1 :], _binding(place, uid, key.number))
        except Mismatch as broken:
            raise SealBroken(place) from broken

    def blind(self, text: str, purpose: str) -> UUID:
        """The blind index of `text`: equal texts of one purpose have equal indexes, and nothing else can be read off."""
        code = self._keyed.copy()  # the key has gone in already: half the time of beginning anew
        code.update(f"{purpose}\x00{text}".encode())
        return UUID(bytes=code.digest()[:16])

    def blinds(self, text: str, purpose: str) -> list[UUID]:
        """What rows with `text` may have for their index: one, but two while the index changes keys."""
        return [
            self.blind(text, purpose),
            *(_blind(key, text, purpose) for key in self.former if key.number in self.asked),
        ]

    def digests(self, text: str, purpose: str) -> list[UUID]:
        """What a digest of `text`, made once and never again, may be: by the index key of now or of any time before."""
        return [self.blind(text, purpose), *(_blind(key, text, purpose) for key in self.former)]

    def code(self, content: bytes, purpose: str) -> bytes:
        """The code that tells whether `content` is still what it was (消息鉴别码): key number (1 byte) + keyed digest (32)."""
        return self._code(self.codes[max(self.codes)], content, purpose)

    def vouches(self, code: bytes, content: bytes, purpose: str) -> bool:
        """Whether `code` was made of this content and purpose, by any key we have."""
        key = self.codes.get(code[0]) if code else None
        return key is not None and hmac.compare_digest(bytes(code), self._code(key, content, purpose))

    @staticmethod
    def _code(key: Key, content: bytes, purpose: str) -> bytes:
        return key.mark + code_of(key.algorithm, key.secret, f"{purpose}\x00".encode() + content)


def _blind(key: Key, text: str, purpose: str) -> UUID:
    return UUID(bytes=code_of(key.algorithm, key.secret, f"{purpose}\x00{text}".encode())[:16])


def _sealed(key: Key, nonce: bytes, content: bytes, binding: bytes) -> bytes:
    assert key.sealer
    return b"".join((key.mark, nonce, key.sealer.seal(nonce, content, binding)))


def _binding(place: str, uid: UUID, number: int) -> bytes:
    return f"{place}.{uid.hex}.{number}".encode()


def read_keyring(path: Path, kept: str = "") -> Keyring:
    """The keyring of a file written by `keyfiles.make`."""
    ring = keyfiles.read(path, kept)
    indexes = sorted(map(_key, ring["index"]), key=lambda key: -key.number)
    asked = frozenset(int(one["number"]) for one in ring["index"] if not one.get("done"))
    return Keyring(_numbered(ring["sealing"]), indexes[0], _numbered(ring["codes"]), tuple(indexes[1:]), asked)


def _numbered(entries: list[dict[str, Any]]) -> dict[int, Key]:
    return {key.number: key for key in map(_key, entries)}


def _key(entry: dict[str, Any]) -> Key:
    return Key(int(entry["number"]), str(entry["algorithm"]), base64.b64decode(str(entry["secret"])))


class _Kept:
    """The installation's keyring as this process has it, and of which file it is."""

    ring: Keyring | None = None
    version: tuple[Any, ...] = ()
    looked = 0.0


def keyring() -> Keyring:
    """The installation's keyring (settings.KEYRING names its file); a key that was added is there a second later."""
    now = time.monotonic()
    if _Kept.ring is None or now - _Kept.looked >= LOOK_EVERY:
        reread(at=now)
    assert _Kept.ring
    return _Kept.ring


def reread(at: float = 0.0) -> None:
    """Take the keyring from its file if that is another than before."""
    path = Path(settings.KEYRING)
    found = path.stat()
    version = (path, found.st_mtime_ns, found.st_ino)
    if version != _Kept.version:
        _Kept.ring, _Kept.version = read_keyring(path, settings.KEYRING_WRAPPED), version
    _Kept.looked = at
