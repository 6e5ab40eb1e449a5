"""What may be known of the keys (密钥状况): numbers and counts, never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from registry.custody import counting, erasing
from registry.custody.models import Change, KeyChange, KeyCount, Stage
from registry.jobs.retention import Kind, kinds
from registry.kernel import usage
from registry.kernel.algorithms import LABELS
from registry.kernel.sealing import Key, keyring
from registry.security.models import AuditEntry

RUNS = 14
KINDS = {Change.SEALING: "加密", Change.INDEX: "盲索引", Change.CODES: "鉴别码"}


@dataclass(frozen=True, slots=True)
class Standing:
    """One key: what it is for, whether it is the one in use, since when, and how much stands by it."""

    kind: str
    number: int
    algorithm: str
    in_use: bool
    since: date | None
    values: int | None = None
    used: int | None = None

    @property
    def percent(self) -> str:
        """How much of what it may seal it has sealed."""
        return f"{100 * self.used / usage.LIMIT:.2f}%" if self.used is not None else ""

    @property
    def state(self) -> str:
        """In a word."""
        if self.in_use:
            return "使用中"
        return "只用于解密" if self.kind == KINDS[Change.SEALING] else "只用于核对"


def keys() -> list[Standing]:
    """Every key of the node, the newest of each kind first."""
    ring = keyring()
    values = dict(KeyCount.objects.values_list("number").annotate(Sum("values")).order_by())
    since = {(one.change, one.number): one.decided_on for one in KeyChange.objects.exclude(stage=Stage.DECLINED)}

    def standing(kind: Change, key: Key, *, newest: bool) -> Standing:
        sealing = kind is Change.SEALING
        return Standing(
            KINDS[kind], key.number, LABELS[key.algorithm], newest, since.get((kind, key.number)),
            values.get(key.number, 0) if sealing and values else None, counting.used(key.number) if sealing else None,
        )  # fmt: skip

    by_number = [ring.sealing[number] for number in sorted(ring.sealing, reverse=True)]
    codes = [ring.codes[number] for number in sorted(ring.codes, reverse=True)]
    return [
        *(standing(Change.SEALING, key, newest=key is ring.newest) for key in by_number),
        *(standing(Change.INDEX, key, newest=key is ring.index) for key in (ring.index, *ring.former)),
        *(standing(Change.CODES, key, newest=key is codes[0]) for key in codes),
    ]


def counted_at() -> object:
    """When the values were last counted; None before the first time."""
    return KeyCount.objects.values_list("counted_at", flat=True).first()


@dataclass(frozen=True, slots=True)
class Run:
    """What one night deleted, in words."""

    at: datetime
    words: str


def last_runs() -> list[Run]:
    """The last nights' deletions."""
    entries = AuditEntry.objects.filter(function="retention.sweep").order_by("-pk")[:RUNS]
    return [Run(one.at, _in_words(one.detail)) for one in entries]


def retained() -> list[tuple[Kind, bool]]:
    """Every kind of data, and whether it is held beyond its time."""
    kept = erasing.held()
    return [(kind, kind.key in kept) for kind in kinds().values()]


def _in_words(detail: dict[str, dict[str, int]]) -> str:
    gone = [f"{kinds()[key].label} {count:,}" for key, count in detail["counts"].items() if count and key in kinds()]
    return "、".join(gone) or "没有到期的数据"
