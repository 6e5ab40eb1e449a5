"""Computing shared among processes: the same results in the same order, and nobody left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from registry.jobs.crew import AHEAD, HANDS, shared, standing_by


def adding(to: int) -> Callable[[int], tuple[int, int]]:
    """Adds a number; tells which process did it."""
    return lambda number: (number + to, os.getpid())


def dividing(whole: int) -> Callable[[int], float]:
    """Divides by a number."""
    return lambda number: whole / number


def test_the_results_come_in_the_order_of_the_pieces_from_other_processes() -> None:
    results = list(shared(adding, 1000, range(50)))
    assert [result for result, _ in results] == list(range(1000, 1050))
    assert os.getpid() not in {process for _, process in results}


def test_the_pieces_are_taken_only_as_fast_as_they_are_worked_on() -> None:
    taken: list[int] = []

    def pieces() -> Iterator[int]:
        for number in range(1000):
            taken.append(number)
            yield number

    results = shared(adding, 0, pieces())
    next(results)
    assert len(taken) <= AHEAD * HANDS + 1
    results.close()  # type: ignore[attr-defined]


def test_processes_that_stand_by_serve_every_sharing_inside_and_end_with_it() -> None:
    with standing_by():
        one, other = list(shared(adding, 0, range(50))), list(shared(adding, 7, range(50)))
        assert [result for result, _ in other] == list(range(7, 57))
        processes = {process for _, process in one + other}
        assert len(processes) <= HANDS
    outside = {process for _, process in shared(adding, 0, range(50))}
    assert processes.isdisjoint(outside)
    for process in processes:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_an_error_of_one_piece_ends_the_whole() -> None:
    with pytest.raises(ZeroDivisionError):
        list(shared(dividing, 1, [3, 2, 1, 0]))


ENDLESS = """
from itertools import count
from tests.jobs.test_crew import adding
from registry.jobs.crew import shared
if __name__ == "__main__":
    for _ in shared(adding, 0, count()):
        print("working", flush=True)
"""


def test_the_processes_end_with_a_parent_that_was_killed() -> None:
    parent = subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None and parent.stdout.readline() == "working\n"
    parent.send_signal(signal.SIGKILL)
    parent.communicate(timeout=30)  # ends when the last process that writes there has ended
