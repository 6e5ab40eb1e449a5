"""The processes a development server consists of (子进程): started, started again, and never left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

# Linux: send the child this signal when its parent is gone, however it went.
PR_SET_PDEATHSIG = 1
# After a start that did not last, wait longer each time; a change of the source ends the wait.
FIRST_DELAY, LONGEST_DELAY, LASTING = 1.0, 30.0, 20.0
PATIENCE = 10.0


@dataclass(slots=True)
class Child:
    """One process that has to run as long as we do."""

    label: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    delay: float = FIRST_DELAY
    due: float = field(default=0.0)

    def tend(self) -> None:
        """Start it if it does not run and its time has come."""
        now = time.monotonic()
        if self.process and self.process.poll() is not None:
            self._note_end(self.process.returncode, now)
        if self.process is None and now >= self.due:
            self.started = now
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )

    def restart(self, by: signal.Signals) -> None:
        """Have it take up a changed source: it ends or reloads by this signal."""
        self.due, self.delay = 0.0, FIRST_DELAY
        if self.process and self.process.poll() is None:
            self.process.send_signal(by)

    def end(self, by: signal.Signals) -> None:
        """Signal it and everything it started."""
        if self.process:
            try:
                os.killpg(self.process.pid, by)
            except ProcessLookupError:
                self.process = None

    def _note_end(self, code: int, now: float) -> None:
        self.end(signal.SIGKILL)  # what it may have left behind
        self.process = None
        if code in (0, -signal.SIGTERM):
            return
        self.delay = FIRST_DELAY if now - self.started > LASTING else min(self.delay * 2, LONGEST_DELAY)
        self.due = now + self.delay
        print(f"{self.label}意外停止（{code}），{self.delay:.0f} 秒后重新启动；保存修改后立即重启。", flush=True)


def end_all(children: list[Child]) -> None:
    """Let them finish what they are doing, for a while; then they are ended."""
    for child in children:
        child.end(signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    for child in children:
        if child.process:
            try:
                child.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                print(f"{child.label}没有按时结束，已强行结束。", flush=True)
            child.end(signal.SIGKILL)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
