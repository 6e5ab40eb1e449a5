"""Signing (签名): a private key outside the database says who wrote something; anybody with its public half can tell.

Algorithms stand in one table, so that a certified device can take the place of a key in a file (security.md S57).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

SIGNERS: dict[str, Any] = {"ed25519": Ed25519PrivateKey}
"""The algorithms by name: what makes a private key and reads one from its bytes."""


@dataclass(frozen=True, slots=True)
class Signer:
    """One key with the name of its algorithm."""

    algorithm: str
    private: Any

    @classmethod
    def read(cls, path: Path) -> Signer:
        """The signer of a file written by `make_signer`."""
        kept = json.loads(path.read_text())
        return cls(kept["algorithm"], SIGNERS[kept["algorithm"]].from_private_bytes(bytes.fromhex(kept["private"])))

    def sign(self, content: bytes) -> bytes:
        """The signature under `content`."""
        return bytes(self.private.sign(content))

    def vouches(self, signature: bytes, content: bytes) -> bool:
        """Whether this key signed exactly that content."""
        try:
            self.private.public_key().verify(signature, content)
        except InvalidSignature:
            return False
        return True


def make_signer(path: Path, algorithm: str = "ed25519") -> bool:
    """Write a new signing key, readable by its owner alone; an existing one is never touched. True if one was made."""
    if path.exists():
        return False
    private = SIGNERS[algorithm].generate().private_bytes_raw()
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump({"algorithm": algorithm, "private": private.hex()}, file)
    return True


@lru_cache(maxsize=1)
def signer() -> Signer:
    """The installation's signer (settings.SIGNER names its file)."""
    return Signer.read(Path(settings.SIGNER))
