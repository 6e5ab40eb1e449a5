"""Units (单位): legal persons and joint bodies behind the organisations; stand in the tree where their keeper stands."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from registry.kernel.paths import PathField
from registry.kernel.records import Subject
from registry.security.scope import ScopedQuerySet
from registry.units.sets import UnitInformation


class Unit(Subject, UnitInformation):
    """One unit; its name is unique, and so is its code if it has one (R-144)."""

    keeper = models.ForeignKey(
        "organisations.Organisation", models.PROTECT, verbose_name="登记党组织", related_name="kept_units"
    )
    path = PathField("登记党组织层级码", editable=False, follows="keeper")

    objects: ClassVar[models.Manager[Unit]] = ScopedQuerySet.as_manager()

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
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["path", "id"], name="unit_path")]

    def __str__(self) -> str:
        return self.name

    @property
    def organisation(self) -> models.Model:
        """The organisation that answers for the unit now."""
        return self.keeper
