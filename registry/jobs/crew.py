"""Computing shared among processes (分担计算): what keeps a processor busy for minutes uses every one the machine has.

The processes are fresh ones: a fork of a server would carry its database connections along. Starting them costs about
a second, so only long work is shared.
"""

from __future__ import annotations

import os
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import connection, get_context, parent_process
from typing import Any, TypeVar

import django

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

HANDS = len(os.sched_getaffinity(0))
AHEAD = 2
"""Pieces waiting for each process: enough to keep it busy, few enough to hold little in memory."""

_carry_out: Callable[[Any], Any]


def shared(prepare: Callable[[S], Callable[[T], R]], setting: S, pieces: Iterable[T]) -> Iterator[R]:
    """The results for the pieces, in their order. `prepare(setting)`, in each process, returns what does one piece.

    Everything handed over has to be picklable, `prepare` a function of a module. The pieces are taken only as fast as
    they are worked on; an exception of one ends the whole.
    """
    waiting: deque[Future[R]] = deque()
    with ProcessPoolExecutor(HANDS, get_context("spawn"), _begin, (pickle.dumps((prepare, setting)),)) as pool:
        for piece in pieces:
            waiting.append(pool.submit(_do, piece))
            if len(waiting) > AHEAD * HANDS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _begin(order: bytes) -> None:
    """The order is read only once its modules can be imported."""
    global _carry_out
    threading.Thread(target=_end_with_parent, daemon=True).start()
    django.setup()
    prepare, setting = pickle.loads(order)  # noqa: S301 - our own order
    _carry_out = prepare(setting)


def _do(piece: Any) -> Any:
    return _carry_out(piece)


def _end_with_parent() -> None:
    """A parent that was killed says nothing: without this its processes would wait for it for ever."""
    parent = parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)
