"""Columns that hold sealed contents or blind indexes (加密内容列、盲索引列): declared as such, so that a new key finds them all."""

from __future__ import annotations

from typing import Any

from django.db import models


class SealedContentField(models.BinaryField):  # type: ignore[type-arg]
    """Contents sealed as a whole (整件加密内容): a file, a draft; bound to the row that `owner` leads to."""

    def __init__(self, *args: Any, owner: str = "uid", **options: Any) -> None:
        self.owner = owner
        super().__init__(*args, **options)

    @property
    def place(self) -> str:
        """What the seal is bound to beside the row."""
        return f"{self.model._meta.db_table}.{self.column}"

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """To a migration it is a column of bytes."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.BinaryField", args, options


class BlindIndexField(models.UUIDField):  # type: ignore[type-arg]
    """The blind index of the sealed item that `of` leads to (盲索引)."""

    def __init__(self, *args: Any, of: str = "", **options: Any) -> None:
        self.of = of
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        """To a migration it is an identity as any other."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.UUIDField", args, options
