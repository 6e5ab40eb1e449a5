"""How fast a sheet of members goes in, from upload to loaded (导入基准): run by hand, prints a table.

    .venv/bin/python -m benchmarks.intake --rows 200000

It works in a database of its own, made anew on the server of DATABASE_URL (or the clone's own) and dropped at the end.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import xlsxwriter

from ops import database

NAME = "registry_benchmark"
COUNTY = "中国共产党基准县委员会"
BRANCH_SIZE = 30
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉萍红建文辉力志永健世广德贵福生"
SCHOOLING = ("大学", "大专", "普通高中", "初中", "中等专科", "小学", "硕士研究生")
POSTS = ("农牧渔业生产人员", "公务员", "退休人员", "事业单位专业技术岗位", "非公有制企业管理岗位")
PHASE = "{phase:<28}{seconds:>9.2f} s{speed:>12,.0f} 行/秒"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=200_000)
    rows = parser.parse_args().rows
    with _scratch(database.ensure()):
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, skip_checks=True)
        _run(rows)


def _run(rows: int) -> None:
    from registry.kernel import clock
    from registry.security.actors import Actor
    from registry.security.matrix import functions

    actor = Actor.console(*functions(), today=clock.today())
    county = _county(actor)
    branches = [f"中共基准县第{number}支部委员会" for number in range(-(-rows // BRANCH_SIZE))]
    clock_ = Clock()
    _load(county, "organisations.xlsx", _organisations(branches), actor, Clock(), len(branches))
    content = _members(rows, branches)
    print(f"{rows:,} 行党员，工作簿 {len(content) / 2**20:.1f} MB，{len(branches):,} 个党支部")
    _load(county, "members.xlsx", content, actor, clock_, rows)
    clock_.show("合计（上传到导入）", clock_.total, rows)
    copied = _raw_copy()
    clock_.show("同样的行 COPY 到裸表", copied, rows)
    print(f"是裸 COPY 的 {clock_.total / copied:.1f} 倍")
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"内存峰值：本进程 {own:.0f} MB，读取工作簿的子进程 {children:.0f} MB")


def _load(place: Any, name: str, content: bytes, actor: Any, clock_: Clock, rows: int) -> None:
    """One sheet, from upload to loaded."""
    from registry.intake import jobs, operations
    from registry.jobs.progress import SILENT

    batch = clock_.time(
        "上传（加密留存）", rows, lambda: operations.upload(place, actor=actor, name=name, content=content)
    )
    batch = clock_.time("体检和预演", rows, lambda: jobs.prepare(batch, actor, clock_))
    clock_.close(rows)
    operations.start(batch, actor=actor)
    batch = clock_.time("写入", rows, lambda: jobs.load_or_rehearse(batch, actor, SILENT))
    stopped = batch.counts["rejected"] + batch.counts["pending"]
    assert not stopped, f"{stopped} rows did not go in"


class Clock:
    """Times the steps, and tells the phases inside the rehearsal apart."""

    def __init__(self) -> None:
        self.total, self._phase, self._since = 0.0, "", 0.0

    def time(self, phase: str, rows: int, act: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        result = act()
        seconds = time.perf_counter() - begun
        self.total += seconds
        self.show(phase, seconds, rows)
        return result

    def at(self, phase: str, done: int = 0, total: int = 0) -> None:
        if phase != self._phase:
            self.close(total)
            self._phase, self._since = phase, time.perf_counter()

    def close(self, rows: int) -> None:
        if self._phase:
            self.show(f"  其中 {self._phase}", time.perf_counter() - self._since, rows)
        self._phase = ""

    def show(self, phase: str, seconds: float, rows: int) -> None:
        print(PHASE.format(phase=phase, seconds=seconds, speed=rows / seconds if seconds else 0))


def _county(actor: Any) -> Any:
    from registry.organisations import operations
    from registry.organisations.sets import basic
    from registry.security.actors import Top

    written = {
        "name": COUNTY,
        "category": "141",
        "secretary": "测试甲",
        "contact": "测试乙",
        "phone": "19900000001",
    }
    items = {name: basic.items[name].field.parse(value).value for name, value in written.items()}
    return operations.found(Top(), actor=actor, items=items)


def _organisations(branches: list[str], above: str = COUNTY) -> bytes:
    head = ("党组织名称", "上级党组织", "党组织书记", "党组织联系人", "联系电话", "组织类别", "党组织所在单位情况",
            "单位名称", "单位类别", "单位建立党组织情况", "党组织所在单位代码")  # fmt: skip
    rest = (above, "测试甲", "测试乙", "19900000001", "党支部", "法人单位")
    rows = ((name, *rest, f"基准县第{number}单位", "机关", "建立党支部的", "0") for number, name in enumerate(branches))
    return _workbook("党组织和所在单位信息汇总表", head, rows)


def _members(count: int, branches: list[str]) -> bytes:
    head = ("序号", "姓名", "性别", "民族", "公民身份号码", "出生日期", "学历", "人员类别", "所在党支部", "加入党组织日期",
            "转为正式党员日期", "工作岗位", "联系电话", "家庭住址", "党籍状态", "是否失联党员", "失去联系日期", "是否流动党员",
            "外出流向")  # fmt: skip
    return _workbook("党员基本信息汇总表", head, (_member(number, branches) for number in range(count)))


def _member(number: int, branches: list[str]) -> tuple[str, ...]:
    """The number-th person: no two have one identity number."""
    from registry.kernel.values.identity import check_digit

    born = date(1950, 1, 1) + timedelta(days=number * 7 % 17_000)
    woman = number % 3 == 0
    first = f"99{number // 500 % 10_000:04d}{born:%Y%m%d}{2 * (number % 500) + (not woman):03d}"
    joined = date(born.year + 22 + number % 12, number % 12 + 1, number % 28 + 1)
    joined = min(max(joined, date(1984, 1, 2)), date(2024, 1, number % 28 + 1))
    name = SURNAMES[number % 30] + GIVEN[number // 30 % 40] + GIVEN[number // 1200 % 40]
    return (
        str(number + 1), name, "女" if woman else "男", "汉族", first + check_digit(first), born.isoformat(),
        SCHOOLING[number % 7], "正式党员", branches[number // BRANCH_SIZE], joined.isoformat(),
        joined.replace(year=joined.year + 1).isoformat(), POSTS[number % 5], f"199{number:08d}",
        f"基准县解放路{number % 9_973}号{number % 61}室", "正常", "否", "", "否", "",
    )  # fmt: skip


def _workbook(title: str, head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> bytes:
    file = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        options = {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False, "tmpdir": folder}
        with xlsxwriter.Workbook(file, options) as book:
            sheet = book.add_worksheet(title)
            sheet.write_row(0, 0, head)
            for number, row in enumerate(rows, 1):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def _raw_copy() -> float:
    """Seconds for a COPY of the very rows that were staged into a table without index, constraint or trigger."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("create table bare (like intake_stagedmember)")
        with cursor.copy("copy intake_stagedmember to stdout") as out:
            data = b"".join(bytes(block) for block in out)
        begun = time.perf_counter()
        with cursor.copy("copy bare from stdin") as copy:
            copy.write(data)
        seconds = time.perf_counter() - begun
        cursor.execute("drop table bare")
    return seconds


@contextmanager
def _scratch(url: str, name: str = NAME) -> Iterator[None]:
    """A database of our own for as long as this runs; the settings are read only then."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.config.settings")
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"drop database if exists {name} with (force)")
        server.execute(f"create database {name} template template0")
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
    try:
        yield
    finally:
        from django.db import connection

        connection.close()
        connection.close_pool()
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f"drop database if exists {name} with (force)")


if __name__ == "__main__":
    main()
