"""The rules of what must be filled and of the identity number (必填与身份校核规则), R-016 to R-023, R-032, R-033, R-101."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q

from registry.codes.catalogue import code_list
from registry.kernel.refusals import Level
from registry.kernel.rules import rule
from registry.members.sets.probation import FULL

SYNTHETIC = "99"
PROVINCE_NAMES = {code.code[:2]: code.name for code in code_list("gb_province")} | {SYNTHETIC: "演示数据"}
PROVINCES = frozenset(PROVINCE_NAMES) - {SYNTHETIC} | {"82", "83"}
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


ALL = (
    has_core_items, identity_is_known, region_is_known, sex_agrees_with_number, birth_agrees_with_number, name_is_usual,
    phone_is_well_formed, lost_has_a_date, floating_has_a_destination,
)  # fmt: skip
