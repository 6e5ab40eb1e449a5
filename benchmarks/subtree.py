"""How long a subtree of 1,000 organisations and 20,000 members takes to move, and what readers notice (改隶基准).

    .venv/bin/python -m benchmarks.subtree

Run by hand; prints a table. It works in a database of its own, as `benchmarks.intake` does.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from benchmarks import intake
from ops import database

ORGANISATIONS, MEMBERS = 1_000, 20_000


def main() -> None:
    with intake._scratch(database.ensure()):
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, skip_checks=True)
        _run()


def _run() -> None:
    from registry.kernel import clock
    from registry.organisations.models import Organisation
    from registry.reorganisations import operations, planning
    from registry.security.actors import Actor
    from registry.security.matrix import functions

    actor = Actor.console(*functions(), today=clock.today())
    county = intake._county(actor)
    town, other = (_committee(county, name, actor) for name in ("甲镇", "乙镇"))
    branches = [f"中共基准县第{number}支部委员会" for number in range(ORGANISATIONS - 1)]
    silent = intake.Clock()
    intake._load(town, "organisations.xlsx", intake._organisations(branches, town.name), actor, silent, len(branches))
    intake._load(town, "members.xlsx", intake._members(MEMBERS, branches * 2), actor, silent, MEMBERS)
    print(f"\n{Organisation.objects.below(town.path).count():,} 个党组织，{MEMBERS:,} 名党员")
    under = _committee(county, "丙镇", actor)
    paper = {"effective_on": actor.today, "document": "基准〔2026〕1号"}
    planned = _timed("预演", lambda: planning.moved(town, under, actor.today))
    with Reader(county.path) as reader:
        _timed("改变隶属关系", lambda: operations.move(town, actor=actor, parent=under, agreed=planned.digest, **paper))
    print(
        f"其间读者：{reader.reads} 次列表，最慢 {reader.slowest * 1000:.0f} 毫秒；平时 {Reader(county.path).usual() * 1000:.0f} 毫秒"
    )
    from registry.organisations.models import Reorganisation

    _timed("撤回", lambda: operations.undo(Reorganisation.objects.get(), actor=actor))
    del other


def _committee(county: Any, name: str, actor: Any) -> Any:
    from registry.organisations import operations
    from registry.organisations.sets import details

    written = {
        "name": f"中共基准县{name}委员会", "category": "611", "secretary": "测试甲", "contact": "测试乙",
        "phone": "19900000001", "situation": "3", "founding_document": "基准〔2026〕0号",
        "founded_on": actor.today.isoformat(),
    }  # fmt: skip
    items = {key: details.items[key].field.parse(value).value for key, value in written.items()}
    unit = {"name": f"基准县{name}", "code": "0", "category": "13", "party_build": "11"}
    return operations.create(county, actor=actor, items=items, units=[unit])


def _timed(label: str, act: Any) -> Any:
    begun = time.perf_counter()
    result = act()
    print(f"{label:<12}{time.perf_counter() - begun:>8.2f} s")
    return result


class Reader:
    """Somebody who reads the first page of the county's members over and over."""

    def __init__(self, path: str) -> None:
        self._path, self._stop = path, threading.Event()
        self.reads, self.slowest = 0, 0.0
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, *args: object) -> None:
        self._stop.set()
        self._thread.join()

    def usual(self) -> float:
        """Seconds for one page when nobody else works."""
        return min(self._once() for _ in range(5))

    def _read(self) -> None:
        from django.db import connection

        while not self._stop.is_set():
            self.slowest = max(self.slowest, self._once())
            self.reads += 1
        connection.close()

    def _once(self) -> float:
        from registry.members.models import Member

        begun = time.perf_counter()
        list(Member.objects.below(self._path).order_by("path", "id").values_list("name", "path")[:50])
        return time.perf_counter() - begun


if __name__ == "__main__":
    main()
