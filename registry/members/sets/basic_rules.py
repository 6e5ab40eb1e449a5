"""The rules of the basic information (基本信息校核规则), R-012 to R-033, R-076, R-101, R-207 to R-209."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

from django.db.models import F, Q

from registry.codes.catalogue import code_list
from registry.kernel.dates import MonthsLater, add_months, full_years
from registry.kernel.refusals import Level
from registry.kernel.rules import rule
from registry.members.sets import probation
from registry.members.sets.probation import DISPUTED, era_of

FULL, PROBATIONARY = "1", "2"
SYNTHETIC = "99"
PROVINCE_NAMES = {code.code[:2]: code.name for code in code_list("gb_province")} | {SYNTHETIC: "演示数据"}
PROVINCES = frozenset(PROVINCE_NAMES) - {SYNTHETIC} | {"82", "83"}
CONSTITUTION = "党章第一条"
COLLECTION_FORM = "党员基本信息采集表"

REQUIRED: dict[str, tuple[str, Any]] = {
    "name": ("姓名", ""), "sex": ("性别", ""), "ethnicity": ("民族", ""), "birth_on": ("出生日期", None),
    "education": ("学历", ""), "category": ("人员类别", ""), "joined_on": ("加入党组织日期", None),
    "post": ("工作岗位", ""), "phone": ("联系电话", None), "address": ("家庭住址", None), "status": ("党籍状态", ""),
}  # fmt: skip
COMPLETE = {
    "name": "测试甲", "sex": "1", "ethnicity": "01", "birth_on": date(1975, 3, 12), "education": "21", "category": FULL,
    "joined_on": date(2001, 7, 1), "converted_on": date(2002, 7, 1), "post": "0111", "phone": "13900000000",
    "address": "清河县一路1号", "status": "1", "identity_number": "990001197503120010",
}  # fmt: skip


def _absent(row: Any) -> list[str]:
    missing = [label for name, (label, _) in REQUIRED.items() if not getattr(row, name, None)]
    if not getattr(row, "identity_number", None) and not getattr(row, "identity_unknown", False):
        missing.append("公民身份号码")
    return missing


def _absent_in_sql() -> Q:
    broken = Q(identity_number__isnull=True) & ~Q(identity_unknown=True)
    for name, (_, empty) in REQUIRED.items():
        broken |= Q(**{f"{name}__isnull": True})
        if empty is not None:
            broken |= Q(**{name: empty})
    return broken


@rule(
    "R-023", "缺少必填项", *REQUIRED, "identity_number", "identity_unknown",
    broken=_absent_in_sql(),
    good=[COMPLETE, COMPLETE | {"identity_number": None, "identity_unknown": True}],
    bad=[COMPLETE | {"name": ""}, COMPLETE | {"joined_on": None}, COMPLETE | {"identity_number": None}],
    wording=lambda row, today: f"缺少必填项：{'、'.join(_absent(row))}。",
    source=COLLECTION_FORM, presence=True,
)  # fmt: skip
def has_core_items(row: Any, today: date) -> bool:
    return not _absent(row)


@rule(
    "R-016", "身份号码暂缺，已登记为号码待核；补齐前不能办理组织关系转接。", "identity_number", "identity_unknown",
    broken=Q(identity_unknown=True),
    good=[{"identity_unknown": False, "identity_number": "990001197503120010"}],
    bad=[{"identity_unknown": True}],
    level=Level.WARN, source="种子3 §6.2.1 注意4",
)  # fmt: skip
def identity_is_known(row: Any, today: date) -> bool:
    return not getattr(row, "identity_unknown", False)


@rule(
    "R-017", "身份号码前两位不是已知的省级代码，请核对。", "identity_number", "identity_mask",
    broken=Q(identity_mask__gt="") & ~Q(identity_mask__regex=f"^({'|'.join(sorted(PROVINCES | {SYNTHETIC}))})"),
    good=[{"identity_mask": "990001**********10"}, {"identity_mask": "830000**********10"}, {"identity_mask": ""}],
    bad=[{"identity_mask": "170001**********10"}],
    level=Level.WARN, source="GB/T 2260",
)  # fmt: skip
def region_is_known(row: Any, today: date) -> bool:
    mask = getattr(row, "identity_mask", None)
    return not mask or mask[:2] in PROVINCES | {SYNTHETIC}


@rule(
    "R-020", "性别与身份号码第17位不一致", "sex", "identity_sex", "identity_number",
    broken=Q(identity_sex__gt="", sex__gt="") & ~Q(sex=F("identity_sex")),
    good=[{"sex": "1", "identity_sex": "1"}, {"sex": "1", "identity_sex": ""}, {"sex": "2", "identity_sex": None}],
    bad=[{"sex": "1", "identity_sex": "2"}],
    level=Level.WAIVABLE, source="种子2 回头看",
    wording=lambda row, today: (
        f"性别与身份号码第17位不一致：号码第17位表示{'男' if row.identity_sex == '1' else '女'}性。"
        "请核对号码或性别；如确有特殊情况，请上传依据材料。"
    ),
)  # fmt: skip
def sex_agrees_with_number(row: Any, today: date) -> bool:
    sex, told = getattr(row, "sex", None), getattr(row, "identity_sex", None)
    return not (sex and told) or sex == told


@rule(
    "R-021", "出生日期与身份号码不一致", "birth_on", "identity_birth_on", "identity_number",
    broken=Q(birth_on__isnull=False, identity_birth_on__isnull=False) & ~Q(birth_on=F("identity_birth_on")),
    good=[
        {"birth_on": date(1990, 9, 4), "identity_birth_on": date(1990, 9, 4)},
        {"birth_on": date(1990, 9, 4), "identity_birth_on": None},
    ],
    bad=[{"birth_on": date(1990, 9, 14), "identity_birth_on": date(1990, 9, 4)}],
    level=Level.WARN, source="种子3 §6.2.1 注意2",
    wording=lambda row, today: (
        f"出生日期与身份号码不一致：填写{row.birth_on}，号码中为{row.identity_birth_on}。请确认并上传认定依据。"
    ),
)  # fmt: skip
def birth_agrees_with_number(row: Any, today: date) -> bool:
    birth, told = getattr(row, "birth_on", None), getattr(row, "identity_birth_on", None)
    return not (birth and told) or birth == told


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
    "R-032", "姓名中含有不常见字符，请核对。", "name",
    broken=Q(name__gt="") & ~Q(name__regex=r"^[一-鿿㐀-䶿\U00020000-\U0003FFFFA-Za-z· ]{2,50}$"),
    good=[{"name": "测试甲"}, {"name": "阿依古丽·买买提"}, {"name": "叶䶮杰"}],
    bad=[{"name": "测试3"}, {"name": "甲"}],
    level=Level.WARN, source="居民身份证用字",
)  # fmt: skip
def name_is_usual(row: Any, today: date) -> bool:
    name = getattr(row, "name", None)
    return not name or (2 <= len(name) <= 50 and all(_usual(character) for character in name))


def _usual(character: str) -> bool:
    if character in "· " or (character.isascii() and character.isalpha()):
        return True
    return "一" <= character <= "鿿" or "㐀" <= character <= "䶿" or "\U00020000" <= character <= "\U0003ffff"


@rule(
    "R-033", "联系电话应为手机号码或带区号的固定电话。", "phone", "phone_doubtful",
    broken=Q(phone_doubtful=True),
    good=[{"phone": "13900000000", "phone_doubtful": False}],
    bad=[{"phone": "1234567", "phone_doubtful": True}],
    level=Level.WARN, source="种子3、种子4",
)  # fmt: skip
def phone_is_well_formed(row: Any, today: date) -> bool:
    return not getattr(row, "phone_doubtful", False)


@rule(
    "R-101", "请填写失去联系日期。", "lost_on", "lost",
    broken=Q(lost=True, lost_on__isnull=True),
    good=[{"lost": True, "lost_on": date(2025, 6, 1)}, {"lost": False}],
    bad=[{"lost": True, "lost_on": None}],
    source=COLLECTION_FORM,
)  # fmt: skip
def lost_has_a_date(row: Any, today: date) -> bool:
    return not getattr(row, "lost", False) or getattr(row, "lost_on", None) is not None


@rule(
    "R-023", "流动党员须填写外出流向。", "destination", "floating",
    broken=Q(floating=True) & (Q(destination="") | Q(destination__isnull=True)),
    good=[{"floating": True, "destination": "江苏省"}, {"floating": False, "destination": ""}],
    bad=[{"floating": True, "destination": ""}],
    source=COLLECTION_FORM,
)  # fmt: skip
def floating_has_a_destination(row: Any, today: date) -> bool:
    return not getattr(row, "floating", False) or bool(getattr(row, "destination", None))


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
    has_core_items, identity_is_known, region_is_known, sex_agrees_with_number, birth_agrees_with_number, is_of_age,
    joined_at_sixteen, joined_at_eighteen, *NOT_IN_FUTURE, *IN_ORDER, conversion_fits_category, probation_lasts_a_year,
    era_is_undisputed, no_probation_then, probation_of_the_class, name_is_usual, phone_is_well_formed, lost_has_a_date,
    floating_has_a_destination, dates_are_exact,
)  # fmt: skip
