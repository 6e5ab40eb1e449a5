"""Time-ordered identities (统一标识) that may leave a node: UUID version 7 (RFC 9562)."""

from __future__ import annotations

import os
import time
from uuid import UUID

_MARKS = 0x7 << 76 | 0x2 << 62
"""Version 7 and variant 2; every other bit is the moment's or random."""
_RANDOM = ~(0xF << 76 | 0x3 << 62)
_NOISE = 10


def read(text: str) -> UUID | None:
    """The identity that `text` is, as an address or a form brings it; None if it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def uid() -> UUID:
    """A new UUIDv7: 48 bits of milliseconds, then random bits. PostgreSQL 17 and Python 3.11 have none of their own."""
    return uids(1)[0]


def uids(count: int) -> list[UUID]:
    """So many new ones of one moment, for the rows of a sheet."""
    moment, noise = time.time_ns() // 1_000_000 << 8 * _NOISE, os.urandom(count * _NOISE)
    values = (moment | int.from_bytes(noise[at : at + _NOISE], "big") for at in range(0, len(noise), _NOISE))
    return [UUID(int=value & _RANDOM | _MARKS) for value in values]
