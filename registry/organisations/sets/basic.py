"""The basic information of an organisation (党组织基本信息), items of mission.md 4.2 that a register needs."""

from __future__ import annotations

from django.db import models

from registry.codes.fields import CodeField
from registry.kernel.fields import DayField, NameField, PlainField, PrecisionField
from registry.kernel.sealed_columns import BlindIndexField
from registry.kernel.sealed_fields import PhoneField, mask_field
from registry.kernel.sets import InformationSet
from registry.organisations.sets import basic_rules as rules


class OrganisationInformation(models.Model):
    """The items of an organisation's first tab; an organisation has them, and so has a row of a sheet."""

    name = PlainField("党组织名称", max_length=120, help_text="全称，以“中国共产党”或“中共”开头。")
    short_name = PlainField("党组织简称", max_length=60, blank=True)
    category = CodeField("组织类别", code_list="dz_org_category")
    subordination = CodeField("隶属关系", code_list="dz_org_subordination")
    secretary = NameField("党组织书记", max_length=50, blank=True)
    contact = NameField("党组织联系人", max_length=50, blank=True)
    phone = PhoneField("联系电话", place="organisations_organisation.phone")
    phone_mask = mask_field("联系电话（隐去中段）")
    phone_index = BlindIndexField("联系电话盲索引", of="phone", null=True, editable=False)
    phone_doubtful = models.BooleanField("联系电话格式存疑", default=False, editable=False)
    founded_on = DayField("批准建立日期", null=True, blank=True)
    founded_precision = PrecisionField("批准建立日期精度")
    situation = CodeField("党组织所在单位情况", code_list="dz_org_unit_situation")

    class Meta:
        abstract = True
        verbose_name = "基本信息"


basic = InformationSet(
    OrganisationInformation,
    "basic",
    items={
        "name": "C0101", "short_name": "C0102", "category": "C0103", "subordination": "C0104", "secretary": "C0105",
        "contact": "C0106", "phone": "C0107", "founded_on": "C0108", "situation": "C0109",
    },
    counted=("name", "short_name", "category", "subordination", "secretary", "contact", "phone", "founded_on"),
    rules=rules.ALL,
    smaller={"organisation.maintain": ("secretary", "contact", "phone")},
    procedures={"category": "更改组织类别", "name": "党组织更名"},
)  # fmt: skip
