"""How long the server takes for the tree, the search and the lists of 450,000 organisations (党组织基准): run by hand.

    .venv/bin/python -m benchmarks.organisations

It works in a database of its own, made anew and dropped at the end, with the province of `benchmarks.province` in it, and
prints a table: the whole answer of the server and the statements in it, the middle of 20 and the worst of them.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks import intake, province, service
from benchmarks.clerk import PASSWORD
from ops import database

NAME = "registry_benchmark_organisations"
SEATS = {"省": "001", "市": "001001", "县": "001001002", "镇": "001001002001", "两新工委": "001001001001"}
"""Whose clerks ask: the paths of their organisations."""
WARM, TIMES = 2, 20
FRAME = ("django_session", "SAVEPOINT", 'FROM "security_post"')
"""Signs of the statements that find the session and the post; they are in the time and not in the number."""
HEAD = "| 岗位 | 做什么 | 服务器毫秒 中位（最慢） | 其中数据库 | 语句 |\n| --- | --- | --- | --- | --- |"
ROW = "| {seat} | {label} | {middle:.0f}（{worst:.0f}） | {database:.1f} | {number} |"


def main() -> None:
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    with intake._scratch(database.ensure(), NAME):
        _set_up()
        from django.core.management import call_command

        call_command("make_keyring")
        call_command("migrate", verbosity=0, skip_checks=True)
        begun = time.perf_counter()
        print(f"{province.populate():,} 个党组织，{time.perf_counter() - begun:.0f} 秒写入")
        measure()


def _set_up() -> None:
    """As in service, but that pages name their styles plainly, whether they were collected or not."""
    import django
    from django.conf import settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = False
    django.setup()


def measure(wanted: str = "") -> None:
    """Every request whose label holds what is wanted."""
    clients = {seat: _signed_in(path) for seat, path in SEATS.items()}
    print(HEAD)
    for request in (*_trees(), *_searches(), *_lists()):
        if wanted in request.label:
            print(_measured(clients[request.seat], request), flush=True)


@dataclass(frozen=True, slots=True)
class Request:
    """What a clerk does: from which post, how it is called, which address, what was typed."""

    seat: str
    label: str
    address: str
    typed: str | None = None
    part: bool = False

    def send(self, client: Any) -> Any:
        headers = {"HX-Request": "true"} if self.part or self.typed is not None else {}
        if self.typed is None:
            return client.get(self.address, headers=headers)
        return client.post(self.address, {"q": self.typed, "organisation_text": self.typed}, headers=headers)


def _trees() -> Iterator[Request]:
    from django.urls import reverse

    from registry.organisations import tree

    keeper = _at(SEATS["两新工委"])
    opened = reverse("organisation.list-children", args=[keeper.uid])
    hundredth = tree.children(keeper).children[-1]
    behind = f"{opened}?after={hundredth.cursor}&start=100"
    many = f"（{province.MANY:,} 个下级）"
    for seat in ("省", "市", "县", "镇"):
        yield Request(seat, "打开党组织和单位：树和下级名册", reverse("organisation.list"))
    yield Request("省", "看一个县：树展开到县", _file(SEATS["县"], "basic"))
    yield Request("省", f"看两新工委的第 2,000 个支部{many}", _file(f"{keeper.path}1jk", "basic"))
    yield Request("两新工委", f"打开党组织和单位{many}", reverse("organisation.list"))
    for seat in ("省", "两新工委"):
        yield Request(seat, f"展开两新工委{many}：前 100 个", opened, part=True)
        yield Request(seat, f"再显示 100 个{many}", behind, part=True)


def _searches() -> Iterator[Request]:
    from django.urls import reverse

    found, offered = reverse("organisation.list-found"), reverse("organisation.list-offered")
    village = _at("00100100200100a")
    county, full = _at(SEATS["县"]), village.name.removeprefix("中共")
    typed = {
        "1 字": "王", "2 字，常见": "王家", "2 字，极常见": "支部", "2 字，极常见，另一写法": "党委",
        "2 字，没有": "龘龘", "3 字": "石桥村", "3 字，常见": "教育局", "6 字，常见": "第一中学党委",
        "6 字，罕见": full[-10:-4], "支部简称": village.short_name, "支部全称": village.name,
        "县名": county.name.removeprefix("中国共产党").removesuffix("委员会"), "党委简称": _at(SEATS["镇"]).short_name,
        "简称首字母": village.short_pinyin, "简称首字母，3 个字母": village.short_pinyin[:3], "全称首字母": village.pinyin,
        "首字母，1 个字母": "w", "代码": village.code, "代码前 6 位": village.code[:6], "单位名称": full.removesuffix("支部委员会"),
        "单位名称的一部分": "纺织有限公司", "曾用名": "前进王家",
    }  # fmt: skip
    for label, text in typed.items():
        for seat in ("省", "县", "镇"):
            yield Request(seat, f"查找 {label}：{text}", found, text)
    for label in ("2 字，常见", "支部简称", "简称首字母"):
        yield Request("省", f"选择框 {label}：{typed[label]}", offered, typed[label])
    yield Request("省", "选择框，还没有写", offered, "")


def _lists() -> Iterator[Request]:
    from django.urls import reverse

    asked = {
        "直接下级": "", "包含下级": "&below=1", "包含下级，党支部": "&below=1&kind=branch",
        "包含下级，党委": "&below=1&kind=committee", "包含下级，有缺项": "&below=1&complete=gap",
        "包含下级，已撤销": "&below=1&state=dissolved", "直接下级，有缺项": "&complete=gap",
    }  # fmt: skip
    for label, query in asked.items():
        for seat in ("省", "县", "两新工委"):
            yield Request(seat, f"下级党组织 {label}", f"{_file(SEATS[seat], 'below')}{query}", part=True)
    for seat in ("省", "县", "两新工委"):
        address = reverse("organisation.view-as-of", args=[_at(SEATS[seat]).uid])
        yield Request(seat, "截至日期 2018-06-30", f"{address}?day=2018-06-30")
    for seat in ("市", "县", "镇"):
        below = reverse("organisation.view-composition", args=[_at(SEATS[seat]).uid])
        yield Request(seat, "党员构成", below, part=True)
        yield Request(seat, "质量", _file(SEATS[seat], "quality"), part=True)


def _file(path: str, tab: str) -> str:
    from django.urls import reverse

    return f"{reverse('organisation.view', args=[_at(path).uid])}?tab={tab}"


def _at(path: str) -> Any:
    from registry.organisations.models import Organisation

    return Organisation.objects.get(path=path)


def _signed_in(path: str) -> Any:
    """A browser in which somebody with a post at that organisation has signed in."""
    from django.test import Client
    from django.urls import reverse

    client = Client()
    login = service.account(_at(path), f"clerk-{path}")
    client.post(reverse("session.open"), {"login": login, "password": PASSWORD})
    return client


def _measured(client: Any, request: Request) -> str:
    """One line of the table."""
    for _ in range(WARM):
        answer = request.send(client)
        assert answer.status_code == 200, (request, answer.status_code)
    runs = [_timed(lambda: request.send(client)) for _ in range(TIMES)]
    wholes = [whole for whole, _ in runs]
    inside = [sum(spent for _, spent in statements) for _, statements in runs]
    number = sum(not any(sign in sql for sign in FRAME) for sql, _ in runs[-1][1])
    return ROW.format(
        seat=request.seat, label=request.label, middle=1000 * statistics.median(wholes),
        worst=1000 * sorted(wholes)[-1], database=1000 * statistics.median(inside), number=number,
    )  # fmt: skip


def _timed(act: Callable[[], Any]) -> tuple[float, list[tuple[str, float]]]:
    """Seconds, and the statements with theirs."""
    from django.db import connection

    statements: list[tuple[str, float]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            statements.append((sql, time.perf_counter() - begun))

    with connection.execute_wrapper(note):
        begun = time.perf_counter()
        act()
        return time.perf_counter() - begun, statements


if __name__ == "__main__":
    main()
