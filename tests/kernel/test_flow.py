"""Flows (办理流程): only the operation now open makes a move, and only one that the table lists."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from registry.kernel.flow import Flow, current_operation
from registry.kernel.refusals import Refused

FLOW = Flow(
    ("letter.write", ["draft"], ["draft", "written"]),
    ("letter.send", ["written"], ["sent"]),
    ("letter.withdraw", ["written", "sent"], ["draft"]),
)


@dataclass
class Letter:
    """Anything with a status."""

    status: str


@contextmanager
def doing(operation: str) -> Iterator[None]:
    token = current_operation.set(operation)
    try:
        yield
    finally:
        current_operation.reset(token)


def test_the_open_operation_makes_its_move() -> None:
    letter = Letter("draft")
    with doing("letter.write"):
        FLOW.move(letter, "written")
    with doing("letter.send"):
        FLOW.move(letter, "sent")
    assert letter.status == "sent"


@pytest.mark.parametrize(
    ("operation", "status", "target"),
    [
        ("letter.send", "draft", "sent"), ("letter.send", "sent", "sent"), ("letter.write", "draft", "sent"),
        ("letter.burn", "draft", "sent"), ("", "draft", "written"),
    ],
)  # fmt: skip
def test_any_other_move_is_refused_and_nothing_changes(operation: str, status: str, target: str) -> None:
    letter = Letter(status)
    with doing(operation), pytest.raises(Refused, match="刷新"):
        FLOW.move(letter, target)
    assert letter.status == status


def test_a_status_offers_the_operations_that_start_from_it_in_the_order_of_the_table() -> None:
    assert FLOW.operations("written") == ["letter.send", "letter.withdraw"]
    assert FLOW.operations("sent") == ["letter.withdraw"]
    assert FLOW.operations("burnt") == []
