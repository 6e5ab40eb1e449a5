"""The rows of an organisation's file (党组织档案): its information sets, party groups, papers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q, QuerySet

from registry.dossiers.records import OrganisationRecord
from registry.dossiers.sets.notices import Notice
from registry.dossiers.sets.pairings import Pairing
from registry.dossiers.sets.rectifications import Rectification
from registry.dossiers.sets.rewards import Reward
from registry.dossiers.sets.work import Work
from registry.kernel.periods import PeriodFields
from registry.kernel.records import Record
from registry.members.models import Member
from registry.organisations.models import Organisation

__all__ = ["Notice", "Pairing", "Rectification", "Reward", "Work"]


class Paper(OrganisationRecord):
    """A paper on file (附件): the document of a reorganisation, of an honour, or one of the organisation itself."""

    file = models.ForeignKey("security.StoredFile", models.PROTECT, verbose_name="文件")
    title = models.CharField("附件名称", max_length=120)
    about = models.UUIDField("所附记录", null=True, editable=False)
    """The identity of the act or the row that it proves; none if it is about the organisation as such."""
    added_on = models.DateField("上传日期")

    class Meta:
        verbose_name = "附件"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["about"], name="paper_about")]

    def __str__(self) -> str:
        return self.title


class Group(OrganisationRecord):
    """A party group of a branch (党小组): its leader and its members, until it is given up."""

    name = models.CharField("党小组名称", max_length=60)
    leader = models.ForeignKey(Member, models.PROTECT, verbose_name="党小组组长", related_name="+")
    ended_on = models.DateField("撤销日期", null=True)

    class Meta:
        verbose_name = "党小组"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="group_name_once", condition=Q(ended_on__isnull=True),
                violation_error_message="该党支部已有同名的党小组，请换一个名称。",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def members(self) -> QuerySet[Member]:
        """Those who are in it, or were when it was given up; whoever left the branch is not, whatever way he left."""
        here = Q(group_memberships__group=self, group_memberships__ended_on__isnull=True)
        return Member.objects.living().filter(here, organisation=self.organisation_id).order_by("pk")


class GroupMembership(PeriodFields, Record):
    """That a member was in a party group for a time (党小组成员)."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="memberships")
    member = models.ForeignKey(Member, models.PROTECT, related_name="group_memberships")

    class Meta:
        verbose_name = "党小组成员"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member"], name="group_membership_open_once", condition=Q(ended_on__isnull=True)
            ),
            models.CheckConstraint(condition=Q(ended_on__gte=F("started_on")), name="group_membership_forward"),
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.group}"

    @property
    def organisation(self) -> Organisation:
        """The branch of the group answers for it."""
        return self.group.organisation
