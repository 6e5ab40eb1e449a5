"""How long a thousand collection forms take in one PDF (打印基准): run by hand, prints a table.

.venv/bin/python -m benchmarks.printing --forms 1000
"""

from __future__ import annotations

import argparse
import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

from registry.printing.collection_forms import Boxes, Choice, Code, Day, Item, MemberForm, Option, Words, member_forms
from registry.printing.marks import CheckMark, PrintMark

LABELS = (
    "姓名", "性别", "民族", "公民身份号码", "出生日期", "学历", "人员类别", "所在党支部", "加入党组织日期",
    "转为正式党员日期", "工作岗位", "联系电话", "家庭住址", "党籍状态", "是否失联党员", "是否流动党员",
)  # fmt: skip
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华玉萍红建文辉力志永健世广德贵福生"
YES_NO = (Option("是", "是"), Option("否", "否"))


def form(number: int) -> MemberForm:
    """A filled form, different from every other."""
    day = Day.of(date(1960 + number % 40, number % 12 + 1, number % 28 + 1))
    values = (
        Words(SURNAMES[number % 20] + GIVEN[number % 40] + GIVEN[number // 40 % 40]), Words("男"), Words("汉族"),
        Boxes(f"99000119750312{number % 10_000:04d}"), day, Code("21"),
        Choice((Option("1", "正式党员"), Option("2", "预备党员")), "1"), Words("中共清源县东岭镇石桥村支部委员会"), day, day,
        Code("111"), Words(f"139{number:08d}"), Words(f"清源县东岭镇石桥村{number}号"),
        Choice((Option("1", "正常"), Option("2", "停止党籍")), "1"), Choice(YES_NO, "否"), Choice(YES_NO, "否"),
    )  # fmt: skip
    items = tuple(Item(place, label, value) for place, (label, value) in enumerate(zip(LABELS, values, strict=True), 1))
    return MemberForm(
        values[0].value, "石桥村支部", items, CheckMark(f"W{number:05d}", f"DY1:{number:032X}:W{number:05d}")
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=1000)
    count = parser.parse_args().forms
    mark = PrintMark(datetime(2026, 1, 1, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")), "东岭镇党委（经办）", "测试")
    print(f"{'forms':>8} {'seconds':>8} {'pages':>8} {'bytes':>12}")
    for many in (1, 50, count):
        begun = time.perf_counter()
        made = member_forms([form(number) for number in range(many)], mark=mark, cover=many > 1)
        pages = made.count(b"/Type /Page") or made.count(b"/Type/Page")
        print(f"{many:>8} {time.perf_counter() - begun:>8.2f} {pages:>8} {len(made):>12,}")


if __name__ == "__main__":
    main()
