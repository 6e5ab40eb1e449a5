"""The child's side of `guard` (隔离读取进程): limit oneself first, then read the order and carry it out."""

from __future__ import annotations

import io
import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from itertools import islice
from typing import IO, Any, NoReturn

from registry.intake.workbook.guard import TOO_MUCH_MEMORY
from registry.kernel.refusals import Refused

BATCH = 1000


def main() -> None:
    """Carry out one order from the standard input and answer on the standard output."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what anything prints is no answer
    limits, function, args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own order
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    try:
        _answer(answers, "result", _carried_out(answers, function(*args, **kwargs)))
    except Refused as refused:
        _answer(answers, "refused", str(refused))
    except MemoryError:
        _answer(answers, "refused", TOO_MUCH_MEMORY)
    except Exception:
        _answer(answers, "failed", traceback.format_exc())
    answers.close()


@contextmanager
def alongside(check: Callable[[], object]) -> Iterator[None]:
    """Carry out a check in a fork while the block runs; what it refuses is refused at the block's end.

    The child is as plain a process as a fork asks for: one thread and no connection.
    """
    process = os.fork()
    if not process:
        _answer_by_status(check)
    try:
        yield
    except BaseException:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        raise
    _, status = os.waitpid(process, 0)
    if status:  # whatever it was, here it is met again and can be told
        check()


def _answer_by_status(check: Callable[[], object]) -> NoReturn:
    os.closerange(0, os.sysconf("SC_OPEN_MAX"))  # or whoever waits for the end of our answers would wait for this one
    status = 1
    try:
        check()
        status = 0
    finally:
        os._exit(status)


def _carried_out(answers: IO[bytes], outcome: Any) -> Any:
    """Hand over in batches what a generator yields; anything else is the result itself."""
    if not isinstance(outcome, Iterator):
        return outcome
    while batch := list(islice(outcome, BATCH)):
        _answer(answers, "items", batch)
    return None


class _Pickler(pickle.Pickler):
    """Hands an enumeration over as its class and value; early releases of Python 3.11 would name `getattr` instead."""

    def reducer_override(self, obj: Any) -> Any:
        return (type(obj), (obj.value,)) if isinstance(obj, Enum) else NotImplemented


def _answer(answers: IO[bytes], kind: str, content: Any) -> None:
    written = io.BytesIO()
    _Pickler(written, protocol=5).dump((kind, content))
    body = written.getvalue()
    answers.write(len(body).to_bytes(8, "big") + body)
    answers.flush()
