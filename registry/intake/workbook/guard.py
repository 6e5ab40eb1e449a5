"""Reading files of strangers in a process of its own (隔离读取), with a limit on memory and on computing time.

The native reader does not raise when it runs out of memory, it ends the process; a crafted cell in XFD1048576 makes it
ask for 512 GB. Starting the child costs about 0.15 s. Results come back through a pipe; rows come in batches, so that
neither side holds them all: 200,000 rows cross in under 2 s.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any, NoReturn, ParamSpec, TypeVar

from registry.intake.workbook.container import DAMAGED
from registry.kernel.refusals import Refused

P = ParamSpec("P")
T = TypeVar("T")

TOO_MUCH_MEMORY = "工作簿太大或内容异常，读取时超出了内存限额；请只保留要导入的工作表，或拆成几个工作簿后再上传。"
TOO_SLOW = "工作簿太大或内容异常，读取超过了时间限额；请只保留要导入的工作表，或拆成几个工作簿后再上传。"

_CHILD = "from registry.intake.workbook.child import main; main()"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use (限额).

    The largest workbook that is let in takes 680 MB of address space; 200,000 rows of nineteen columns take 400 MB and
    6 s of computing time to examine, 5 s to read. Hostile files end long before, at the bounds on parts and cells.
    """

    memory: int = 768 << 20
    seconds: int = 120


DEFAULT = Limits()


class Crashed(Exception):
    """The function failed in the child: a defect of ours, with the child's traceback."""


def guarded(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function of a module in a child process; running into a limit becomes `Refused`."""
    return within(DEFAULT, function, *args, **kwargs)


def guarded_stream(function: Callable[P, Iterator[T]], *args: P.args, **kwargs: P.kwargs) -> Iterator[T]:
    """The same for a function that yields; the child works only as fast as its rows are taken."""
    with _child() as child:
        child.order((DEFAULT, function, args, kwargs))
        yield from child.items()


def within(limits: Limits, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """`guarded`, with limits of one's own."""
    with _child() as child:
        child.order((limits, function, args, kwargs))
        for _ in child.items():
            raise Crashed(f"{function.__qualname__} yields; it has to be streamed")
        result: T = child.result
        return result


@contextmanager
def _child() -> Iterator[_Child]:
    """A child that does not outlive the block."""
    # The paths are handed on, because a child of a server may start elsewhere than its parent did.
    paths = os.pathsep.join(filter(None, sys.path))
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": paths, "PYTHONUTF8": "1"}
    command, pipe = [sys.executable, "-c", _CHILD], subprocess.PIPE
    with (
        tempfile.TemporaryFile() as words,
        subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=words, env=environment) as process,
    ):
        try:
            yield _Child(process, words)
        finally:
            process.kill()


class _Child:
    """The parent's view of one child: an order goes in, frames come out."""

    def __init__(self, process: subprocess.Popen[bytes], words: IO[bytes]) -> None:
        self.result: Any = None
        self._process, self._words = process, words

    def order(self, order: tuple[Limits, Callable[..., Any], Any, Any]) -> None:
        """Say what to do. A child that is dead already shows it when its answer is read."""
        assert self._process.stdin is not None
        with suppress(BrokenPipeError), self._process.stdin as pipe:
            pickle.dump(order, pipe, protocol=5)

    def items(self) -> Iterator[Any]:
        """What the function yields; afterwards `result` holds what it returned."""
        while True:
            kind, content = self._frame()
            if kind == "items":
                yield from content
            elif kind == "refused":
                raise Refused(content)
            elif kind == "failed":
                raise Crashed(content)
            else:
                self.result = content
                return

    def _frame(self) -> tuple[str, Any]:
        assert self._process.stdout is not None
        size = int.from_bytes(self._process.stdout.read(8), "big")
        body = self._process.stdout.read(size) if size else b""
        if not size or len(body) < size:
            self._give_up()
        frame: tuple[str, Any] = _Unpickler(io.BytesIO(body)).load()
        return frame

    def _give_up(self) -> NoReturn:
        """The child ended without a word: say why, by how it ended."""
        status = self._process.wait()
        if status in (-signal.SIGXCPU, -signal.SIGKILL):
            raise Refused(TOO_SLOW)
        if status in (-signal.SIGABRT, -signal.SIGSEGV):
            raise Refused(TOO_MUCH_MEMORY)
        self._words.seek(0)
        words = self._words.read()[-2000:].decode("utf-8", "replace")
        if "PanicException" in words:
            raise Refused(DAMAGED)
        raise Crashed(f"the reading process ended with status {status}: {words}")


class _Unpickler(pickle.Unpickler):
    """Takes dates and the plain classes of this package, whatever the child has become."""

    def find_class(self, module: str, name: str) -> Any:
        if module == "datetime" or module.startswith("registry.intake.workbook."):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} does not belong in an answer")
