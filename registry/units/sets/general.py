"""What every unit has (通用信息): names, belonging, place, legal representative, and how the party is set up there."""

from __future__ import annotations

from django.db import models

from registry.codes.fields import CodeField, SecrecyField
from registry.kernel.fields import CountField, FlagField, NameField, PlainField
from registry.units.sets.parts import OFFICES, Part


class GeneralItems(models.Model):
    """The items of the first part; empty ones are null, so that a unit of a sheet costs the ledger nothing."""

    short_name = PlainField("单位简称", max_length=60, null=True, blank=True)
    nature = CodeField(
        "单位性质类别", code_list="dz_unit_nature", null=True, default=None,
        help_text="比单位类别更细：事业单位选到学校、医院等类型，社会组织选到社会团体、基金会、律师事务所等类型。",
    )  # fmt: skip
    subordination = CodeField("单位隶属关系", code_list="dz_unit_subordination", null=True, default=None)
    level = CodeField("单位级别", code_list="dz_unit_level", null=True, default=None)
    industry = CodeField(
        "所属行业",
        code_list="gb_industry",
        finest=False,
        null=True,
        default=None,
        help_text="国民经济行业的门类或大类。",
    )
    region = PlainField(
        "所在行政区划", max_length=60, null=True, blank=True, help_text="写到县（市、区、旗）或乡镇街道。"
    )
    address = PlainField("单位地址", max_length=120, null=True, blank=True)
    phone = PlainField(
        "单位电话", max_length=30, null=True, blank=True, help_text="办公电话，带区号；不填个人手机号码。"
    )
    legal_person = FlagField("是否法人单位", null=True, blank=True)
    representative = NameField("法定代表人", max_length=50, null=True, blank=True, help_text="没有的填主要负责人。")
    representative_member = FlagField("法定代表人是否党员", null=True, blank=True)
    directory = PlainField(
        "所在单位目录",
        max_length=60,
        null=True,
        blank=True,
        help_text="登记管理部门的哪一份名录，例如机构编制、市场监管、民政。",
    )
    leading_group = CodeField(
        "是否成立党组",
        code_list="dz_org_leader_group",
        null=True,
        default=None,
        help_text="指单位领导机关的党组，不是基层党组织。",
    )
    department_build = CodeField(
        "政府工作部门建立党组织情况", code_list="dz_gov_dept_party_build", null=True, default=None
    )
    full_members = CountField(
        "单位正式党员数", null=True, blank=True,
        help_text="还没有建立党组织的单位填写：3名及以上为应建未建，不足3名为未建立。",
    )  # fmt: skip
    secrecy = SecrecyField(
        "密级", null=True, default="0", db_default="0", help_text="只登记非密；其他密级不得进入本系统。"
    )

    class Meta:
        abstract = True


part = Part(
    "通用信息",
    {
        "short_name": ("B0105", None), "nature": ("B0106", None), "subordination": ("B0107", None),
        "level": ("B0108", None), "industry": ("B0109", None), "region": ("B0110", None), "address": ("B0111", None),
        "phone": ("B0112", None), "legal_person": ("B0113", None), "representative": ("B0114", None),
        "representative_member": ("B0115", None), "directory": ("B0116", None), "leading_group": ("B0117", None),
        "department_build": ("B0118", OFFICES), "full_members": ("B0119", None),
        "secrecy": ("B0120", None),
    },
)  # fmt: skip
