"""Reading in a child process (隔离读取): what goes wrong there ends as a sentence here, never as our own end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import pytest

from registry.intake.workbook import guard
from registry.intake.workbook.reading import Row
from registry.kernel.refusals import Refused

SMALL = guard.Limits(memory=200 << 20, seconds=1)


def add(one: int, other: int) -> int:
    return one + other


def count(to: int) -> Iterator[Row]:
    yield from (Row(at, [at]) for at in range(to))


def count_and_fail(to: int) -> Iterator[int]:
    yield from range(to)
    raise Refused("到此为止。")


def refuse() -> None:
    raise Refused("不行，请改。")


def fail() -> None:
    raise KeyError("a defect")


def eat() -> int:
    return len(bytes(1 << 30))


def spin() -> None:
    while True:
        pass


def die(signal: int) -> None:
    os.kill(os.getpid(), signal)


def chatter() -> str:
    sys.stdout.write("noise on the answers' way")
    sys.stdout.flush()
    return "answer"


def answer_with(name: str) -> object:
    return getattr(sys.modules["os"], name)


def process() -> int:
    return os.getpid()


def test_a_function_runs_elsewhere_and_answers_here() -> None:
    assert guard.guarded(add, 1, other=2) == 3
    assert guard.guarded(process) != os.getpid()


def test_what_is_yielded_arrives_in_order_across_batches() -> None:
    assert [row.excel_row for row in guard.guarded_stream(count, 2500)] == list(range(2500))
    assert list(guard.guarded_stream(count, 0)) == []


def test_a_stream_may_be_left_before_its_end() -> None:
    stream = guard.guarded_stream(count, 10_000_000)
    assert next(stream).excel_row == 0
    stream.close()  # type: ignore[attr-defined]
    assert next(stream, None) is None


def test_a_refusal_there_is_a_refusal_here() -> None:
    with pytest.raises(Refused, match=r"不行，请改。"):
        guard.guarded(refuse)
    taken = []
    with pytest.raises(Refused, match="到此为止"):
        taken.extend(guard.guarded_stream(count_and_fail, 3))


def test_running_out_of_memory_is_refused() -> None:
    with pytest.raises(Refused, match="内存限额"):
        guard.within(SMALL, eat)


def test_running_out_of_time_is_refused() -> None:
    with pytest.raises(Refused, match="时间限额"):
        guard.within(SMALL, spin)


@pytest.mark.parametrize(("signal", "said"), [(6, "内存限额"), (11, "内存限额"), (9, "时间限额")])
def test_a_native_reader_that_ends_its_process_ends_only_the_child(signal: int, said: str) -> None:
    with pytest.raises(Refused, match=said):
        guard.guarded(die, signal)


def test_a_defect_there_is_shown_with_its_traceback_and_not_blamed_on_the_file() -> None:
    with pytest.raises(guard.Crashed, match="a defect"):
        guard.guarded(fail)
    with pytest.raises(guard.Crashed, match="has to be streamed"):
        guard.guarded(count, 3)


def test_what_is_printed_there_is_no_answer() -> None:
    assert guard.guarded(chatter) == "answer"


def test_an_answer_is_data_and_never_a_function_to_call() -> None:
    with pytest.raises(Exception, match="does not belong in an answer"):
        guard.guarded(answer_with, "system")
