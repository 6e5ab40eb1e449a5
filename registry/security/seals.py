"""The sealer (封存): entries that are settled get a number without gaps, a code over themselves and their changes, and a head.

It follows the trail from behind, so that nobody waits for it. What is above the oldest open transaction waits for the next
round: reading by number alone would miss the entry of whoever drew his number first and committed last.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from registry.kernel.refusals import Refused
from registry.kernel.sealing import keyring
from registry.security import anchors, trail
from registry.security.matrix import function

ROUND = 2000
WHOLE, PART, MARK = "trail seal", "trail change", 8
CODE = 33
"""How long a code is (kernel/sealing.py): the key's number and the digest."""
LATE, TOO_LATE = timedelta(minutes=5), timedelta(hours=4)
"""When a lag is an alarm, and when nothing may be taken out any more (S32)."""
AROUND = "interval '2 days'"
"""An act takes less: its changes lie in the months of its entry, give or take this."""
DIGEST = "sm3"
UNSEALED = "审计记录已超过4小时没有封存，暂停导出；请告诉系统管理员检查后台服务，恢复后即可导出。"

ENTRY = """e.id, (extract(epoch from e.at) * 1000000)::bigint, e.function, e.outcome, e.reason, e.user_id, e.post, e.name,
e.organisation, e.office, e.subject_table, e.subject_id, e.path, e.detail, e.address, e.request::text, e.code"""
CHANGE = "entry_id, id, (extract(epoch from at) * 1000000)::bigint, table_name, row_id, before::text, after::text"

_LAST = "select number, entry, xid, head from security_seal order by number desc limit 1"
# The oldest transaction that is still open. One that is known to work in another database of the same server is in nobody's way.
_OPEN = """
select coalesce(min(x::text::bigint), pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
from pg_snapshot_xip(pg_current_snapshot()) x where not exists (
  select from pg_locks l join pg_stat_activity a using (pid)
  where l.locktype = 'transactionid' and l.granted and l.mode = 'ExclusiveLock' and l.transactionid = x::xid
    and a.datname <> current_database())
"""
_SETTLED = f"""
select {ENTRY}, e.at, e.xid from security_auditentry e
where e.xid < ({_OPEN}) and (e.xid, e.id) > (%s, %s)
order by e.xid, e.id limit %s
"""
# Several sessions write a long load and commit one after the other (jobs.together): until all have, it is not settled.
_PREPARED = "select exists (select from pg_prepared_xacts where database = current_database())"
_CHANGES = f"""
select {CHANGE} from security_change
where entry_id = any(%s) and at between %s - {AROUND} and %s + {AROUND} order by entry_id, id
"""
_PUT = "copy security_seal (number, entry, at, xid, changes, codes, code, head) from stdin"
_WAITING = """
select now() - at from security_auditentry where (xid, id) > (%s, %s) order by xid, id limit 1
"""


@dataclass(slots=True)
class Sealed:
    """What a round did, and the entries whose own code was broken before they were sealed."""

    entries: int = 0
    changes: int = 0
    broken: list[int] = field(default_factory=list)


def seal() -> Sealed:
    """Seal everything that is settled, and anchor where the chain ends; one sealer at a time."""
    done = Sealed()
    while True:
        with transaction.atomic():
            count = _round(done)
        if count:
            done.entries += count
            _anchor()
        if count < ROUND:
            return done


def lag() -> timedelta:
    """For how long the oldest entry that is not sealed has been waiting."""
    with connection.cursor() as cursor:
        _, entry, xid, _ = _last(cursor)
        cursor.execute(_WAITING, [xid, entry])
        found = cursor.fetchone()
    return found[0] if found else timedelta()


def in_time() -> bool:
    """Whether the sealer keeps up, so that lists may leave the registry (S32)."""
    return lag() <= TOO_LATE


def demand(name: str) -> None:
    """What wants a proof by a second factor, as every taking out does, stops when the trail is not sealed in time."""
    if function(name).factor and not in_time():
        raise Refused(UNSEALED)


def bound(number: int, entry: int, binding: bytes, codes: bytes) -> bytes:
    """What the code of a seal vouches for."""
    return f"{number}|{entry}|{binding.hex()}|".encode() + hashlib.new(DIGEST, codes).digest()


def content_of(row: Sequence[Any]) -> bytes:
    """The facts of an entry as they were read, in the bytes that its code vouches for."""
    facts = list(row[:16])
    facts[13] = json.loads(facts[13])
    return trail.content(facts)


def binding_of(row: Sequence[Any]) -> bytes:
    """What ties a seal to its entry: the entry's own code, or the digest of one that was taken over without a code."""
    code = bytes(row[16])
    return code or hashlib.new(DIGEST, content_of(row)).digest()


def head_of(previous: bytes, code: bytes) -> bytes:
    """The head of the chain after one more seal."""
    return hashlib.new(DIGEST, previous + code).digest()


def change_content(row: Sequence[Any]) -> bytes:
    """One change as the bytes its code vouches for: nothing but the last two columns can hold a separator."""
    return "\x1f".join("" if value is None else str(value) for value in row).encode()


def codes_of(changes: Iterable[Sequence[Any]]) -> dict[int, bytearray]:
    """For each entry the numbers and codes of its changes, one after the other."""
    found: dict[int, bytearray] = {}
    code = keyring().code
    for row in changes:
        codes = found.setdefault(row[0], bytearray())
        codes += int(row[1]).to_bytes(MARK, "big") + code(change_content(row), PART)
    return found


def _round(done: Sealed) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext('registry.seals'))")
        if not cursor.fetchone()[0]:
            return 0
        number, entry, xid, head = _last(cursor)
        cursor.execute(_SETTLED, [xid, entry, ROUND])
        rows = cursor.fetchall()
        # Asked after the entries were read, and before their changes are: what is committed by now is seen below.
        cursor.execute(_PREPARED)
        if not rows or cursor.fetchone()[0]:
            return 0
    codes = codes_of(changes_of(rows))
    done.changes += sum(len(one) // (MARK + CODE) for one in codes.values())
    done.broken += [row[0] for row in rows if not _whole(row)]
    _put(rows, codes, number, head)
    return len(rows)


def changes_of(rows: Sequence[Any]) -> Iterable[Any]:
    """The changes under these entries, in the order of their numbers; a load has more of them than should be held at once."""
    moments = [row[17] for row in rows]
    with connection.chunked_cursor() as cursor:
        cursor.execute(_CHANGES, [[row[0] for row in rows], min(moments), max(moments)])
        while some := cursor.fetchmany(ROUND):
            yield from some


def _whole(row: Sequence[Any]) -> bool:
    """Whether the entry is what its writer coded; one that was taken over from before there were codes says so."""
    if row[18] == 0 and not row[16]:
        return True
    return keyring().vouches(bytes(row[16]), content_of(row), trail.PURPOSE)


def _put(rows: Sequence[Any], codes: dict[int, bytearray], number: int, head: bytes) -> None:
    ring = keyring()
    with connection.cursor() as cursor, cursor.copy(_PUT) as copy:
        for row in rows:
            number += 1
            own = bytes(codes.get(row[0], b""))
            code = ring.code(bound(number, row[0], binding_of(row), own), WHOLE)
            head = head_of(head, code)
            copy.write_row((number, row[0], row[17], row[18], len(own) // (MARK + CODE), own, code, head))


def _last(cursor: Any) -> tuple[int, int, int, bytes]:
    """Where the chain ends: number, entry, transaction, head."""
    cursor.execute(_LAST)
    found = cursor.fetchone()
    return (found[0], found[1], found[2], bytes(found[3])) if found else (0, 0, -1, b"")


def _anchor() -> None:
    with connection.cursor() as cursor:
        number, entry, _, head = _last(cursor)
        cursor.execute("select now()")
        anchors.drop(number, entry, head, cursor.fetchone()[0])
