"""`registry intake FILE… --below CODE`: the work of the intake centre without a browser (命令行导入).

Organisations go in before members, whatever the order of the files. Ends with 0 when every row went in, with 3 when
some did not (they are marked in the returned workbooks), with 1 when a file could not be taken in at all.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from registry.intake import operations
from registry.intake.flow import Status
from registry.intake.jobs import load_or_rehearse
from registry.intake.models import Batch, Finding, Outcome, Weight
from registry.intake.sheets import Kind, Need
from registry.intake.steps import columns, outcomes
from registry.intake.steps.results import Part, result
from registry.jobs.progress import SILENT
from registry.kernel import clock
from registry.kernel.refusals import Refused
from registry.organisations.models import Organisation
from registry.security import trail
from registry.security.actors import Actor
from registry.security.models import Post

SUFFIX = "_导入结果.xlsx"
SOME_REJECTED = 3
SHOWN = 20
FUNCTIONS = tuple(f"intake.{verb}" for verb in ("upload", "examine", "rehearse", "start", "load", "return"))
UNMATCHED = "{file}：列对不上，没有导入。{what}请在导入中心对应一次，方案会记住，以后可直接导入。"


class Command(BaseCommand):
    """Upload, examine, rehearse, load and return, one sheet after the other."""

    help = "导入汇总表（党组织或党员），结果写回标注后的原工作簿。全部导入时返回 0，有行未导入时返回 3。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="工作簿", help="汇总表，.xlsx；先后次序不限")
        parser.add_argument("--below", required=True, metavar="代码", help="导入到哪个党组织之下（党组织代码）")
        parser.add_argument("--as", dest="login", metavar="登录名", help="以该用户的岗位办理；不填则为命令行")
        parser.add_argument("--returned", type=Path, metavar="目录", help="结果工作簿放在哪里；不填则放在原工作簿旁边")
        parser.add_argument("--accept", action="append", default=[], metavar="项目", help="确认该项大量变动（可多次）")
        parser.add_argument("--rehearse", action="store_true", help="只预演，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        place = Organisation.objects.filter(code=options["below"]).first()
        if place is None:
            raise CommandError(f"没有代码为“{options['below']}”的党组织；代码可在“党组织和单位”里查看。")
        actor = _actor(options["login"], place)
        try:
            batches = [_examined(file, place, actor) for file in options["files"]]
        except (Refused, OSError) as refusal:
            raise CommandError(str(refusal)) from refusal
        batches.sort(key=lambda one: Kind.values.index(one[1].kind))
        left = 0
        for file, batch in batches:
            left += self._take_in(file, batch, actor, options)
        if left:
            sys.exit(SOME_REJECTED)

    def _take_in(self, file: Path, batch: Batch, actor: Actor, options: dict[str, Any]) -> int:
        """One sheet; returns how many rows stayed out."""
        try:
            batch = operations.rehearse(batch, actor=actor)
            self._show(file, batch)
            if not options["rehearse"] and outcomes.loadable(batch):
                accepted = [name for name, column in batch.form.columns.items() if column.label in options["accept"]]
                batch = operations.start(batch, actor=actor, accepted=accepted)
                batch = load_or_rehearse(batch, actor, SILENT)
                self.stdout.write(f"{batch.get_status_display()}：{_written(batch):,} 行。{batch.failure}")
        except Refused as refusal:
            raise CommandError(f"{file.name}：{refusal}") from refusal
        return self._hand_back(file, batch, actor, options["returned"])

    def _show(self, file: Path, batch: Batch) -> None:
        """The table of the rehearsal, and the first rows that stay out."""
        self.stdout.write(f"\n{file.name}　{batch.form.kind.label}　{batch.row_count:,} 行")
        for outcome in Outcome:
            self.stdout.write(f"  {outcome.label:　<6}{batch.counts[outcome]:>10,}")
        self.stdout.write(f"  {'已规范':　<6}{batch.counts['note']:>10,}\n  {'有提示':　<6}{batch.counts['warn']:>10,}")
        stopped = Finding.objects.filter(batch=batch, weight__in=(Weight.REFUSE, Weight.WAIVABLE, Weight.DECIDE))
        for finding in stopped.order_by("row", "pk")[:SHOWN]:
            label = batch.form.columns[finding.item].label if finding.item in batch.form.columns else ""
            self.stdout.write(f"  第 {finding.row} 行　{label}　{finding.shown}　{finding.message}　{finding.rule}")

    def _hand_back(self, file: Path, batch: Batch, actor: Actor, folder: Path | None) -> int:
        """Write the workbook with the outcome of every row; returns how many stayed out."""
        there = (folder or file.parent) / f"{file.stem}{SUFFIX}"
        there.parent.mkdir(parents=True, exist_ok=True)
        trail.read(actor, "intake.return", batch, part=Part.ALL)
        there.write_bytes(result(batch, Part.ALL))
        self.stdout.write(f"  结果：{there}")
        return int(batch.counts[Outcome.REJECTED]) + int(batch.counts[Outcome.PENDING])


def _examined(file: Path, place: Organisation, actor: Actor) -> tuple[Path, Batch]:
    """The sheet uploaded and looked through; Refused where a person has to match its columns first."""
    batch = operations.upload(place, actor=actor, name=file.name, content=file.read_bytes())
    batch = operations.examine(batch, actor=actor)
    if batch.status == Status.MATCHED:
        return file, batch
    absent = [column.label for column in columns.missing(batch, Need.NEW)]
    raise Refused(UNMATCHED.format(file=file.name, what=f"缺少：{'、'.join(absent)}。" if absent else ""))


def _actor(login: str | None, place: Organisation) -> Actor:
    """Whoever works at the machine, or the named user from the post that may load there."""
    today = clock.today()
    if login is None:
        return Actor.console(*FUNCTIONS, today=today, path=place.path, organisation=place.pk)
    for post in Post.objects.filter(user__login_name=login).select_related("user", "organisation"):
        actor = Actor(post.user_id, post.user.name, post.seat(today), today)
        if Post.held(post.user_id, today).filter(pk=post.pk).exists() and actor.may("intake.load", place):
            return actor
    raise CommandError(f"用户“{login}”没有可以向“{place.short_name}”导入的岗位。")


def _written(batch: Batch) -> int:
    return sum(int(one[Outcome.NEW]) + int(one[Outcome.CHANGED]) for one in batch.entries)
