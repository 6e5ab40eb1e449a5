"""What employers have besides (企业、事业单位、社会组织信息): economy, staff, mass organisations, party-building advisers."""

from __future__ import annotations

from django.db import models

from registry.codes.fields import CodeField
from registry.kernel.fields import CountField, FlagField, NameField, PlainField
from registry.kernel.sets import Heads
from registry.units.sets.parts import EMPLOYERS, ENTERPRISES, INSTITUTIONS, NEW, SOCIETIES, Part


class EmployerItems(models.Model):
    """The items of employers."""

    economic_kind = CodeField("经济类型", code_list="gb_economic_type", null=True, default=None)
    registration_kind = PlainField("登记注册类型", max_length=60, null=True, blank=True, help_text="照营业执照填写。")
    control = CodeField("控制（控股）情况", code_list="dz_enterprise_control", null=True, default=None)
    scale = CodeField("企业规模", code_list="dz_enterprise_scale", null=True, default=None)
    technology_enterprise = FlagField("是否民营科技企业", null=True, blank=True)
    restructured = FlagField("是否改制企业", null=True, blank=True)
    intermediary = FlagField("是否中介组织", null=True, blank=True)
    intermediary_kind = PlainField("中介组织类型", max_length=60, null=True, blank=True)
    employees = CountField("在岗职工（从业人员）数", null=True, blank=True)
    young_employees = CountField("其中35岁及以下", null=True, blank=True)
    workers = CountField("其中工人数", null=True, blank=True)
    technicians = CountField("其中专业技术人员数", null=True, blank=True)

    class Meta:
        abstract = True


class NewEmployerItems(models.Model):
    """The items of enterprises and social organisations on which the yearly tables ask (两新组织)."""

    representative_secretary = FlagField("法定代表人是否兼任党组织书记", null=True, blank=True)
    delegate = PlainField(
        "担任“两代表一委员”情况",
        max_length=60,
        null=True,
        blank=True,
        help_text="法定代表人或出资人担任的，写明哪一级。",
    )
    advisers = CountField("党建工作指导员数", null=True, blank=True)
    adviser = NameField("党建工作指导员", max_length=50, null=True, blank=True, help_text="有几名的，填牵头的一名。")
    union = FlagField("是否建立工会", null=True, blank=True)
    union_leader_member = FlagField("工会负责人是否党员", null=True, blank=True)
    league = FlagField("是否建立共青团", null=True, blank=True)
    league_leader_member = FlagField("共青团负责人是否党员", null=True, blank=True)
    women = FlagField("是否建立妇联", null=True, blank=True)
    women_leader_member = FlagField("妇联负责人是否党员", null=True, blank=True)

    class Meta:
        abstract = True


_PRODUCING = Heads(*ENTERPRISES, *INSTITUTIONS)
_GROUPED = Heads(*ENTERPRISES, *SOCIETIES)

part = Part(
    "经营和从业人员",
    {
        "economic_kind": ("B0201", ENTERPRISES), "registration_kind": ("B0202", ENTERPRISES),
        "control": ("B0203", ENTERPRISES), "scale": ("B0204", ENTERPRISES),
        "technology_enterprise": ("B0205", ENTERPRISES), "restructured": ("B0206", ENTERPRISES),
        "intermediary": ("B0207", SOCIETIES), "intermediary_kind": ("B0208", SOCIETIES),
        "employees": ("B0209", EMPLOYERS), "young_employees": ("B0210", ENTERPRISES), "workers": ("B0211", ENTERPRISES),
        "technicians": ("B0212", _PRODUCING),
    },
)  # fmt: skip
new_part = Part(
    "群团和党建指导",
    {
        "representative_secretary": ("B0301", _GROUPED), "delegate": ("B0302", _GROUPED), "advisers": ("B0303", NEW),
        "adviser": ("B0304", NEW), "union": ("B0305", _GROUPED), "union_leader_member": ("B0306", _GROUPED),
        "league": ("B0307", _GROUPED), "league_leader_member": ("B0308", _GROUPED), "women": ("B0309", _GROUPED),
        "women_leader_member": ("B0310", _GROUPED),
    },
)  # fmt: skip
