"""What is collected of a unit (采集项): the four items of the collection form's second block, which a sheet carries."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Q

from registry.codes.fields import CodeField
from registry.kernel.fields import CreditCodeField, PlainField
from registry.kernel.refusals import Level
from registry.kernel.rules import rule
from registry.kernel.sets import InformationSet

REQUIRED = {
    "name": "单位名称",
    "code": "党组织所在单位代码",
    "category": "单位类别",
    "party_build": "单位建立党组织情况",
}


class UnitInformation(models.Model):
    """The items of a unit that the summary sheet carries."""

    name = PlainField("单位名称", max_length=120, help_text="填写全称，与登记证照一致。")
    code = CreditCodeField("党组织所在单位代码", help_text="统一社会信用代码18位，或组织机构代码9位；确无代码的填0。")
    category = CodeField("单位类别", code_list="dz_unit_category")
    party_build = CodeField("单位建立党组织情况", code_list="dz_unit_party_build", finest=False)

    class Meta:
        abstract = True
        verbose_name = "所在单位"


@rule(
    "R-144", "单位暂无代码，请在取得统一社会信用代码后补填。", "code",
    broken=Q(code="0"),
    good=[{"code": "11999901000012345L"}], bad=[{"code": "0"}],
    level=Level.WARN, source="GB 32100；种子4",
)  # fmt: skip
def has_a_code(unit: Any, today: date) -> bool:
    return getattr(unit, "code", "") != "0"


@rule(
    "R-163", "缺少必填项", *REQUIRED,
    broken=reduce(or_, (Q(**{name: ""}) | Q(**{f"{name}__isnull": True}) for name in REQUIRED)),
    good=[{"name": "清河县一中", "code": "0", "category": "3", "party_build": "13"}],
    bad=[{"name": "清河县一中", "code": "", "category": "3", "party_build": "13"}],
    wording=lambda unit, today: f"缺少必填项：{'、'.join(_absent(unit))}。", source="党组织和所在单位基本信息采集表",
    presence=True,
)  # fmt: skip
def has_required_items(unit: Any, today: date) -> bool:
    return not _absent(unit)


def _absent(unit: Any) -> list[str]:
    return [label for name, label in REQUIRED.items() if not getattr(unit, name, "")]


information = InformationSet(
    UnitInformation,
    "unit",
    items={"name": "B0101", "category": "B0103", "party_build": "B0104", "code": "B0102"},
    counted=("name", "category", "party_build", "code"),
    rules=(has_required_items, has_a_code),
)
