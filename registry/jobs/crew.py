"""Computing shared among processes (分担计算): what keeps a processor busy for minutes uses every one the machine has.

The processes are fresh ones: a fork of a server would carry its database connections along. Starting them costs about
a second, so only long work is shared.
"""

from __future__ import annotations

import gc
import os
import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from multiprocessing import connection, get_context, parent_process
from typing import Any, TypeVar

import django

from registry.kernel import usage

S = TypeVar("S")
T = TypeVar("T")
R = TypeVar("R")

HANDS = len(os.sched_getaffinity(0))
AHEAD = 2
"""Pieces waiting for each process: enough to keep it busy, few enough to hold little in memory."""
LITTER = 50_000
"""New objects after which a process looks for cycles: reading makes millions of objects and hardly a cycle."""

_standing: ContextVar[ProcessPoolExecutor | None] = ContextVar("standing", default=None)


@contextmanager
def standing_by() -> Iterator[None]:
    """The processes start while the block does something else first; `shared` inside it finds them ready."""
    with _pool() as pool:
        pool.submit(int)
        earlier = _standing.set(pool)
        try:
            yield
        finally:
            _standing.reset(earlier)


def shared(prepare: Callable[[S], Callable[[T], R]], setting: S, pieces: Iterable[T]) -> Iterator[R]:
    """The results for the pieces, in their order. `prepare(setting)`, in each process, returns what does one piece.

    Everything handed over has to be picklable, `prepare` a function of a module. The pieces are taken only as fast as
    they are worked on; an exception of one ends the whole.
    """
    waiting: deque[Future[tuple[R, int]]] = deque()
    order = pickle.dumps((prepare, setting))
    with _at_hand() as pool:
        for piece in pieces:
            waiting.append(pool.submit(_do, order, piece))
            if len(waiting) > AHEAD * HANDS:
                yield _counted(waiting.popleft())
        while waiting:
            yield _counted(waiting.popleft())


def _counted(done: Future[tuple[R, int]]) -> R:
    """The result; what was sealed for it counts here, where there is a database to tell."""
    result, sealed = done.result()
    usage.spend(sealed)
    return result


@contextmanager
def _at_hand() -> Iterator[ProcessPoolExecutor]:
    standing = _standing.get()
    if standing:
        yield standing
    else:
        with _pool() as pool:
            yield pool


def _pool() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(HANDS, get_context("spawn"), _begin)


def _begin() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    django.setup()
    usage.told_by(None)
    gc.freeze()
    gc.set_threshold(LITTER)


def _do(order: bytes, piece: Any) -> tuple[Any, int]:
    """What came of the piece, and how many values were sealed for it."""
    return _carrying_out(order)(piece), usage.drain()


@lru_cache(1)
def _carrying_out(order: bytes) -> Callable[[Any], Any]:
    """What does one piece, made ready once in each process."""
    prepare, setting = pickle.loads(order)  # noqa: S301 - our own order
    carry_out: Callable[[Any], Any] = prepare(setting)
    return carry_out


def _end_with_parent() -> None:
    """A parent that was killed says nothing: without this its processes would wait for it for ever."""
    parent = parent_process()
    assert parent is not None
    connection.wait([parent.sentinel])
    os._exit(1)
