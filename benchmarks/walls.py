"""What the second wall costs (行级策略基准): lists, searches and counts with the policies and without them, in one run.

    .venv/bin/python -m benchmarks.walls

Run by hand; prints for each query the median with and without, their ratio, and whether the plan scans by the same indexes. It
works in a database of its own with the province of `benchmarks.province`. "Without" is the tables' owner, whom no policy binds.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from typing import Any

from benchmarks import intake, organisations, province
from ops import database

NAME = "registry_benchmark_walls"
ROUNDS = 7
HEAD = "| 岗位 | 查询 | 有策略 毫秒 | 无策略 毫秒 | 倍数 | 用同样的索引 |\n| --- | --- | --- | --- | --- | --- |"


def main() -> None:
    with intake._scratch(database.ensure(), NAME):
        organisations._set_up()
        from django.core.management import call_command

        call_command("make_keyring")
        call_command("migrate", verbosity=0, skip_checks=True)
        print(f"{province.populate():,} 个党组织")
        measure()


def measure() -> None:
    """Every query from every seat, both ways."""
    from registry.security.sight import EVERYTHING, Sight

    print(HEAD)
    for seat, path in organisations.SEATS.items():
        for label, rows in _queries(path):
            inside, by = _explained(rows, Sight.below(path, people=True), bound=True)
            outside, without = _explained(rows, EVERYTHING, bound=False)
            same = "是" if by == without else f"否：{sorted(by ^ without)}"
            print(f"| {seat} | {label} | {inside:.2f} | {outside:.2f} | {inside / outside:.2f} | {same} |", flush=True)


def _queries(path: str) -> Iterator[tuple[str, Any]]:
    """The main queries of the screens, each with the literal range of the seat as `visible_to` writes it."""
    from registry.members.models import Member
    from registry.members.queries import fitting
    from registry.organisations.models import Organisation

    members, below = Member.objects.below(path), Organisation.objects.below(path)
    yield "党员第一页", members.order_by("path", "pk")[:51]
    yield "党员计数（至10001）", members.order_by().values("pk")[:10_001]
    yield "按姓名", fitting(members, "王家")[:8]
    yield "按拼音首字母", fitting(members, "wj")[:8]
    yield "按身份号码", fitting(members, "990000199001010000")
    yield "按电话", fitting(members, "13900000000")
    yield "下级党组织第一页", below.order_by("path", "pk")[:51]
    yield "党组织计数（至10001）", below.order_by().values("pk")[:10_001]


def _explained(rows: Any, sight: Any, *, bound: bool) -> tuple[float, set[str]]:
    """The median of the times the server says it took, and the names of the indexes and tables it went through."""
    from django.conf import settings
    from django.db import connection

    from registry.security.sight import seeing

    with connection.cursor() as cursor, seeing(sight):
        cursor.execute(f"set role {settings.WEB_ROLE if bound else 'none'}")
        told = [json.loads(rows.explain(analyze=True, format="json"))[0] for _ in range(ROUNDS)]
        cursor.execute("set role none")
    return statistics.median(one["Execution Time"] for one in told), set(_scans(told[-1]["Plan"]))


def _scans(node: dict[str, Any]) -> Iterator[str]:
    """Each index, or each table that is read from end to end, except the one place looked up for a policy."""
    if "Index Name" in node:
        yield str(node["Index Name"])
    elif node["Node Type"] == "Seq Scan":
        yield f"Seq Scan {node['Relation Name']}"
    for part in node.get("Plans", []):
        yield from _scans(part)


if __name__ == "__main__":
    main()
