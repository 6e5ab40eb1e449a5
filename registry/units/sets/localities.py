"""What streets, towns, communities and villages have besides (街道、社区、乡镇、建制村信息), for tables 40 and 42."""

from __future__ import annotations

from django.db import models

from registry.kernel.fields import CountField, DayField, FlagField, NameField, PrecisionField
from registry.units.sets.parts import GRASSROOTS, LOCAL, RURAL, STREETS, VILLAGES, Part


class LocalityItems(models.Model):
    """The items of places where people live."""

    families = CountField("户数", null=True, blank=True)
    registered_population = CountField("户籍人口", null=True, blank=True)
    resident_population = CountField("常住人口", null=True, blank=True)
    villages = CountField("下辖建制村数", null=True, blank=True)
    communities = CountField("下辖社区数", null=True, blank=True)
    hamlets = CountField("下辖自然村数", null=True, blank=True)
    collective_income = CountField("集体经济年收入（元）", null=True, blank=True)
    rural_income = CountField("农村居民人均可支配收入（元）", null=True, blank=True)
    supervision = FlagField("是否有村务监督委员会", null=True, blank=True)
    first_secretary = NameField("第一书记", max_length=50, null=True, blank=True)
    first_secretary_started_on = DayField("第一书记任期起", null=True, blank=True)
    first_secretary_started_precision = PrecisionField("第一书记任期起精度", db_default="day")
    first_secretary_ended_on = DayField("第一书记任期止", null=True, blank=True)
    first_secretary_ended_precision = PrecisionField("第一书记任期止精度", db_default="day")
    poor_village = FlagField("是否建档立卡村", null=True, blank=True)
    contact_place = FlagField("是否上级党建联系点", null=True, blank=True)
    border = FlagField("是否边疆民族地区", null=True, blank=True)
    service_centre = FlagField("是否有党员服务机构", null=True, blank=True)
    volunteers = FlagField("是否有党员志愿者队伍", null=True, blank=True)
    party_workers = CountField("专职党务工作者数", null=True, blank=True)

    class Meta:
        abstract = True


part = Part(
    "街道、社区、乡镇、村",
    {
        "families": ("B0401", LOCAL), "registered_population": ("B0402", LOCAL),
        "resident_population": ("B0403", LOCAL), "villages": ("B0404", STREETS), "communities": ("B0405", STREETS),
        "hamlets": ("B0406", RURAL), "collective_income": ("B0407", GRASSROOTS), "rural_income": ("B0408", RURAL),
        "supervision": ("B0409", GRASSROOTS), "first_secretary": ("B0410", GRASSROOTS),
        "first_secretary_started_on": ("B0411", GRASSROOTS), "first_secretary_ended_on": ("B0412", GRASSROOTS),
        "poor_village": ("B0413", VILLAGES), "contact_place": ("B0414", LOCAL), "border": ("B0415", LOCAL),
        "service_centre": ("B0416", LOCAL), "volunteers": ("B0417", LOCAL), "party_workers": ("B0418", LOCAL),
    },
)  # fmt: skip
