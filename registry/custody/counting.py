"""How much a key has sealed (密钥用量, S56): a sequence counts blocks, without locks and whatever becomes of the transaction."""

from __future__ import annotations

from django.db import connection

from registry.custody.models import Change, KeyChange
from registry.kernel import usage
from registry.kernel.refusals import Refused

SEQUENCE = "custody_sealing_blocks"
USED_UP = "当前加密密钥的用量已达上限（2的32次方次），不能再加密；请系统管理员和安全保密管理员在“密钥”页启用新密钥。"


def take(blocks: int) -> None:
    """That many blocks are spent; Refused once the newest key has sealed as much as it may."""
    with connection.cursor() as cursor:
        cursor.execute(f"select max(nextval('{SEQUENCE}')) from generate_series(1, %s)", [blocks])  # noqa: S608 - our own name
        counted = int(cursor.fetchone()[0])
    if counted * usage.BLOCK > usage.LIMIT and used() > usage.LIMIT:
        raise Refused(USED_UP)


def blocks() -> int:
    """How many blocks were spent, by whichever key."""
    with connection.cursor() as cursor:
        cursor.execute(f"select case when is_called then last_value else 0 end from {SEQUENCE}")  # noqa: S608 - our own name
        return int(cursor.fetchone()[0])


def began(number: int) -> int:
    """How many had been spent when the key of that number began to seal."""
    found = KeyChange.objects.filter(change=Change.SEALING, number=number).values_list("from_block", flat=True).first()
    return found or 0


def used(number: int | None = None) -> int:
    """How many values the key of that number has sealed, about; the newest, if none is named."""
    changes = KeyChange.objects.filter(change=Change.SEALING, number__isnull=False)
    numbers = sorted(changes.values_list("number", flat=True))
    wanted = number or (numbers[-1] if numbers else 1)
    following = next((other for other in numbers if other > wanted), None)
    return ((began(following) if following else blocks()) - began(wanted)) * usage.BLOCK


def worry() -> str:
    """What is to be said of the newest key's use; empty while there is nothing to say."""
    return "" if used() < usage.WARN_FROM else "当前加密密钥的用量已过半（2的31次方次），请尽快启用新密钥。"
