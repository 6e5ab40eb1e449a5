"""What is kept of an organisation besides (党组织扩展信息), mission.md 4.2: for which categories, by whom, for what."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from registry.codes.fields import CodeField, SecrecyField
from registry.kernel.fields import FlagField, PlainField
from registry.kernel.rules import rule
from registry.kernel.sets import Heads, Part

GRASSROOTS = Heads("6", "9")
COMMITTEES = Heads("1", "2", "411", "611", "911")
"""Those that may have the right to approve probationary members; 党总支 and 党支部 never decide on that themselves."""


class FurtherItems(models.Model):
    """The items of the second part; they are asked for, and count for nobody's completeness."""

    statistics_name = PlainField("党内统计用简称", max_length=60, null=True, blank=True)
    approved_by = PlainField("批准成立的上级党组织", max_length=120, null=True, blank=True)
    founding_document = PlainField(
        "批准文号", max_length=60, null=True, blank=True, help_text="批准建立的文件，例如 清组发〔2019〕12号。"
    )
    region = PlainField(
        "所在行政区划", max_length=60, null=True, blank=True, help_text="写到县（市、区）；与上级党组织不同时才需要填。"
    )
    may_admit = FlagField("是否有审批预备党员权限", null=True, blank=True, help_text="党总支、党支部没有这项权限。")
    functional = FlagField("是否功能型党组织", null=True, blank=True, help_text="为开展活动设立，不隶属党员组织关系。")
    new_business = FlagField("是否新业态党组织", null=True, blank=True)
    abroad = CodeField(
        "驻外情况",
        code_list="gb_country",
        null=True,
        default=None,
        help_text="设在国（境）外的，填驻在国家（地区）；其他不填。",
    )
    standard = CodeField("分类定等", code_list="dz_org_class", null=True, default=None)
    address = PlainField("通讯地址", max_length=120, null=True, blank=True)
    postcode = PlainField("邮政编码", max_length=6, null=True, blank=True)
    fax = PlainField("传真", max_length=30, null=True, blank=True)
    security_level = SecrecyField(
        "密级", null=True, default="0", db_default="0", help_text="只登记非密；其他密级不得进入本系统。"
    )

    class Meta:
        abstract = True


part = Part(
    "扩展信息",
    {
        "statistics_name": ("C0110", None), "approved_by": ("C0111", None), "founding_document": ("C0112", None),
        "region": ("C0113", None), "may_admit": ("C0114", COMMITTEES), "functional": ("C0115", GRASSROOTS),
        "new_business": ("C0116", GRASSROOTS), "abroad": ("C0117", GRASSROOTS), "standard": ("C0118", GRASSROOTS),
        "address": ("C0119", None), "postcode": ("C0120", None), "fax": ("C0121", None),
        "security_level": ("C0122", None),
    },
)  # fmt: skip


@rule(
    "S0-56", "邮政编码应为6位数字。", "postcode",
    broken=Q(postcode__gt="") & ~Q(postcode__regex=r"^[0-9]{6}$"),
    good=[{"postcode": "211198"}, {"postcode": ""}], bad=[{"postcode": "21119"}, {"postcode": "A11198"}],
    source="邮政编码为六位阿拉伯数字",
)  # fmt: skip
def postcode_has_six_digits(row: Any, today: date) -> bool:
    code = getattr(row, "postcode", "") or ""
    return not code or (len(code) == 6 and code.isascii() and code.isdigit())
