"""Time-ordered identities (统一标识) that may leave a node: UUID version 7 (RFC 9562)."""

from __future__ import annotations

import secrets
import time
from uuid import UUID


def uid() -> UUID:
    """A new UUIDv7: 48 bits of milliseconds, then random bits. PostgreSQL 17 and Python 3.11 have none of their own."""
    moment = time.time_ns() // 1_000_000
    value = (moment & 0xFFFF_FFFF_FFFF) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=value)
