"""Organisations, their dated places in the tree and their units (党组织, 隶属, 所在单位)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Length
from django.utils.functional import cached_property

from registry.kernel import paths
from registry.kernel.grams import pairs_of
from registry.kernel.paths import PathField
from registry.kernel.periods import PeriodFields, never_twice
from registry.kernel.records import Record, Subject
from registry.kernel.refusals import Refused
from registry.organisations import categories
from registry.organisations.sets.details import OrganisationDetails
from registry.security.matrix import Column
from registry.security.scope import ScopedQuerySet
from registry.units.models import Unit

UNRANKED = 1_000_000
"""The rank of an organisation that nobody put in order yet, beyond the number any superior can have below it."""


class State(models.TextChoices):
    """Whether an organisation works or is kept for its history (状态)."""

    ACTIVE = "active", "正常"
    DISSOLVED = "dissolved", "已撤销"
    REMOVED = "removed", "已删除"


class OrganisationQuerySet(ScopedQuerySet):
    """Organisations by their place in the tree."""

    also_seen = "from below"

    def children_of(self, parent: Organisation) -> Self:
        """The organisations directly below, in official order."""
        return self.filter(parent=parent).order_by("rank", "path")

    def branches(self) -> Self:
        """Those that members belong to."""
        return self.filter(category__in=categories.BRANCHES)


class Organisation(Subject, OrganisationDetails):
    """A party organisation as it is today (党组织)."""

    code = models.CharField("党组织代码", max_length=16, unique=True, editable=False, db_collation="C")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="上级党组织", related_name="children"
    )
    path = PathField("层级码", unique=True, editable=False)
    children_made = models.PositiveIntegerField("已用下级序号", default=0, editable=False)
    rank = models.PositiveIntegerField("排序", default=UNRANKED, editable=False)
    state = models.CharField("状态", max_length=10, choices=State, default=State.ACTIVE)
    pinyin = models.CharField("拼音首字母", max_length=120, editable=False, db_collation="C")
    short_pinyin = models.CharField("简称拼音首字母", max_length=60, editable=False, db_default="", db_collation="C")

    counters = ("children_made",)
    vouched: ClassVar[tuple[str, ...]] = (
        "uid",
        "code",
        "name",
        "parent_id",
        "path",
        "security_level",
        "state",
        "version",
    )

    objects: ClassVar[models.Manager[Organisation]] = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "党组织"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["parent", "name"], name="organisation_sibling_name_once", nulls_distinct=False,
                condition=Q(state="active"),
                violation_error_message="同一上级下已有同名党组织，请核对名称（R-143）。",
            )
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["parent", "rank", "path"], name="organisation_order"),
            models.Index(fields=["short_name", "path"], name="organisation_short_name"),
            models.Index(fields=["pinyin", "path"], name="organisation_pinyin"),
            models.Index(fields=["short_pinyin", "path"], name="organisation_short_pinyin"),
            models.Index(fields=["path"], name="organisation_ended", condition=~Q(state="active")),
            GinIndex(pairs_of("name", 120), name="organisation_grams"),
        ]

    def __str__(self) -> str:
        return self.short_name or self.name

    @property
    def organisation(self) -> Organisation:
        """It answers for itself."""
        return self

    @property
    def closed(self) -> str:
        """Why nothing may be done to it any more; empty as long as it works (R-158)."""
        ended = {State.DISSOLVED: "已经撤销", State.REMOVED: "已经删除"}.get(State(self.state), "")
        return f"“{self}”{ended}，只能查看；请刷新后核对。" if ended else ""

    @property
    def level(self) -> Column:
        """Its level in the function matrix."""
        return categories.level(self.category)

    @property
    def is_branch(self) -> bool:
        """Whether members belong to it directly."""
        return self.category in categories.BRANCHES

    @property
    def kind(self) -> str:
        """The category in two characters, for the tree."""
        return categories.tag(self.category)

    @property
    def parent_category(self) -> str:
        return self.parent.category if self.parent else ""

    @property
    def parent_has_unit(self) -> bool:
        """Whether the superior has a unit for its own, directly or through its own superior (R-140)."""
        return self.parent is not None and self.parent.own_units() != []

    @property
    def unit_count(self) -> int:
        return self.unit_links.filter(ended_on__isnull=True).count() if self.pk else 0

    @cached_property
    def full_members(self) -> int:
        """The full members in it and everywhere below (正式党员)."""
        return self._headcounts["full"]

    @cached_property
    def all_members(self) -> int:
        """The members in it and everywhere below, full and probationary."""
        return self._headcounts["full"] + self._headcounts["probationary"]

    @cached_property
    def _headcounts(self) -> dict[str, int]:
        if not self.path:
            return {"full": 0, "probationary": 0}
        below = Headcount.objects.filter(path__below=self.path)
        return below.aggregate(full=Coalesce(Sum("full"), 0), probationary=Coalesce(Sum("probationary"), 0))

    def next_child(self) -> str:
        """The path of one more child, a place that no organisation ever had; the row is locked by its operation."""
        if len(self.path) >= paths.WIDTH * paths.DEPTH:
            raise Refused(f"党组织层级最多{paths.DEPTH}级，“{self}”之下不能再新建。")
        if self.children_made >= paths.LAST_LABEL:
            raise Refused(
                f"“{self}”下先后建立的党组织已有{paths.LAST_LABEL:,}个，编号已经用完；请先在其下新建一级党组织，再建在那一级之下。"
            )
        self.children_made += 1
        return str(self.path + paths.label(self.children_made))

    def ancestors(self) -> QuerySet[Organisation]:
        """The organisations above it and itself, from the top."""
        return Organisation.objects.filter(path__in=paths.ancestors(self.path)).order_by(Length("path"))

    def own_units(self) -> list[OrganisationUnit]:
        """Its units today; of the nearest superior that has any where it shares the superior's (与上级党组织相同)."""
        links = OrganisationUnit.objects.filter(
            ended_on__isnull=True, organisation__path__in=paths.ancestors(self.path)
        )
        found = list(links.select_related("unit", "organisation").order_by("-main", "pk"))
        nearest = max((link.organisation.path for link in found), default="")
        return [link for link in found if link.organisation.path == nearest]


class Headcount(models.Model):
    """How many members a branch has now (党员数): kept by the database with every change of a member (data.md A6)."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="headcount")
    path = PathField("层级码", editable=False, follows="organisation")
    full = models.PositiveIntegerField("正式党员", default=0)
    probationary = models.PositiveIntegerField("预备党员", default=0)

    class Meta:
        verbose_name = "党员数"
        indexes: ClassVar[list[models.Index]] = [
            # A province is summed up from the index alone: 450,000 branches in a twentieth of a second.
            models.Index(fields=["path"], include=["full", "probationary"], name="headcount_path")
        ]

    def __str__(self) -> str:
        return f"{self.full}+{self.probationary}"


class Act(models.TextChoices):
    """By what an organisation became what it was (变动类型)."""

    RENAMED = "renamed", "更名"
    RECATEGORISED = "recategorised", "更改类别"
    MOVED = "moved", "改变隶属关系"
    MERGED = "merged", "合并"
    SPLIT = "split", "分设"
    DISSOLVED = "dissolved", "撤销"


class ReorganisationQuerySet(ScopedQuerySet):
    """Reorganisations by the organisation they were about."""

    path_name = "organisation__path"


class Reorganisation(Subject):
    """A change decided by a document (组织变动): from its day on, the organisations concerned stand otherwise."""

    act = models.CharField("变动类型", max_length=13, choices=Act)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="reorganisations")
    effective_on = models.DateField("生效日期")
    document = models.CharField("批准文号", max_length=60)
    reason = models.CharField("变动原因", max_length=200, blank=True)
    former_name = models.CharField("原名称", max_length=120, blank=True)
    entry = models.BigIntegerField("审计编号", null=True, editable=False)

    objects: ClassVar[models.Manager[Reorganisation]] = ReorganisationQuerySet.as_manager()

    class Meta:
        verbose_name = "组织变动"

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.document}"


class Standing(PeriodFields, Record):
    """What an organisation was for a while: called how, of what category, under whom, with the path it had (党组织沿革).

    All standings of one day are the tree of that day. A day on which an organisation has none, it did not exist.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="standings")
    parent = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name="上级党组织")
    path = PathField("层级码")
    name = models.CharField("党组织名称", max_length=120)
    short_name = models.CharField("党组织简称", max_length=60)
    category = models.CharField("组织类别", max_length=8)
    begun_by = models.ForeignKey(Reorganisation, models.PROTECT, null=True, related_name="standings")
    ended_by = models.ForeignKey(Reorganisation, models.PROTECT, null=True, related_name="ended_standings")

    FACTS = ("parent_id", "path", "name", "short_name", "category")

    class Meta:
        verbose_name = "党组织沿革"
        constraints: ClassVar[list[models.BaseConstraint]] = [never_twice("standing_once", "organisation")]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["path"], name="standing_path"),
            GinIndex(pairs_of("name", 120), name="standing_grams", condition=Q(ended_on__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def kind(self) -> str:
        """The category in two characters."""
        return categories.tag(self.category)

    @classmethod
    def begin(cls, organisation: Organisation, day: date, by: Reorganisation | None = None) -> Standing:
        """From `day` on the organisation is what its row says now; of the first standing see `foundings`."""
        return cls.objects.create(organisation=organisation, started_on=day, begun_by=by, **cls._facts(organisation))

    @classmethod
    def change(cls, organisation: Organisation, day: date, by: Reorganisation | None = None) -> Standing:
        """The standing until `day` ends, and one that says what the row says now begins; Refused before the latest change."""
        current = cls.objects.get(organisation=organisation, ended_on__isnull=True)
        if day < current.started_on:
            raise Refused(
                f"“{organisation}”在{current.started_on:%Y-%m-%d}已有变动，生效日期不能早于这一天；请核对批准文件的日期。"
            )
        if day == current.started_on:
            current.begun_by = by or current.begun_by
            return current.amend(organisation)
        current.end(day)
        return cls.begin(organisation, day, by)

    def amend(self, organisation: Organisation) -> Standing:
        """What the row says now held from the beginning of this standing: a correction, or a second change on one day."""
        for name, value in self._facts(organisation).items():
            setattr(self, name, value)
        self.save()
        return self

    @classmethod
    def _facts(cls, organisation: Organisation) -> dict[str, Any]:
        return {name: getattr(organisation, name) for name in cls.FACTS}


class OrganisationUnit(PeriodFields, Record):
    """That an organisation belongs to a unit; a joint branch has several, one of them the main one (所在单位)."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="unit_links")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="organisation_links")
    main = models.BooleanField("主要单位", default=True)

    class Meta:
        verbose_name = "所在单位"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            never_twice("organisation_unit_once", "organisation", "unit"),
            never_twice("main_unit_once", "organisation", condition=Q(main=True)),
        ]

    def __str__(self) -> str:
        return str(self.unit)

    @classmethod
    def link(cls, organisation: Organisation, unit: Unit, day: date, *, main: bool) -> OrganisationUnit:
        """Tie the unit to the organisation from `day` on."""
        return cls.objects.create(organisation=organisation, unit=unit, main=main, started_on=day)
