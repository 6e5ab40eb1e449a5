"""The whole benchmark (整套基准): provinces of several sizes, every question from every seat, then many clerks at once.

    bin/bench --quick            10,000 and 200,000 members, in a few minutes
    bin/bench                    10,000, one million and eight million
    bin/bench --sizes 1000000 --no-load

Each size has a database of its own, made anew and dropped at the end. Prints tables; the same figures go to a JSON file.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.intake import _scratch as scratch
from ops import database
from ops.places import PYTHON, ROOT, VAR

QUICK, WHOLE = (10_000, 200_000), (10_000, 1_000_000, 8_000_000)
CLERKS, SECONDS, OFFICES = (50, 200), 120, 50
"""How many work at once, for how long, and from how many offices; several of an office share its post."""
HEAD = "| 做什么 | 岗位 | 中位 ms | p95 ms | 语句 | 手写 SQL ms | 倍数 | KB |\n| --- | --- | --- | --- | --- | --- | --- | --- |"
ROW = (
    "| {label} | {seat} | {median:.0f} | {p95:.0f} | {queries} | {by_hand:.1f} | {ratio:.1f}{mark} | {kilobytes:.0f} |"
)
BESIDE = "（超出）"
"""Beside a page that takes more than three times its statements and fifteen milliseconds."""
LOAD = "| {clerks} | {per_second:.0f} | {p50:.0f} | {p95:.0f} | {worst:.0f} | {errors} |"
LOAD_HEAD = "| 同时在线 | 请求/秒 | 中位 ms | p95 ms | 最慢 ms | 出错 |\n| --- | --- | --- | --- | --- | --- |"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="bin/bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="一万和二十万人，时间较短")
    parser.add_argument("--sizes", type=int, nargs="+", help="自定人数")
    parser.add_argument("--no-load", action="store_true", help="不做并发")
    parser.add_argument("--seconds", type=int, help="并发持续多久，默认 120，--quick 为 20")
    parser.add_argument("--out", type=Path, default=VAR / "benchmark.json", help="JSON 写到哪里")
    asked = parser.parse_args()
    sizes = asked.sizes or (QUICK if asked.quick else WHOLE)
    seconds = 0 if asked.no_load else asked.seconds or (20 if asked.quick else SECONDS)
    # Named as in service; a page that cannot name its styles is a page that cannot be measured.
    environment = os.environ | {"DATABASE_URL": database.ensure()}
    subprocess.run([str(PYTHON), "-m", "ops.world", "collectstatic"], cwd=ROOT, env=environment, check=True)
    print(_machine())
    found = {
        "machine": _machine(),
        "day": time.strftime("%Y-%m-%d"),
        "sizes": [_one(size, seconds, quick=asked.quick) for size in sizes],
    }
    asked.out.write_text(json.dumps(found, ensure_ascii=False, indent=1))
    print(f"\n{asked.out}")
    return 0


def _one(size: int, seconds: int, *, quick: bool) -> dict[str, Any]:
    """A province of that size, asked everything."""
    # A process of its own for each size: Django keeps the database it was set up with.
    with tempfile.NamedTemporaryFile("r", suffix=".json") as result:
        command = [
            str(PYTHON),
            "-m",
            "benchmarks",
            "--child",
            str(size),
            str(seconds),
            "10" if quick else "30",
            result.name,
        ]
        subprocess.run(command, cwd=ROOT, check=True)
        return dict(json.load(result))


def child(size: int, seconds: int, times: int, result: str) -> None:
    """What one process does for one size."""
    with scratch(database.ensure(), f"registry_benchmark_{size}"):
        _set_up()
        filled = _fill(size)
        from benchmarks import measuring, service

        seats = service.seats()
        facts = _offices() if seconds else []
        _settle()
        with service.serving() as port:
            lines = _measure(port, seats, times, measuring)
            loads = [_load(port, clerks, seconds, facts) for clerks in CLERKS] if seconds else []
    Path(result).write_text(
        json.dumps({"members": size, "fill_seconds": filled, "pages": lines, "load": loads}, ensure_ascii=False)
    )


def _set_up() -> None:
    """As in service, but that pages name their styles plainly, whether they were collected or not."""
    import django
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS = ["*"]
    django.setup()
    from django.core.management import call_command

    call_command("make_keyring")
    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("load_codes", verbosity=0)


def _fill(size: int) -> float:
    from registry.kernel import clock
    from registry.population import planting
    from registry.population.province import Order

    begun = time.perf_counter()
    planting.plant(Order(size, 1, date(clock.today().year - 1, 12, 31)), lambda members: None)
    planting.settle()
    seconds = time.perf_counter() - begun
    print(f"\n## {size:,} 名党员（{seconds:.0f} 秒写入）\n", flush=True)
    return seconds


def _settle() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("checkpoint")
    connection.close()


def _measure(port: int, seats: Sequence[Any], times: int, measuring: Any) -> list[dict[str, Any]]:
    from benchmarks.asked import questions
    from benchmarks.clerk import Clerk

    print(HEAD)
    lines = []
    for seat in seats:
        clerk, beside = Clerk(port), measuring.Beside(seat.login)
        clerk.sign_in(seat.login)
        for question in questions(seat):
            line = measuring.measured(question, clerk, beside, times)
            mark = "" if line.within else BESIDE
            print(ROW.format(**line.as_json() | {"mark": mark, "kilobytes": line.bytes / 1024}), flush=True)
            lines.append(line.as_json() | {"within": line.within})
    return lines


def _offices() -> list[dict[str, Any]]:
    """The accounts that work at once: most in branches and committees, few above, as in life."""
    from benchmarks import service
    from registry.members.models import Member
    from registry.organisations.models import Organisation

    places = [*Organisation.objects.filter(category="631").order_by("path")[: OFFICES // 2]]
    places += [*Organisation.objects.filter(category__in=("611", "241")).order_by("path")[: OFFICES // 2]]
    places += [*Organisation.objects.filter(category__in=("141", "131", "121")).order_by("path")[: OFFICES // 10]]
    found = []
    for number, place in enumerate(places):
        inside = list(Member.objects.all().below(place.path).order_by("path", "pk")[:40])
        if inside:
            found.append({
                "login": service.account(place, f"office-{number}"), "uid": str(place.uid), "below": str(place.uid),
                "members": [str(one.uid) for one in inside], "names": [one.name[:2] for one in inside],
            })  # fmt: skip
    return found


def _load(port: int, clerks: int, seconds: int, facts: list[dict[str, Any]]) -> dict[str, Any]:
    if clerks == CLERKS[0]:
        print(f"\n{LOAD_HEAD}")
    with tempfile.TemporaryDirectory() as folder:
        said, result = Path(folder) / "facts.json", Path(folder) / "result.json"
        said.write_text(json.dumps(facts))
        command = [str(PYTHON), "-m", "benchmarks.load", str(port), str(clerks), str(seconds), str(said), str(result)]
        subprocess.run(command, cwd=ROOT, check=True)
        found: dict[str, Any] = json.loads(result.read_text())
    print(LOAD.format(**found), flush=True)
    return found


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{len(os.sched_getaffinity(0))} 核，{memory:.0f} GB，{platform.machine()}，Python {platform.python_version()}"
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5])
    else:
        sys.exit(main())
