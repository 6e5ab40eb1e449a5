"""What a loan is a copy of, and how the copy is made (制作导出文件): the list as it was asked for, read with the borrower's rights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.module_loading import autodiscover_modules
from django.utils.timezone import localtime

from registry.lending.marks import Mark
from registry.lending.models import Loan
from registry.printing import rosters
from registry.security.actors import Actor
from registry.security.matrix import label
from registry.web.lists import List

FREE = 1000
"""Rows that may leave masked without anybody's consent, where the matrix lets them (loan.free)."""


@cache
def lists() -> dict[str, type[List]]:
    """Every list that may leave the registry, by the function that says who takes it out: declared with the list alone."""
    autodiscover_modules("lists")
    return {kind.export: kind for kind in _below(List) if kind.export}


def _below(kind: type[List]) -> list[type[List]]:
    return [one for child in kind.__subclasses__() for one in (child, *_below(child))]


@dataclass(frozen=True, slots=True)
class Content:
    """What is asked for: a list, and which of its masked columns in full."""

    rows: List
    full: tuple[str, ...] = ()

    @classmethod
    def of(cls, loan: Loan, actor: Actor) -> Content:
        """What the loan is of, as `actor` sees it now."""
        rows = lists()[loan.function].again(actor, json.loads(loan.query))
        return cls(rows, tuple(loan.full))

    @property
    def query(self) -> str:
        return json.dumps(self.rows.said, ensure_ascii=False, sort_keys=True)

    @property
    def count(self) -> int:
        """How many rows, counted no further than a sheet may hold, and one."""
        return self.rows.filtered.order_by().values("pk")[: rosters.MOST + 1].count()

    @property
    def conditions(self) -> list[str]:
        """The filters in words; what was searched for may be a name or a number, and is not repeated."""
        chips = [f"{chip.label}：{chip.text}" for chip in self.rows.chips]
        return [*chips, *["按查找内容"] * bool(getattr(self.rows, "text", ""))]

    def needs_approval(self, actor: Actor, place: Any) -> bool:
        """Whether somebody else has to agree (S65): to numbers in full, to many rows, or because the matrix says so."""
        return bool(self.full) or not actor.may("loan.free", place) or self.count > FREE

    @property
    def in_full(self) -> dict[str, str]:
        """Those of the masked columns that are asked for in full."""
        return {key: text for key, text in self.hidden().items() if key in self.full}

    def hidden(self) -> Mapping[str, str]:
        """The columns of the list that are masked unless asked for in full, by their keys."""
        return {column.key: column.label for column in self.rows.columns if column.clear}


def workbook(loan: Loan, content: Content) -> bytes:
    """The copy itself, with the marks of the loan."""
    mark = Mark.of(loan.secret)
    copy = rosters.Copy(loan.number, heading(loan), mark.rank, mark.spaced, frozenset(loan.full))
    return rosters.workbook(content.rows, copy)


def heading(loan: Loan) -> str:
    """The first line of a copy: whose it is, what for, and that it goes no further."""
    who = f"{loan.asked_by.name}（{loan.post}）"
    return (
        f"借阅编号 {loan.number}　导出：{who}　{localtime(loan.asked_at):%Y-%m-%d %H:%M}　"
        f"用途：{loan.get_purpose_display()}，{loan.words}　提供给：{loan.recipient}　{loan.due_on}前归还或销毁　不得外传"
    )


def file_name(loan: Loan) -> str:
    """What the file is called on the borrower's machine."""
    return f"{label(loan.function).removeprefix('导出')} {loan.number}.xlsx"
