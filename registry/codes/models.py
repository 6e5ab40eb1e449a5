"""The code lists as a table (代码表), so that SQL can join and sort by them; the CSV files remain the source."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class CodeRow(models.Model):
    """One code of one list; filled by `load_codes`, never edited."""

    code_list = models.CharField("代码集", max_length=40)
    code = models.CharField("代码", max_length=8)
    name = models.CharField("名称", max_length=100)
    parent = models.CharField("上级代码", max_length=8, blank=True)
    leaf = models.BooleanField("最末级")
    position = models.PositiveIntegerField("顺序")
    valid_from = models.DateField("启用日期", null=True)
    valid_until = models.DateField("停用日期", null=True)

    class Meta:
        verbose_name = "代码"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["code_list", "code"], name="code_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
