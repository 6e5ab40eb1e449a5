"""Batches, what is remembered of them, and the staged rows between a sheet and the register (导入批次, 暂存行)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from registry.intake.flow import Status
from registry.intake.sheets import SHEETS, Kind, Sheet
from registry.intake.staging import staged
from registry.kernel.paths import PathField
from registry.kernel.records import Record, Subject
from registry.kernel.sealed_columns import BlindIndexField, SealedContentField
from registry.kernel.sealed_fields import SealedField
from registry.kernel.sealing import keyring
from registry.members.sets import basic as member_set
from registry.organisations.models import Organisation
from registry.organisations.sets import basic as organisation_set
from registry.security.models import StoredFile
from registry.security.scope import ScopedQuerySet
from registry.units.sets import information as unit_set


class BatchQuerySet(ScopedQuerySet):
    """Batches stand where the organisation stands below which they load."""

    path_name = "organisation__path"


class Batch(Subject):
    """One workbook on its way into the register below one organisation (导入批次)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="导入到", related_name="+")
    kind = models.CharField("表的种类", max_length=13, choices=Kind, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name="工作簿", related_name="+")
    as_of = models.DateField("数据截至")
    status = models.CharField("状态", max_length=9, choices=Status, default=Status.UPLOADED)
    sheet = models.CharField("工作表", max_length=100, blank=True)
    header_row = models.PositiveIntegerField("表头所在行", default=0)
    labels = models.JSONField("表头", default=list)
    row_count = models.PositiveIntegerField("数据行数", default=0)
    health = models.JSONField("体检结果", default=list)
    columns = models.JSONField("列对应", default=dict)
    values = models.JSONField("值对应", default=dict)
    accepted = models.JSONField("已确认大量变动的项", default=list)
    counts = models.JSONField("计数", default=dict)
    round = models.PositiveSmallIntegerField("导入轮次", default=1)
    entries = models.JSONField("导入的审计记录", default=list)
    failure = models.TextField("未完成的原因", blank=True)
    uploader = models.CharField("上传人", max_length=50)
    uploaded_at = models.DateTimeField("上传时间", db_default=Now())
    loaded_at = models.DateTimeField("导入时间", null=True)

    objects: ClassVar[models.Manager[Batch]] = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "导入批次"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["organisation", "-id"], name="batch_place")]

    def __str__(self) -> str:
        return self.file.name

    @property
    def form(self) -> Sheet:
        """The kind of sheet it is."""
        return SHEETS[Kind(self.kind)]

    @property
    def staged(self) -> type[StagedRow]:
        """The table its rows stand in meanwhile."""
        return StagedMember if self.kind == Kind.MEMBERS else StagedOrganisation


class Scheme(Record):
    """How the columns and values of sheets with this header were matched (对应方案), proposed to all below."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, verbose_name="党组织", related_name="+")
    kind = models.CharField("表的种类", max_length=13, choices=Kind)
    signature = models.CharField("表头特征", max_length=64)
    columns = models.JSONField("列对应", default=dict)
    values = models.JSONField("值对应", default=dict)

    class Meta:
        verbose_name = "对应方案"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "organisation", "kind", "signature", name="scheme_once",
                violation_error_message="这种表头的对应方案已经保存过。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_kind_display()


class Mend(Subject):
    """A cell put right in the rehearsal (改正): what the sheet says at that place is read as this instead."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="mends")
    row = models.PositiveIntegerField("行")
    item = models.CharField("列", max_length=30)
    value = SealedField("改为")

    class Meta:
        verbose_name = "改正"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "batch", "row", "item", name="mend_once", violation_error_message="这一格刚刚被其他人改过，请刷新。"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.row}"


class Decision(Record):
    """What a person decided about one row (决定): that it is the right one of several, or is not wanted."""

    class Choice(models.TextChoices):
        TAKE = "take", "导入这一行"
        SKIP = "skip", "跳过"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="decisions")
    row = models.PositiveIntegerField("行")
    choice = models.CharField("决定", max_length=4, choices=Choice)

    class Meta:
        verbose_name = "行的决定"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                "batch", "row", name="decision_once", violation_error_message="这一行刚刚被其他人处理过，请刷新。"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_choice_display()


class Outcome(models.TextChoices):
    """What becomes of a row (结果)."""

    NEW = "new", "将新增"
    CHANGED = "changed", "将更新"
    UNCHANGED = "unchanged", "无变化"
    REJECTED = "rejected", "不能导入"
    PENDING = "pending", "待你决定"


class Weight(models.TextChoices):
    """How heavily a finding weighs: the levels of a rule, what a person decides, and what was brought into form."""

    REFUSE = "refuse", "不能导入"
    WAIVABLE = "waivable", "不能导入（须依据）"
    DECIDE = "decide", "待你决定"
    WARN = "warn", "提示"
    NOTE = "note", "已规范"
    PLAIN = "plain", "按文字登记"


class Source(models.TextChoices):
    """Which step found something; the step clears its own findings before it looks again."""

    CELL = "cell", "读取"
    PLACE = "place", "归属"
    RULE = "rule", "规则"
    TWIN = "twin", "重复"
    DECISION = "decision", "决定"


class Finding(models.Model):
    """Something about one cell of one row (问题或规范): the rule, the sentence, what stood there, masked."""

    batch = models.ForeignKey(Batch, models.CASCADE, db_constraint=False, db_index=False, related_name="findings")
    row = models.PositiveIntegerField("行")
    item = models.CharField("列", max_length=30)
    rule = models.CharField("依据", max_length=10, blank=True)
    weight = models.CharField("级别", max_length=8, choices=Weight)
    source = models.CharField("步骤", max_length=8, choices=Source)
    message = models.TextField("原因和建议")
    shown = models.TextField("原值", blank=True)
    written = SealedContentField("原值（加密）", owner="batch__uid", null=True)

    class Meta:
        verbose_name = "导入问题"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["batch", "row"], name="finding_row")]

    def __str__(self) -> str:
        return self.message

    @classmethod
    def seal(cls, batch: Batch, written: str) -> bytes | None:
        """What stood in a cell whose item is sealed, sealed for the batch."""
        return keyring().seal(written, "intake_finding.written", batch.uid) if written else None

    def original(self) -> str:
        """What stood in the cell, in full."""
        return (
            keyring().open(bytes(self.written), "intake_finding.written", self.batch.uid)
            if self.written
            else self.shown
        )


class StagedRow(models.Model):
    """What every staged row has beside the columns of its set; no record: it is gone when the batch is through."""

    batch = models.ForeignKey(Batch, models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    row = models.PositiveIntegerField("行")
    round = models.PositiveSmallIntegerField("导入轮次", default=1)
    uid = models.UUIDField("统一标识")
    outcome = models.CharField("结果", max_length=9, choices=Outcome)
    matched = models.BigIntegerField("已有的记录", null=True)
    matched_version = models.PositiveIntegerField("已有记录的版本", null=True)
    said = models.BigIntegerField("表中填了的列", default=0)
    refused = models.BigIntegerField("读不出的列", default=0)
    changed = models.BigIntegerField("有变化的列", default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.row}"


class StagedMember(staged(member_set), StagedRow):  # type: ignore[misc]
    """A row of a sheet of members."""

    branch = models.TextField("所在党支部（原文）", blank=True)
    path = PathField("层级码", null=True)
    pinyin = models.CharField("拼音首字母", max_length=60, db_collation="C")
    other_pinyin = models.CharField("拼音首字母（异读）", max_length=60, db_collation="C")
    identity_index = BlindIndexField("身份号码盲索引", of="identity_number", null=True)

    class Meta:
        verbose_name = "暂存的党员"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["batch", "row"], name="staged_member_row")]


class StagedOrganisation(staged(organisation_set), StagedRow):  # type: ignore[misc]
    """A row of a sheet of organisations, with the facts its rules ask for."""

    superior = models.TextField("上级党组织（原文）", blank=True)
    above = models.BigIntegerField("已有的上级", null=True)
    above_row = models.PositiveIntegerField("上级所在行", null=True)
    depth = models.PositiveSmallIntegerField("在表内的层次", default=0)
    made = models.BigIntegerField("已新建的党组织", null=True)
    parent_category = models.CharField("上级的组织类别", max_length=8, default="")
    parent_has_unit = models.BooleanField("上级有法人单位", default=False)
    unit_count = models.PositiveSmallIntegerField("单位个数", default=0)
    unit_name = models.TextField("单位名称（原文）", blank=True)
    unit_category = models.TextField("单位类别（原文）", blank=True)
    unit_build = models.TextField("单位建立党组织情况（原文）", blank=True)
    unit_code = models.TextField("单位代码（原文）", blank=True)
    pinyin = models.CharField("拼音首字母", max_length=120, default="", db_collation="C")
    short_pinyin = models.CharField("简称拼音首字母", max_length=60, default="", db_default="", db_collation="C")

    class Meta:
        verbose_name = "暂存的党组织"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["batch", "row"], name="staged_organisation_row")]


class StagedUnit(staged(unit_set), models.Model):  # type: ignore[misc]
    """One unit of a staged organisation; `unit` is the registered one, if there is one."""

    batch = models.ForeignKey(Batch, models.CASCADE, db_constraint=False, db_index=False, related_name="+")
    row = models.PositiveIntegerField("行")
    position = models.PositiveSmallIntegerField("序号")
    uid = models.UUIDField("统一标识")
    unit = models.BigIntegerField("已有的单位", null=True)
    refused = models.BigIntegerField("读不出的列", default=0)

    class Meta:
        verbose_name = "暂存的单位"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["batch", "row"], name="staged_unit_row")]

    def __str__(self) -> str:
        return f"{self.row}.{self.position}"
