"""Time-ordered identities (统一标识) that may leave a node: UUID version 7 (RFC 9562)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from datetime import date
from uuid import UUID

_MARKS = 0x7 << 76 | 0x2 << 62
"""Version 7 and variant 2; every other bit is the moment's or random."""
_RANDOM = ~(0xF << 76 | 0x3 << 62)
_NOISE = 10
_EPOCH = date(1970, 1, 1)


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
    noise = os.urandom(count * _NOISE)
    drawn = [int.from_bytes(noise[at : at + _NOISE], "big") for at in range(0, len(noise), _NOISE)]
    return of_moment(time.time_ns() // 1_000_000, drawn)


def moment_of(day: date) -> int:
    """The first millisecond of that day in UTC, as an identity begins with it."""
    return (day - _EPOCH).days * 86_400_000


def of_moment(moment: int, drawn: Iterable[int]) -> list[UUID]:
    """The identities of one moment (in milliseconds) that the numbers drawn decide, each of eighty bits."""
    return [UUID(int=(moment << 8 * _NOISE | number) & _RANDOM | _MARKS) for number in drawn]
