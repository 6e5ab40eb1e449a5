"""Basic information (基本信息): the sixteen collected items and the rest of the first tab (mission.md 4.1, S0-16)."""

from __future__ import annotations

from django.db import models

from registry.codes.fields import CodeField, SecrecyField
from registry.kernel.fields import BelongsField, DayField, FlagField, NameField, NumberField, PlainField, PrecisionField
from registry.kernel.sealed_columns import BlindIndexField
from registry.kernel.sealed_fields import AddressField, IdentityField, PhoneField, mask_field
from registry.kernel.sets import InformationSet
from registry.members.sets import basic_rules, joining_rules
from registry.members.sets.probation import FULL

NORMAL, STOPPED, LEFT, DEAD = "1", "2", "3", "4"


class BasicInformation(models.Model):
    """The items of the first tab; a member has them, and so has a row of a sheet on its way in."""

    name = NameField("姓名", max_length=50, help_text="与居民身份证一致；少数民族姓名中的间隔号用“·”。")
    sex = CodeField("性别", code_list="gb_sex", only=("1", "2"))
    ethnicity = CodeField("民族", code_list="gb_ethnic")
    identity_number = IdentityField(
        "公民身份号码", place="members_member.identity_number", provinces=basic_rules.PROVINCE_NAMES,
        help_text="18位，末位可为大写字母X；号码暂缺时填18个0，补齐前不能转接组织关系。"
    )  # fmt: skip
    identity_unknown = models.BooleanField("号码待核", default=False)
    identity_mask = mask_field("公民身份号码（隐去中段）")
    identity_birth_on = models.DateField("号码中的出生日期", null=True, editable=False)
    identity_sex = models.CharField("号码中的性别", max_length=1, blank=True, editable=False)
    birth_on = DayField("出生日期", null=True, help_text="以档案认定为准；与身份号码不一致时须有认定依据。")
    birth_precision = PrecisionField("出生日期精度")
    education = CodeField("学历", code_list="dz_education", help_text="填最高学历，须选到最末级代码。")
    degree = CodeField("学位", code_list="gb_degree")
    category = CodeField("人员类别", code_list="dz_person_category", only=("1", "2"))
    organisation = BelongsField("organisations.Organisation", models.PROTECT, verbose_name="所在党支部")
    joined_on = DayField("加入党组织日期", null=True, help_text="支部党员大会通过其为预备党员之日。")
    joined_precision = PrecisionField("加入党组织日期精度")
    converted_on = DayField("转为正式党员日期", null=True, blank=True, help_text="预备党员不填。")
    converted_precision = PrecisionField("转为正式党员日期精度")
    seniority_correction = NumberField(
        "党龄校正（月）", default=0, help_text="实际党龄与系统计算不一致时，填需要增加（正数）或减少（负数）的月数。"
    )  # fmt: skip
    post = CodeField(
        "工作岗位", code_list="dz_post", help_text="在岗职工须与单位有正式劳动关系；离退休返聘人员仍为离退休人员。"
    )
    title = CodeField("从事专业技术职务", code_list="gb_prof_title")
    title_started_on = DayField("聘任起始日期", null=True, blank=True)
    title_started_precision = PrecisionField("聘任起始日期精度")
    title_ended_on = DayField("聘任终止日期", null=True, blank=True)
    title_ended_precision = PrecisionField("聘任终止日期精度")
    stratum = CodeField("新社会阶层类型", code_list="dz_new_stratum")
    migrant_worker = FlagField("是否农民工", default=False)
    phone = PhoneField("联系电话", place="members_member.phone", help_text="手机号码，或带区号的固定电话。")
    phone_mask = mask_field("联系电话（隐去中段）")
    phone_index = BlindIndexField("联系电话盲索引", of="phone", null=True, editable=False)
    phone_doubtful = models.BooleanField("联系电话格式存疑", default=False, editable=False)
    household = PlainField("户籍所在地", max_length=100, blank=True)
    address = AddressField("家庭住址", place="members_member.address", help_text="现居住地，写到门牌号。")
    status = CodeField("党籍状态", code_list="dz_membership_status")
    lost = FlagField("是否失联党员", default=False)
    lost_on = DayField("失去联系日期", null=True, blank=True, help_text="可只填到月，如 2025.06。")
    lost_precision = PrecisionField("失去联系日期精度")
    floating = FlagField("是否流动党员", default=False)
    destination = PlainField("外出流向", max_length=100, blank=True, help_text="外出所在的省、市、县或单位。")
    secrecy = SecrecyField("密级", default="0", help_text="只登记非密；其他密级不得进入本系统。")

    class Meta:
        abstract = True
        verbose_name = "基本信息"


COLLECTED = (
    "name", "sex", "ethnicity", "identity_number", "birth_on", "education", "category", "organisation", "joined_on",
    "converted_on", "post", "phone", "address", "status", "lost", "lost_on", "floating", "destination",
)  # fmt: skip

basic = InformationSet(
    BasicInformation,
    "basic",
    items={
        "name": "A0101", "sex": "A0104", "ethnicity": "A0117", "identity_number": "A0184", "birth_on": "A0107",
        "education": "A0801", "degree": "A0901", "category": "D0101", "organisation": "D0102", "joined_on": "A0144",
        "converted_on": "D0104", "seniority_correction": "D0106", "post": "A0601", "title": "A0602",
        "title_started_on": "A0604", "title_ended_on": "A0605", "stratum": "A0607", "migrant_worker": "A0608",
        "phone": "A3701", "household": "A0115", "address": "A3703", "status": "D0107", "lost": "D0108",
        "lost_on": "D0109", "floating": "D0110", "destination": "D0111", "secrecy": "D0112",
    },
    counted=COLLECTED,
    applies={"converted_on": ("category", FULL), "lost_on": ("lost", True), "destination": ("floating", True)},
    rules=(*basic_rules.ALL, *joining_rules.ALL),
    smaller={"member.maintain": ("education", "degree", "phone", "household", "address")},
    procedures={"category": "接收、转正", "organisation": "组织关系转接", "status": "停止党籍、出党、死亡登记"},
    keys=("birth_on", "joined_on", "converted_on", "identity_number"),
)  # fmt: skip
