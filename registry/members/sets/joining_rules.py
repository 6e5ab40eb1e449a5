"""The rules of age, joining and the order of dates (年龄、入党与日期校核规则), R-012, R-025 to R-029, R-076, R-208, R-209."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.db.models import F, Q

from registry.kernel.dates import MonthsLater, add_months, full_years
from registry.kernel.refusals import Level
from registry.kernel.rules import rule
from registry.members.sets import probation
from registry.members.sets.probation import DISPUTED, FULL, PROBATIONARY, era_of

CONSTITUTION = "党章第一条"


@rule(
    "R-025", "党员年龄不能小于18周岁。", "birth_on",
    broken=lambda today: Q(birth_on__gt=add_months(today, -18 * 12)),
    good=[{"birth_on": date(1990, 5, 1)}, {"birth_on": None}],
    bad=[{"birth_on": date(2015, 5, 1)}],
    source=CONSTITUTION,
)  # fmt: skip
def is_of_age(row: Any, today: date) -> bool:
    birth = getattr(row, "birth_on", None)
    return birth is None or birth <= add_months(today, -18 * 12)


def _age_at_joining(row: Any) -> int | None:
    birth, joined = getattr(row, "birth_on", None), getattr(row, "joined_on", None)
    return full_years(birth, joined) if birth and joined else None


def _joined_at(row: Any, today: date) -> str:
    return (
        f"加入党组织时未满{16 if (_age_at_joining(row) or 0) < 16 else 18}周岁，不符合规定，请核对出生日期和加入日期。"
    )


@rule(
    "R-026", "加入党组织时未满16周岁", "joined_on", "birth_on",
    broken=Q(joined_on__lt=MonthsLater("birth_on", 16 * 12)),
    good=[{"birth_on": date(1958, 6, 10), "joined_on": date(1975, 7, 1)}, {"birth_on": None, "joined_on": date(1975, 7, 1)}],
    bad=[{"birth_on": date(1990, 5, 1), "joined_on": date(2005, 4, 30)}],
    wording=_joined_at, source="党章第一条；种子3 §6.2.1 注意5",
)  # fmt: skip
def joined_at_sixteen(row: Any, today: date) -> bool:
    birth, joined = getattr(row, "birth_on", None), getattr(row, "joined_on", None)
    return not (birth and joined) or joined >= add_months(birth, 16 * 12)


@rule(
    "R-026", "加入党组织时未满18周岁", "joined_on", "birth_on",
    broken=Q(joined_on__gte=MonthsLater("birth_on", 16 * 12), joined_on__lt=MonthsLater("birth_on", 18 * 12)),
    good=[{"birth_on": date(1958, 6, 10), "joined_on": date(1976, 6, 10)}],
    bad=[{"birth_on": date(1958, 6, 10), "joined_on": date(1975, 7, 1)}],
    level=Level.WARN, wording=_joined_at, source="党章第一条；种子3 §6.2.1 注意5",
)  # fmt: skip
def joined_at_eighteen(row: Any, today: date) -> bool:
    birth, joined = getattr(row, "birth_on", None), getattr(row, "joined_on", None)
    if not (birth and joined) or joined < add_months(birth, 16 * 12):
        return True
    return joined >= add_months(birth, 18 * 12)


def _not_in_future(row: Any, today: date, *, name: str) -> bool:
    day = getattr(row, name, None)
    return day is None or day <= today


def _later_than(name: str, today: date) -> Q:
    return Q(**{f"{name}__gt": today})


NOT_IN_FUTURE = [
    rule(
        "R-027", f"{label}不能晚于今天。", name,
        broken=partial(_later_than, name),
        good=[{name: date(2001, 7, 1)}, {name: None}], bad=[{name: date(2999, 1, 1)}],
        source="种子3 §6.2.1 注意5",
    )(partial(_not_in_future, name=name))
    for name, label in {
        "birth_on": "出生日期", "joined_on": "加入党组织日期", "converted_on": "转为正式党员日期",
        "lost_on": "失去联系日期", "title_started_on": "聘任起始日期",
    }.items()
]  # fmt: skip


def _in_order(row: Any, today: date, *, earlier: str, later: str) -> bool:
    first, second = getattr(row, earlier, None), getattr(row, later, None)
    return not (first and second) or first <= second


IN_ORDER = [
    rule(
        "R-028", f"日期先后不合理：{first}应早于{second}。", later, earlier,
        broken=Q(**{f"{later}__lt": F(earlier)}),
        good=[{earlier: date(1990, 1, 1), later: date(2012, 1, 1)}, {earlier: None, later: date(2012, 1, 1)}],
        bad=[{earlier: date(2012, 1, 2), later: date(2012, 1, 1)}],
        source="发展党员工作细则",
    )(partial(_in_order, earlier=earlier, later=later))
    for earlier, later, first, second in [
        ("birth_on", "joined_on", "出生日期", "加入党组织日期"),
        ("joined_on", "converted_on", "加入党组织日期", "转为正式党员日期"),
        ("title_started_on", "title_ended_on", "聘任起始日期", "聘任终止日期"),
    ]
]  # fmt: skip


@rule(
    "R-029", "预备党员不填写转正日期；正式党员必须填写转正日期。", "converted_on", "category",
    broken=Q(category=PROBATIONARY, converted_on__isnull=False) | Q(category=FULL, converted_on__isnull=True),
    good=[{"category": FULL, "converted_on": date(2002, 7, 1)}, {"category": PROBATIONARY, "converted_on": None}],
    bad=[{"category": PROBATIONARY, "converted_on": date(2025, 6, 1)}, {"category": FULL, "converted_on": None}],
    source="种子3 §6.1 注意2",
)  # fmt: skip
def conversion_fits_category(row: Any, today: date) -> bool:
    category, converted = getattr(row, "category", None), getattr(row, "converted_on", None)
    return not ((category == PROBATIONARY and converted) or (category == FULL and not converted))


def _earliest(row: Any, today: date) -> str:
    era = era_of(row.joined_on)
    earliest = add_months(row.joined_on, era.months) if era else row.joined_on
    return f"预备期不足一年：{row.joined_on} 加入，最早 {earliest} 转正。经核实无误的，请附依据材料。"


@rule(
    "R-076", "预备期不足一年", "converted_on", "joined_on",
    broken=probation.too_short_in_sql(probation.FULL_YEAR),
    good=[
        {"joined_on": date(1979, 10, 1), "converted_on": date(1980, 10, 1)},
        {"joined_on": date(1971, 7, 1), "converted_on": date(1971, 7, 1)},
        {"joined_on": date(2024, 2, 29), "converted_on": date(2025, 2, 28)},
    ],
    bad=[
        {"joined_on": date(1979, 10, 1), "converted_on": date(1980, 9, 30)},
        {"joined_on": date(2021, 7, 1), "converted_on": date(2022, 6, 30)},
    ],
    level=Level.WAIVABLE, wording=_earliest, source="党章第七条；党龄的计算方法",
)  # fmt: skip
def probation_lasts_a_year(row: Any, today: date) -> bool:
    joined, converted = getattr(row, "joined_on", None), getattr(row, "converted_on", None)
    return not probation.too_short(joined, converted, probation.FULL_YEAR)


@rule(
    "R-076", "该时期预备期的起止有两种说法，请核实转正日期。", "joined_on", "converted_on",
    broken=probation.disputed_in_sql(),
    good=[{"joined_on": date(1971, 7, 1)}],
    bad=[{"joined_on": date(1969, 4, 8), "converted_on": date(1969, 4, 8)}],
    level=Level.WARN, source="rules.md R-076",
)  # fmt: skip
def era_is_undisputed(row: Any, today: date) -> bool:
    return era_of(getattr(row, "joined_on", None), DISPUTED) is None


@rule(
    "R-208", "该时期入党无预备期，转正日期应与入党日期相同。", "converted_on", "joined_on",
    broken=(lambda none: none & Q(converted_on__isnull=False) & ~Q(converted_on=F("joined_on")) & ~probation.disputed_in_sql())(
        probation.NO_PROBATION[0].condition | probation.NO_PROBATION[1].condition | probation.NO_PROBATION[2].condition
    ),
    good=[{"joined_on": date(1971, 7, 1), "converted_on": date(1971, 7, 1)}],
    bad=[{"joined_on": date(1971, 7, 1), "converted_on": date(1972, 7, 1)}],
    level=Level.WARN, source="种子2 三2",
)  # fmt: skip
def no_probation_then(row: Any, today: date) -> bool:
    joined, converted = getattr(row, "joined_on", None), getattr(row, "converted_on", None)
    if era_of(joined, probation.NO_PROBATION) is None or era_of(joined, DISPUTED):
        return True
    return converted is None or converted == joined


@rule(
    "R-209", "预备期短于该时期最短规定。", "converted_on", "joined_on",
    broken=probation.too_short_in_sql(probation.BY_CLASS),
    good=[{"joined_on": date(1950, 3, 15), "converted_on": date(1950, 9, 15)}],
    bad=[{"joined_on": date(1950, 3, 15), "converted_on": date(1950, 9, 14)}],
    level=Level.WARN, source="rules.md R-076",
)  # fmt: skip
def probation_of_the_class(row: Any, today: date) -> bool:
    joined, converted = getattr(row, "joined_on", None), getattr(row, "converted_on", None)
    return not probation.too_short(joined, converted, probation.BY_CLASS)


@rule(
    "R-012", "日期只精确到年或月，请尽量补全到日。", "birth_precision", "joined_precision", "converted_precision",
    broken=~Q(birth_precision="day", joined_precision="day", converted_precision="day"),
    good=[{"birth_precision": "day", "joined_precision": "day", "converted_precision": "day"}],
    bad=[{"birth_precision": "month", "joined_precision": "day", "converted_precision": "day"}],
    level=Level.WARN, source="rules.md R-012",
)  # fmt: skip
def dates_are_exact(row: Any, today: date) -> bool:
    names = ("birth_precision", "joined_precision", "converted_precision")
    return all(getattr(row, name, "day") == "day" for name in names)


ALL = (
    is_of_age, joined_at_sixteen, joined_at_eighteen, *NOT_IN_FUTURE, *IN_ORDER, conversion_fits_category,
    probation_lasts_a_year, era_is_undisputed, no_probation_then, probation_of_the_class, dates_are_exact,
)  # fmt: skip
