"""Verifying the trail (完整性校验): every seal against its entry, every entry against its seal, the end against the anchors.

Nothing here asks the database whether something is right: it is only asked for what it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from registry.kernel.sealing import keyring
from registry.security import seals, trail
from registry.security.anchors import Anchor, target
from registry.security.seals import CODE, ENTRY, MARK

CHUNK, MOST = 5000, 1000

_SEALED = f"""
select {ENTRY}, e.at, e.xid, s.number, s.entry, s.codes, s.code, s.head, s.at
from security_seal s left join security_auditentry e on e.id = s.entry and e.at = s.at
where s.number > %s order by s.number limit {CHUNK}
"""
_UNSEALED = """
select e.id from security_auditentry e where not exists (select from security_seal s where s.entry = e.id and s.at = e.at)
and (e.xid, e.id) <= (%s, %s) order by e.id limit 1000
"""
_COUNTED = """
select (select count(*) from security_change c where exists (select from security_seal s where s.entry = c.entry_id)),
  (select coalesce(sum(changes), 0) from security_seal)
"""
_ORPHANS = """
select c.id, c.entry_id from security_change c join security_seal s on s.entry = c.entry_id
where position(int8send(c.id) in s.codes) = 0 order by c.id limit 1000
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not what it was: which row, and what is wrong with it."""

    row: str
    words: str

    def __str__(self) -> str:
        return f"{self.row}：{self.words}"


@dataclass(slots=True)
class Report:
    """What was looked at, and what is not what it was."""

    entries: int = 0
    changes: int = 0
    anchors: int = 0
    faults: list[Fault] = field(default_factory=list)

    def blame(self, row: str, words: str) -> None:
        """One more fault; beyond a thousand nobody reads on."""
        fault = Fault(row, words)
        if len(self.faults) < MOST and fault not in self.faults[-50:]:
            self.faults.append(fault)

    @property
    def sound(self) -> bool:
        return not self.faults


def verify() -> Report:
    """Look at the whole trail that is sealed."""
    report, chain = Report(), _Chain()
    anchored = _anchors(report)
    for rows in _chunks():
        entries = [row for row in rows if row[0] is not None]
        found = _changes(entries)
        for row in rows:
            chain.follow(row, found, report)
            if row[19] in anchored:
                _compare(anchored.pop(row[19]), bytes(row[23]), report)
    _beyond_the_end(chain, anchored, report)
    _without_a_seal(chain, report)
    return report


class _Chain:
    """How far the chain was followed, and what it should say there."""

    def __init__(self) -> None:
        self.number, self.head, self.entry, self.xid = 0, b"", 0, -1
        self.ring = keyring()

    def follow(self, row: Sequence[Any], changes: dict[int, list[Any]], report: Report) -> None:
        """One more seal, with its entry and the changes under it."""
        number, entry, codes, code, head = row[19], row[20], bytes(row[21]), bytes(row[22]), bytes(row[23])
        report.entries += 1
        if number != self.number + 1:
            report.blame(f"封存 {self.number + 1}", f"序号中断，缺少到 {number - 1} 为止的封存，其审计记录已被删除")
        if head != seals.head_of(self.head, code):
            report.blame(f"审计记录 {entry}", f"封存 {number} 的链首与前一条不衔接")
        if row[0] is None:
            report.blame(f"审计记录 {entry}", "已被删除，或时间被改动")
        else:
            self._entry(row, number, code, codes, report)
            self._changes(entry, codes, changes.get(entry, []), report)
            self.xid = row[18]
        self.number, self.head, self.entry = number, head, entry

    def _entry(self, row: Sequence[Any], number: int, code: bytes, codes: bytes, report: Report) -> None:
        taken_over = row[18] == 0 and not row[16]
        if not taken_over and not self.ring.vouches(bytes(row[16]), seals.content_of(row), trail.PURPOSE):
            report.blame(f"审计记录 {row[0]}", "内容与鉴别码不符，已被改动或不是系统写入的")
        if self._bound(number, row, code, codes):
            return
        was = next((n for n in range(number + 1, number + 6) if self._bound(n, row, code, codes)), 0)
        if was:
            words = (
                f"原为第 {was} 号，现排在第 {number} 号：它之前（审计记录 {self.entry} 之后）有 {was - number} 条被删除"
            )
            report.blame(f"审计记录 {_between(self.entry, row[0])}", words)
        else:
            report.blame(f"审计记录 {row[0]}", f"与封存 {number} 的鉴别码不符，已被改动、调换或插入")

    def _bound(self, number: int, row: Sequence[Any], code: bytes, codes: bytes) -> bool:
        """Whether the seal was made of this entry and these changes at that number."""
        return self.ring.vouches(code, seals.bound(number, row[0], seals.binding_of(row), codes), seals.WHOLE)

    def _changes(self, entry: int, codes: bytes, rows: list[Any], report: Report) -> None:
        """Each change by its number; what is missing, what was not there, and what is different."""
        size = MARK + CODE
        kept = {
            int.from_bytes(codes[at : at + MARK], "big"): codes[at + MARK : at + size]
            for at in range(0, len(codes), size)
        }
        for row in rows:
            report.changes += 1
            code = kept.pop(row[1], None)
            if code is None:
                report.blame(f"变更明细 {row[1]}", f"不是审计记录 {entry} 封存时有的，是后来插入的")
            elif not self.ring.vouches(code, seals.change_content(row), seals.PART):
                report.blame(f"变更明细 {row[1]}", f"审计记录 {entry} 下的这一条已被改动")
        for number in kept:
            report.blame(f"变更明细 {number}", f"审计记录 {entry} 下的这一条已被删除")


def _between(first: int, last: int) -> str:
    """The numbers of entries that lie between two."""
    return str(first + 1) if last - first <= 2 else f"{first + 1}–{last - 1}"


def _chunks() -> Iterator[list[Any]]:
    number = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_SEALED, [number])
            rows = cursor.fetchall()
        if not rows:
            return
        yield rows
        number = rows[-1][19]


def _changes(entries: Sequence[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    if entries:
        for row in seals.changes_of(entries):
            found.setdefault(row[0], []).append(row)
    return found


def _anchors(report: Report) -> dict[int, Anchor]:
    """The genuine anchors by number; one that nobody signed is a fault of its own."""
    found = {}
    for anchor in target().all():
        report.anchors += 1
        if anchor.genuine:
            found[anchor.number] = anchor
        else:
            report.blame(f"锚点 {anchor.number}", "签名不符，不是本系统写的")
    return found


def _compare(anchor: Anchor, head: bytes, report: Report) -> None:
    if anchor.head != head:
        words = f"链首与 {anchor.at[:19]} 的锚点不符：这里或之前的记录在那以后被改动"
        report.blame(f"审计记录 {anchor.entry}", words)


def _beyond_the_end(chain: _Chain, anchored: dict[int, Anchor], report: Report) -> None:
    """What anchors remember that is no longer there."""
    beyond = [anchor for number, anchor in anchored.items() if number > chain.number]
    if beyond:
        last = max(beyond, key=lambda anchor: anchor.number)
        words = (
            f"末尾被截断：{last.at[:19]} 的锚点记到封存 {last.number}，"
            f"现只到 {chain.number}，缺少 {last.number - chain.number} 条"
        )
        report.blame(f"审计记录 {_to(chain.entry + 1, last.entry)}", words)


def _to(first: int, last: int) -> str:
    return str(last) if last <= first else f"{first}–{last}"


def _without_a_seal(chain: _Chain, report: Report) -> None:
    """What stands in the trail though nothing vouches for it."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, [chain.xid, chain.entry])
        for (entry,) in cursor.fetchall():
            report.blame(f"审计记录 {entry}", "没有封存而排在已封存的记录之中，是后来插入的")
        cursor.execute(_COUNTED)
        there, sealed = cursor.fetchone()
        if there != sealed:
            cursor.execute(_ORPHANS)
            for change, entry in cursor.fetchall():
                report.blame(f"变更明细 {change}", f"不是审计记录 {entry} 封存时有的，是后来插入的")
