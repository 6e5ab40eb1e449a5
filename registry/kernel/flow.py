"""Flows (办理流程): one table of moves guards every change of a status and yields the buttons."""

from __future__ import annotations

from collections.abc import Iterable
from contextvars import ContextVar
from typing import Protocol

from registry.kernel.refusals import Refused

current_operation: ContextVar[str] = ContextVar("current_operation", default="")


class HasStatus(Protocol):
    """Anything that carries a status."""

    status: str


class Flow:
    """The moves an operation may make: rows of (operation, statuses it starts from, statuses it leads to)."""

    def __init__(self, *moves: tuple[str, Iterable[str], Iterable[str]]) -> None:
        self.moves: dict[str, tuple[frozenset[str], frozenset[str]]] = {
            operation: (frozenset(origins), frozenset(targets)) for operation, origins, targets in moves
        }

    def move(self, subject: HasStatus, status: str) -> None:
        """Put `subject` into `status`, if the open operation may make this move; Refused otherwise."""
        operation = current_operation.get()
        origins, targets = self.moves.get(operation, (frozenset(), frozenset()))
        if subject.status not in origins or status not in targets:
            raise Refused("该事项的办理状态已经变化，请刷新页面后再办理。")
        subject.status = status

    def operations(self, status: str) -> list[str]:
        """The operations that may be done in `status`, in the order of the table."""
        return [operation for operation, (origins, _) in self.moves.items() if status in origins]
