"""Time-ordered identities (统一标识) that may leave a node: UUID version 7 (RFC 9562)."""

from __future__ import annotations

import os
import time
from uuid import UUID

_MARKS = 0x7 << 76 | 0x2 << 62
"""Version 7 and variant 2; every other bit is the moment's or random."""
_RANDOM = ~(0xF << 76 | 0x3 << 62)


def uid() -> UUID:
    """A new UUIDv7: 48 bits of milliseconds, then random bits. PostgreSQL 17 and Python 3.11 have none of their own."""
    moment = (time.time_ns() // 1_000_000).to_bytes(6, "big")
    value = int.from_bytes(moment + os.urandom(10), "big")
    return UUID(int=value & _RANDOM | _MARKS)
