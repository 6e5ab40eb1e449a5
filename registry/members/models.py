"""Members, their identity, the branches they belong and belonged to (党员, 身份, 隶属)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from registry.kernel.grams import heads_of, pairs_of
from registry.kernel.paths import PathField
from registry.kernel.periods import PeriodFields
from registry.kernel.records import Record, Subject
from registry.kernel.sealed_columns import BlindIndexField
from registry.kernel.sealing import keyring
from registry.members.sets import seniority
from registry.members.sets.basic import NORMAL, BasicInformation
from registry.members.sets.probation import FULL
from registry.organisations.models import Organisation
from registry.security.scope import ScopedQuerySet


class MemberQuerySet(ScopedQuerySet):
    """Members by what a clerk knows of them."""

    people = True

    def living(self) -> Self:
        """Those who are on the register now."""
        return self.filter(status__in=(NORMAL, "2"))

    def with_identity(self, number: str) -> Self:
        """The member of that identity number, found by its blind index."""
        return self.filter(identity__index__in=keyring().blinds(number, "identity"))

    def with_phone(self, digits: str) -> Self:
        """The members of that telephone number."""
        return self.filter(phone_index__in=keyring().blinds(digits, "phone"))

    def named(self, text: str) -> Self:
        """Members whose name contains `text`; two characters are enough."""
        return self.filter(name__holds=text)

    def spelt(self, initials: str) -> Self:
        """Members whose pinyin initials begin so, in whatever readings."""
        return self.filter(Q(pinyin__begins=initials) | Q(other_pinyin__one_begins=initials))


class Member(Subject, BasicInformation):
    """A member of the party (党员): the row of the register."""

    path = PathField("层级码", editable=False, follows="organisation")
    pinyin = models.CharField("拼音首字母", max_length=60, editable=False, db_collation="C")
    other_pinyin = models.CharField("拼音首字母（异读）", max_length=60, blank=True, editable=False, db_collation="C")

    vouched: ClassVar[tuple[str, ...]] = ("uid", "name", "organisation_id", "status", "secrecy", "version")

    objects: ClassVar[models.Manager[Member]] = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "党员"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["path", "id"], name="member_scope"),
            models.Index(fields=["name", "path"], name="member_name"),
            models.Index(fields=["pinyin", "path"], name="member_pinyin"),
            GinIndex(heads_of("other_pinyin"), name="member_other_pinyin", condition=~Q(other_pinyin="")),
            models.Index(fields=["phone_index"], name="member_phone"),
            GinIndex(pairs_of("name", 50), name="member_grams"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_full(self) -> bool:
        return self.category == FULL

    def seniority(self, today: date) -> seniority.Seniority | None:
        """The party standing on that day (党龄, R-088); None for a probationary member."""
        if not self.converted_on or not self.is_full:
            return None
        return seniority.on(today, self.converted_on, self.seniority_correction)

    def age(self, today: date) -> int | None:
        from registry.kernel.dates import full_years

        return full_years(self.birth_on, today) if self.birth_on else None

    def place(self, organisation: Organisation, day: date) -> None:
        """From `day` on the member belongs to that branch; the former placement is ended, not overwritten."""
        self.placements.filter(ended_on__isnull=True).update(ended_on=day)
        self.organisation = organisation
        self.save(update_fields=["organisation"])
        Placement.objects.create(member=self, organisation=organisation, started_on=day)


class MemberIdentity(Record):
    """The blind index of a member's identity number: one person, one record (R-022)."""

    index = BlindIndexField("身份号码盲索引", of="member__identity_number", unique=True)
    member = models.OneToOneField(Member, models.CASCADE, related_name="identity")

    vouched: ClassVar[tuple[str, ...]] = ("index", "member_id")

    class Meta:
        verbose_name = "身份号码索引"

    def __str__(self) -> str:
        return str(self.index)


class MemberRecord(Record):
    """The base of every set's rows that hang on a member."""

    member = models.ForeignKey(Member, models.PROTECT)

    class Meta:
        abstract = True

    @property
    def organisation(self) -> Organisation:
        """The branch of the member answers for the row."""
        return self.member.organisation


class Placement(PeriodFields, MemberRecord):
    """That a member belonged to a branch for a time (隶属关系); never to two at once: the trigger `placement_once`."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="placements")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "隶属关系"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member"], condition=Q(ended_on__isnull=True), name="placement_open_once"),
            models.CheckConstraint(condition=Q(ended_on__gte=F("started_on")), name="placement_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}"


class Basis(MemberRecord):
    """A document that a change of a key item rests on (依据材料, R-031)."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="bases")
    file = models.ForeignKey("security.StoredFile", models.PROTECT, verbose_name="文件")
    title = models.CharField("材料名称", max_length=120)
    items = models.JSONField("据以修改的信息项", default=list)
    added_on = models.DateField("上传日期")

    class Meta:
        verbose_name = "依据材料"

    def __str__(self) -> str:
        return self.title


class Explanation(MemberRecord):
    """Why a rule that is broken, or seems so, is in order here (情况说明): it holds while the values stay the same."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="explanations")
    rule = models.CharField("校核规则", max_length=10)
    text = models.TextField("情况说明", max_length=500)
    basis = models.ForeignKey(Basis, models.SET_NULL, null=True, verbose_name="依据材料")
    values_digest = models.UUIDField("当时的值")
    added_on = models.DateField("说明日期")

    class Meta:
        verbose_name = "情况说明"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member", "rule"], name="explanation_once", violation_error_message="该问题已有情况说明。"
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text
