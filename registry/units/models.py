"""Units (单位): legal persons and joint bodies behind the organisations; stand in the tree where their keeper stands."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value

from registry.kernel.grams import pairs_of
from registry.kernel.paths import PathField, is_below
from registry.kernel.records import Subject
from registry.security.actors import Actor
from registry.security.matrix import Reach
from registry.security.scope import ScopedQuerySet
from registry.units.sets.details import UnitDetails, details


class NameKey(Func):
    """A name as it is compared: half-width, without spaces and dots, all brackets alike (单位名称查重)."""

    function = "unit_key"


def _one_of(units: models.QuerySet[Any]) -> Func:
    """The rows of a few units, made first and then looked up, so that the condition beside it keeps its index."""
    found = Func(ArraySubquery(units.values("pk")), function="ANY")
    return Func(F("pk"), found, template="%(expressions)s", arg_joiner=" = ", output_field=models.BooleanField())


class UnitQuerySet(ScopedQuerySet):
    """Units by who keeps them, and by which organisations they are linked to."""

    also_seen = "from below"

    def named_like(self, name: str) -> Self:
        """Those whose name differs from `name` at most by spaces, brackets and full-width signs."""
        return self.annotate(key=NameKey(F("name"))).filter(key=NameKey(Value(name)))

    def in_sight(self, actor: Actor, function: str, path: str = "", *, below: bool = True) -> Self:
        """What may be read at `path` or, with `below`, under it as well: units kept there, and units that organisations
        there belong to, whoever keeps them. Without a path, all that the actor may read.
        """
        path, own = path or actor.seat.path, actor.seat.path
        reach = actor.reach(function)
        if reach is Reach.NONE or not is_below(path, own) or (reach is Reach.OWN and path != own):
            return self.none()
        below = below and reach is Reach.BELOW
        lookup = "path__below" if below else "path"
        linked = Unit.objects.filter(
            **{f"organisation_links__organisation__{lookup}": path}, organisation_links__ended_on__isnull=True
        )
        return self.filter(Q(**{lookup: path}) | Q(_one_of(linked.exclude(**{lookup: path}))))

    def with_links(self) -> Self:
        """Each with `is_linked`: whether an organisation belongs to it today."""
        links = Unit._meta.get_field("organisation_links").related_model
        today = links._default_manager.filter(unit=OuterRef("pk"), ended_on__isnull=True)
        return self.annotate(is_linked=Exists(today))


class Unit(Subject, UnitDetails):
    """One unit; its name is unique, and so is its code if it has one (R-144)."""

    keeper = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, verbose_name="管理党组织", related_name="kept_units"
    )
    path = PathField("管理党组织层级码", editable=False, follows="keeper")
    pinyin = models.CharField("拼音首字母", max_length=120, editable=False, db_default="", db_collation="C")

    objects: ClassVar[models.Manager[Unit]] = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["name"], name="unit_name_once", violation_error_message="已有同名单位，请直接关联该单位。"
            ),
            models.UniqueConstraint(
                fields=["code"], condition=~Q(code__in=["", "0"]), name="unit_code_once",
                violation_error_message="该单位代码已被其他单位使用，请核对。",
            ),
        ]  # fmt: skip
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["path", "id"], name="unit_path"),
            models.Index(fields=["code"], name="unit_code"),
            models.Index(fields=["id"], condition=Q(pinyin=""), name="unit_unspelt"),
            models.Index(NameKey(F("name")), name="unit_name_key"),
            GinIndex(pairs_of("name", 120), name="unit_grams"),
            GinIndex(pairs_of("pinyin", 120), name="unit_pinyin_grams"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def organisation(self) -> models.Model:
        """The organisation that answers for the unit now."""
        return self.keeper

    @property
    def links(self) -> models.QuerySet[Any]:
        """Its ties to organisations today."""
        today: models.QuerySet[Any] = self.organisation_links.filter(ended_on__isnull=True)
        return today

    @property
    def linked(self) -> bool:
        """Whether an organisation belongs to it today."""
        known = getattr(self, "is_linked", None)
        return bool(known if known is not None else self.pk and self.links.exists())


class Act(models.TextChoices):
    """What was done to a unit that can be taken back (单位变动类型)."""

    CONVERTED = "converted", "转制"
    CORRECTED = "corrected", "更正单位类别"
    DELETED = "deleted", "删除"


class UnitChangeQuerySet(ScopedQuerySet):
    """Changes stand where the organisation stands that kept the unit."""

    path_name = "keeper__path"


class UnitChange(Subject):
    """A unit was converted or deleted (单位变动): what it was before, by which document, and the entry that wrote it.

    The unit may be gone, so its identity and name stand here, without a key of the database.
    """

    act = models.CharField("变动类型", max_length=10, choices=Act)
    unit = models.ForeignKey(
        Unit, models.DO_NOTHING, db_constraint=False, verbose_name="单位", related_name="changes_made"
    )
    name = models.CharField("单位名称", max_length=120)
    keeper = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, related_name="+", verbose_name="管理党组织"
    )
    effective_on = models.DateField("生效日期")
    document = models.CharField("批准文号", max_length=60, blank=True)
    reason = models.CharField("变动原因", max_length=200, blank=True)
    former_category = models.CharField("原单位类别", max_length=8)
    category = models.CharField("单位类别", max_length=8, blank=True)
    members = models.PositiveIntegerField("随之变更工作岗位的党员数", default=0)
    entry_number = models.BigIntegerField("审计记录")
    undone_on = models.DateField("撤回日期", null=True)

    objects: ClassVar[models.Manager[UnitChange]] = UnitChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "单位变动"
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["unit", "-id"], name="unit_change_unit")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.name}"

    @property
    def organisation(self) -> models.Model:
        """The organisation that answered for the unit."""
        return self.keeper

    @property
    def former_text(self) -> str:
        """The category it had, in words."""
        return details.items["category"].text(Unit(category=self.former_category))

    @property
    def category_text(self) -> str:
        """The category it got, in words."""
        return details.items["category"].text(Unit(category=self.category))

    @classmethod
    def of(cls, unit: Unit, act: Act, day: date, entry: int, **facts: Any) -> UnitChange:
        """Note what is being done to the unit, before it is done."""
        return cls.objects.create(
            act=act, unit_id=unit.pk, name=unit.name, keeper_id=unit.keeper_id, effective_on=day, entry_number=entry,
            former_category=unit.category, **facts,
        )  # fmt: skip
