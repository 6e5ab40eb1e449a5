"""The two ways of saying no (拒绝办理, 数据不合规则), both written for the person at the screen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How heavily a rule weighs (校核级别); the names of rules.md section 0."""

    REFUSE = "refuse"
    WAIVABLE = "waivable"
    WARN = "warn"

    @property
    def label(self) -> str:
        return {"refuse": "拒绝", "waivable": "拒绝（可放行）", "warn": "提示"}[self.value]


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule at one place (校核问题): shown on a form field, in a returned sheet, in an answer."""

    rule: str
    message: str
    field: str = ""
    level: Level = Level.REFUSE

    def __str__(self) -> str:
        return self.message


class Refused(Exception):
    """Not you, not now, and whom to ask (拒绝办理)."""


class Invalid(Exception):
    """The data breaks rules (数据不合规则)."""

    def __init__(self, violations: Iterable[Violation]) -> None:
        self.violations: tuple[Violation, ...] = tuple(violations)
        super().__init__(" ".join(str(v) for v in self.violations))
