"""How often the newest key has sealed (密钥用量, S56): counted in blocks, so that a load of millions asks the database seldom.

A process takes a block and spends it without a word; what is left of a block when the process ends counts as spent.
"""

from __future__ import annotations

from collections.abc import Callable

BLOCK = 4096
LIMIT, WARN_FROM = 2**32, 2**31


class _Block:
    """What this process may still seal before it takes another block."""

    left = 0
    spent = 0
    take: Callable[[int], None] | None = None


def spend(many: int) -> None:
    """`many` values are going to be sealed; may raise Refused where the key has sealed as much as it may."""
    _Block.spent += many
    _Block.left -= many
    if _Block.left < 0 and _Block.take:
        blocks = -(_Block.left // BLOCK)
        _Block.take(blocks)
        _Block.left += blocks * BLOCK


def told_by(take: Callable[[int], None] | None) -> Callable[[int], None] | None:
    """Who counts the blocks; nobody in a process that only helps another, which counts for it. Who did before."""
    before, _Block.take = _Block.take, take
    return before


def drain() -> int:
    """How many values were sealed since this was asked last: what a helping process reports."""
    spent, _Block.spent = _Block.spent, 0
    return spent
