"""Changes of the keys (密钥变更): asked for by one officer, confirmed by another; never a secret in sight (S55)."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db.models import Max

from registry.custody import counting, reindexing, resealing
from registry.custody.models import Change, Hold, KeyChange, Stage
from registry.jobs import queue
from registry.jobs.retention import SWEEPS
from registry.kernel import keyfiles, sealing
from registry.kernel.algorithms import CIPHERS, DIGESTS
from registry.kernel.refusals import Invalid, Refused, Violation
from registry.organisations.models import Organisation
from registry.security import vouching
from registry.security.actors import Actor
from registry.security.matrix import Column
from registry.security.models import AuditEntry
from registry.security.operation import entry_number, note, operation

NOT_HERE = "密钥由本节点最高一级党组织的系统管理员和安全保密管理员共同保管，请报上级办理。"
DECIDED = "该申请已经办理（{stage}），请刷新后核对。"
NO_REASON = "请填写变更密钥的原因。"
NEWEST = "正在使用的密钥不能销毁；请先启用新密钥，换密完成后再销毁旧的。"
IN_USE = "还有 {rows} 行数据由这把密钥加密，不能销毁；请等换密完成。"
REMEMBERED = "变更台账和审计明细中还有不满三年的历史值由这把密钥加密（到 {until} 满三年），现在销毁会使它们无法查阅。"
YEARS = 3
"""How long the ledger's former values have to be readable (PIPL 56)."""


@operation("key.ask")
def ask(
    organisation: Organisation,
    *,
    actor: Actor,
    change: str,
    algorithm: str = "",
    number: int | None = None,
    reason: str,
) -> KeyChange:
    """The system officer asks for another key (申请变更密钥)."""
    if not keeps(organisation):
        raise Refused(NOT_HERE)
    if not reason.strip():
        raise Invalid([Violation("S55", NO_REASON, "reason")])
    if change == Change.RETIRE:
        _may_be_retired(number, actor)
    else:
        number = None
        algorithm = _algorithm(Change(change), algorithm)
    return KeyChange.objects.create(
        organisation=organisation, change=change, algorithm=algorithm, number=number, reason=reason.strip(),
        asked_by_id=actor.user or None, asked_on=actor.today,
    )  # fmt: skip


@operation("key.confirm")
def confirm(change: KeyChange, *, actor: Actor) -> KeyChange:
    """The security officer confirms, and it is done, or begun (确认变更密钥)."""
    _waiting(change)
    change.decided_by_id, change.decided_on, change.entry = actor.user or None, actor.today, entry_number()
    match change.change:
        case Change.SEALING:
            change.from_block, change.stage = counting.blocks(), Stage.RUNNING
            change.number = _add("sealing", change.algorithm)
            queue.ask("key.reseal", change, str(change), actor=actor, screen="key.view-change")
        case Change.CODES:
            change.number, change.stage = _add("codes", change.algorithm), Stage.DONE
        case Change.INDEX:
            change.stage = Stage.CONFIRMED
        case Change.RETIRE:
            _may_be_retired(change.number, actor)
            keyfiles.remove(_path(), settings.KEYRING_WRAPPED, "sealing", change.number or 0)
            sealing.reread()
            change.stage = Stage.DONE
    change.save()
    note(change=change.change, key=change.number)
    return change


@operation("key.decline")
def decline(change: KeyChange, *, actor: Actor, words: str) -> KeyChange:
    """The security officer says no, and why (不同意变更密钥)."""
    _waiting(change)
    if not words.strip():
        raise Invalid([Violation("S55", "请写明不同意的理由。", "words")])
    change.stage, change.words = Stage.DECLINED, words.strip()
    change.decided_by_id, change.decided_on = actor.user or None, actor.today
    change.save()
    return change


@operation("hold.place")
def place(organisation: Organisation, *, actor: Actor, kind: str, reason: str, document: str) -> Hold:
    """Data of one kind is not deleted until further notice (保全)."""
    if not keeps(organisation):
        raise Refused(NOT_HERE)
    if kind not in SWEEPS:
        raise Invalid([Violation("S68", "这种数据不会到期删除，无需保全。", "kind")])
    return Hold.objects.create(
        organisation=organisation, kind=kind, reason=reason.strip(), document=document.strip(),
        placed_by_id=actor.user or None, placed_on=actor.today,
    )  # fmt: skip


@operation("hold.release")
def release(hold: Hold, *, actor: Actor, reason: str) -> Hold:
    """What was held goes its usual way again, from the next night on (解除保全)."""
    if hold.released_on:
        raise Refused("这项保全已经解除，请刷新后核对。")
    hold.released_on, hold.release_reason = actor.today, reason.strip()
    hold.save()
    return hold


@operation("key.reindex")
def reindex(change: KeyChange, *, actor: Actor) -> KeyChange:
    """In a maintenance window every blind index takes the newest key at once (更换盲索引密钥)."""
    if change.change != Change.INDEX or change.stage != Stage.CONFIRMED:
        raise Refused(DECIDED.format(stage=change.get_stage_display()))
    change.changed = reindexing.reindex_all(entry_number())
    for model in vouching.indexed():
        vouching.adopt(model)
    return _finished(change, sealing.keyring().index.number)


@operation("key.finish")
def finish(change: KeyChange, *, actor: Actor) -> KeyChange:
    """Nothing is sealed by an older key any more (换密完成)."""
    if change.stage != Stage.RUNNING:
        raise Refused(DECIDED.format(stage=change.get_stage_display()))
    if rows := resealing.left(sealing.keyring().newest.number):
        raise Refused(resealing.HELD.format(left=rows))
    return _finished(change, change.number)


def carry_on(change: KeyChange, told: resealing.Told) -> int:
    """Reseal what is left, a few rows at a time; each time counts at once, whatever comes after."""
    done = resealing.reseal_all(change.entry or 0, told)
    resealing.count()
    return done


def _finished(change: KeyChange, number: int | None) -> KeyChange:
    change.number, change.stage = number, Stage.DONE
    change.save()
    note(change=change.change, key=number, rows=change.changed)
    return change


def keeps(organisation: Organisation) -> bool:
    """Whether the node's keys are kept there: where nothing is above but the nation."""
    return organisation.parent_id is None or organisation.level is Column.PROVINCE


def _algorithm(change: Change, name: str) -> str:
    """The algorithm asked for, or that of the key in use."""
    ring = sealing.keyring()
    codes = ring.codes[max(ring.codes)]
    usual = {Change.SEALING: ring.newest, Change.INDEX: ring.index, Change.CODES: codes}[change].algorithm
    if name and name not in (CIPHERS if change is Change.SEALING else DIGESTS):
        raise Invalid([Violation("S57", "该算法不能用于这种密钥，请从列表中选择。", "algorithm")])
    return name or usual


def _may_be_retired(number: int | None, actor: Actor) -> None:
    """Only an older key, by which nothing is sealed any more, and nothing of the last three years in the ledger."""
    ring = sealing.keyring()
    if number not in ring.sealing:
        raise Invalid([Violation("S55", "没有这个编号的加密密钥，请刷新后核对。", "number")])
    if number == ring.newest.number:
        raise Refused(NEWEST)
    if rows := resealing.sealed_by(number):
        raise Refused(IN_USE.format(rows=rows))
    following = (
        KeyChange.objects.filter(change=Change.SEALING, number__gt=number, stage=Stage.DONE).order_by("number").first()
    )
    entries = AuditEntry.objects.filter(subject_table=KeyChange._meta.db_table, function="key.finish")
    ended = entries.filter(subject_id=following.pk).aggregate(at=Max("at"))["at"] if following else None
    if ended is None or actor.today < (until := ended.date().replace(year=ended.year + YEARS)):
        raise Refused(REMEMBERED.format(until=until if ended else "换密完成后"))


def _waiting(change: KeyChange) -> None:
    if change.stage != Stage.ASKED:
        raise Refused(DECIDED.format(stage=change.get_stage_display()))


def _add(kind: str, algorithm: str) -> int:
    number = keyfiles.add(_path(), settings.KEYRING_WRAPPED, kind, algorithm)
    sealing.reread()
    return number


def _path() -> Path:
    return Path(settings.KEYRING)
