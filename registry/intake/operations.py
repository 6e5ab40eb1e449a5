"""What may be done to a batch (导入业务): uploaded, examined, matched, rehearsed, mended, loaded, taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from registry.codes.fields import SecrecyField
from registry.intake.flow import FLOW, Status
from registry.intake.models import Batch, Decision, Mend, Outcome, Scheme
from registry.intake.sheets import Kind
from registry.intake.steps import (
    columns,
    entering_members,
    entering_organisations,
    health,
    mending,
    outcomes,
    rehearsing,
)
from registry.intake.workbook import Examination, Row
from registry.jobs import queue
from registry.jobs.progress import SILENT, Progress
from registry.jobs.together import ALONE, Writing, unsettled
from registry.kernel import clock
from registry.kernel.refusals import Refused
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from registry.security.models import StoredFile
from registry.security.operation import entry_number, note, operation
from registry.security.reversal import reverse
from registry.units import naming as unit_names

UNDO_WITHIN = timedelta(hours=24)
NOTHING = "没有可以导入的行；请先改正不能导入的行，或处理待你决定的行。"
WIDELY = "“{labels}”在超过{share}%的已有记录中会变动，可能是列对错了位置；请核对，确认无误后勾选再导入。"
SETTLING = "这一批还在写入收尾，现在不能撤回；请稍等一分钟再试。"
TOO_LATE = "导入已超过24小时，不能整批撤回；请逐条办理。"
GONE = "第{row}行不在可以改正的行里：它已经导入，或暂存数据已清理；已清理的请改好后重新上传。"
CLASSIFIED = (
    "表中第{rows}行的密级不是“非密”，整个文件已经隔离，一行也没有导入：本系统运行在非涉密网络上。"
    "请立即报告本单位保密工作机构，不要再次上传或传给他人；删去涉密人员后另做一份再上传。"
)
SHOWN_SECRET = 20


@operation("intake.upload")
def upload(
    organisation: Organisation, *, actor: Actor, name: str, content: bytes, as_of: date | None = None, kind: str = ""
) -> Batch:
    """A clerk hands in a workbook to be loaded below an organisation; it is kept sealed as evidence (上传)."""
    day = as_of or actor.today
    if day > actor.today:
        raise Refused("“数据截至”不能晚于今天。")
    batch = Batch.objects.create(
        organisation=organisation, file=StoredFile.put(name, "xlsx", content), as_of=day, kind=kind, uploader=actor.name
    )
    _ask("intake.examine", batch, actor)
    return batch


@operation("intake.examine")
def examine(batch: Batch, *, actor: Actor, found: Examination | None = None) -> Batch:
    """The workbook is looked through, and its columns are matched where that is beyond doubt (体检)."""
    if found is None:
        found, rows = health.open_workbook(batch)
        rows.close()
    health.note(batch, found)
    FLOW.move(batch, Status.MATCHED if columns.certain(batch) else Status.EXAMINED)
    batch.save()
    note(rows=batch.row_count, kind=batch.kind)
    return batch


@operation("intake.match")
def match(
    batch: Batch, *, actor: Actor, kind: str, chosen: Mapping[str, str], values: Mapping[str, Mapping[str, str]]
) -> Batch:
    """A person says which column holds what, and what values mean that were not understood (对应)."""
    FLOW.move(batch, Status.MATCHED)
    batch.kind, batch.columns, batch.failure = Kind(kind), dict(chosen), ""
    batch.values = {name: dict(meant) for name, meant in values.items() if meant}
    columns.check(batch)
    batch.save()
    columns.remember(batch)
    _ask("intake.rehearse", batch, actor)
    return batch


@operation("intake.rehearse")
def rehearse(
    batch: Batch, *, actor: Actor, progress: Progress = SILENT, rows: Iterable[Row] | None = None, failure: str = ""
) -> Batch:
    """What would become of every row is worked out, and nothing is written to the register (预演)."""
    FLOW.move(batch, Status.LOADED if batch.entries else Status.REHEARSED)
    if batch.entries:
        mending.look_again(batch, actor)
    else:
        rehearsing.rehearse(batch, actor, progress, rows)
        _nothing_secret(batch)
    batch.accepted, batch.failure = [], failure
    batch.save()
    note(**{outcome: batch.counts[outcome] for outcome in Outcome.values})
    return batch


@operation("intake.mend")
def mend(batch: Batch, *, actor: Actor, row: int, item: str, value: str) -> Batch:
    """One cell is put right in the rehearsal, and its row is judged again (改正导入数据)."""
    FLOW.move(batch, batch.status)
    _must_be_open(batch, row)
    kept = Mend.objects.filter(batch=batch, row=row, item=item).first() or Mend(batch=batch, row=row, item=item)
    kept.value = value
    kept.save()
    mending.mend(batch, actor, row, item, value)
    batch.save()
    return batch


@operation("intake.decide")
def decide(batch: Batch, *, actor: Actor, row: int, choice: str) -> Batch:
    """Of rows that exclude each other one is chosen, or a row is left out; an empty choice takes that back (决定)."""
    FLOW.move(batch, batch.status)
    _must_be_open(batch, row)
    Decision.objects.filter(batch=batch, row=row).delete()
    if choice:
        Decision.objects.create(batch=batch, row=row, choice=Decision.Choice(choice))
    mending.decided(batch, actor, row)
    batch.save()
    return batch


@operation("intake.start")
def start(batch: Batch, *, actor: Actor, accepted: Iterable[str] = ()) -> Batch:
    """The clerk wants what was rehearsed; items that change widely have to be accepted one by one (开始导入)."""
    FLOW.move(batch, Status.LOADING)
    batch.accepted, batch.failure = sorted(accepted), ""
    _may_go_in(batch)
    batch.save()
    _ask("intake.load", batch, actor)
    return batch


@operation("intake.load")
def load(batch: Batch, *, actor: Actor, progress: Progress = SILENT, writing: Writing = ALONE) -> Batch:
    """All rows that passed become records, or none does (执行导入)."""
    FLOW.move(batch, Status.LOADED)
    _may_go_in(batch)
    if batch.kind == Kind.MEMBERS:
        written = entering_members.enter(batch, progress, writing)
    else:
        written = entering_organisations.enter(batch, progress)
    unit_names.spell()
    done = {outcome: batch.counts[outcome] for outcome in Outcome.values}
    batch.entries = [*batch.entries, {"entry": entry_number(), **done}]
    batch.loaded_at, batch.round = clock.now(), batch.round + 1
    batch.counts = outcomes.count(batch)
    batch.save()
    note(rows=written)
    return batch


@operation("intake.undo")
def undo(batch: Batch, *, actor: Actor) -> Batch:
    """Within a day, and while nobody has touched what came in, a whole batch is taken back (撤回整批导入)."""
    FLOW.move(batch, Status.UNDONE)
    if batch.loaded_at is None or clock.now() > batch.loaded_at + UNDO_WITHIN:
        raise Refused(TOO_LATE)
    entries = [int(one["entry"]) for one in batch.entries]
    if any(unsettled(entry) for entry in entries):
        raise Refused(SETTLING)
    note(rows=reverse(entries, sparing=(Batch, Mend, Decision, Scheme)))
    rehearsing.clear(batch)
    batch.save()
    return batch


@operation("intake.discard")
def discard(batch: Batch, *, actor: Actor) -> Batch:
    """A batch that was not loaded is put aside; only its sealed workbook stays (放弃导入批次)."""
    FLOW.move(batch, Status.DISCARDED)
    rehearsing.clear(batch)
    batch.save()
    return batch


@operation("intake.fail")
def fail(batch: Batch, *, actor: Actor, reason: str) -> Batch:
    """A job could not do its part; the batch goes back to where a person can act (导入未完成)."""
    FLOW.move(batch, _back(batch))
    batch.failure = reason
    batch.save()
    return batch


@operation("intake.quarantine")
def quarantine(batch: Batch, *, actor: Actor, reason: str) -> Batch:
    """Something secret is in the sheet: nothing of it is staged, and nobody goes on with it (隔离)."""
    FLOW.move(batch, Status.FAILED)
    batch.failure = reason
    rehearsing.clear(batch)
    batch.save()
    return batch


class Secret(Refused):
    """Something in a sheet is secret: the whole of it is taken out of use (C-A16, S23)."""


def _nothing_secret(batch: Batch) -> None:
    found = batch.findings.filter(rule=SecrecyField.RULE).order_by("row").values_list("row", flat=True)
    if rows := list(dict.fromkeys(found[:SHOWN_SECRET])):
        raise Secret(CLASSIFIED.format(rows="、".join(map(str, rows))))


def _back(batch: Batch) -> Status:
    if batch.status == Status.LOADING:
        return Status.LOADED if batch.entries else Status.REHEARSED
    return Status.FAILED if batch.status == Status.UPLOADED else Status.EXAMINED


def _may_go_in(batch: Batch) -> None:
    """There is something to load, and nothing changes widely that nobody has accepted."""
    if not outcomes.loadable(batch):
        raise Refused(NOTHING)
    doubted = [name for name in outcomes.widely_changed(batch) if name not in batch.accepted]
    if doubted:
        labels = "、".join(batch.form.columns[name].label for name in doubted)
        raise Refused(WIDELY.format(labels=labels, share=outcomes.SHARE))


def _must_be_open(batch: Batch, row: int) -> None:
    """The row is staged and has not been loaded."""
    staged = batch.staged._default_manager.filter(batch=batch, row=row).first()
    stopped = (Outcome.REJECTED, Outcome.PENDING)
    if staged is None or (staged.round < batch.round and staged.outcome not in stopped):
        raise Refused(GONE.format(row=row))


def _ask(function: str, batch: Batch, actor: Actor) -> None:
    queue.ask(function, batch, batch.file.name, actor=actor, screen="intake.view")
