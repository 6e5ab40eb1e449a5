"""How many rows of the trail are sealed and verified a second, and what an entry costs its writer (审计基准).

    .venv/bin/python -m benchmarks.trail

Run by hand; prints a table. It works in a database of its own, as `benchmarks.intake` does.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from benchmarks import intake
from ops import database

READS, ACTS, CHANGES = 60_000, 200, 300
"""Entries of readings; entries with changes, and how many changes each."""


def main() -> None:
    with intake._scratch(database.ensure()):
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.ANCHOR_FILE = str(Path(tempfile.mkdtemp(prefix="registry-anchors-")) / "anchors.jsonl")
        call_command("make_keyring")
        call_command("migrate", verbosity=0, skip_checks=True)
        _run()


def _run() -> None:
    from django.db import connection, transaction

    from registry.kernel import clock
    from registry.security import seals, trail, verifying
    from registry.security.actors import Actor, Top
    from registry.security.matrix import functions

    actor, top = Actor.console(*functions(), today=clock.today()), Top()
    began = time.perf_counter()
    for _ in range(2000):
        trail.read(actor, "member.view", top)
    print(f"{'写一条（每条一个事务）':<20}{(time.perf_counter() - began) / 2000 * 1000:>10.2f} 毫秒")
    began = time.perf_counter()
    for _ in range(READS // 2000):
        trail.read_all(actor, "member.print", [top] * 2000)
    _say("成批写入", READS, began)
    with transaction.atomic(), connection.cursor() as cursor:
        for _ in range(ACTS):
            entry = trail.append(actor, "member.correct", top)
            cursor.execute(
                "insert into security_change (entry_id, table_name, row_id, before, after) select %s, 'members_member', n,"
                """ '{"address_mask": "甲", "version": 1}', '{"address_mask": "乙", "version": 2}'"""
                " from generate_series(1, %s) n",
                [entry.pk, CHANGES],
            )
    began = time.perf_counter()
    done = seals.seal()
    _say("封存", done.entries + done.changes, began)
    began = time.perf_counter()
    report = verifying.verify()
    _say("校验", report.entries + report.changes, began)
    assert report.sound, report.faults[:3]


def _say(what: str, rows: int, began: float) -> None:
    seconds = time.perf_counter() - began
    print(f"{what:<20}{rows:>10,} 行{seconds:>8.2f} 秒{rows / seconds:>12,.0f} 行/秒")


if __name__ == "__main__":
    main()
