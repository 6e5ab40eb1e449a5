"""What came of reading one written value (取值结果)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from registry.kernel.refusals import Level, Violation

V = TypeVar("V")

NOTATION = "格式"
"""Stands where a rule's number would, when only the way of writing is wrong and no numbered rule speaks of it."""


@dataclass(frozen=True, slots=True)
class Parsed(Generic[V]):
    """The value to store (None when there is none), what was normalised, and what is wrong.

    A parser never raises. A value with a refusing problem is None: there is nothing to store.
    """

    value: V | None
    changed: str = ""
    problems: tuple[Violation, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the value cannot be taken as it is, not even with a written basis."""
        return any(problem.level is Level.REFUSE for problem in self.problems)


def sentence(notes: list[str]) -> str:
    """Several notes as one Chinese sentence; empty when there is nothing to say."""
    return "；".join(dict.fromkeys(notes)) + "。" if notes else ""
