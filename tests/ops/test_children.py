"""The processes of a development server are kept running and never left behind (子进程)."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator

import pytest

from ops.children import Child, end_all

# Says its number, then waits to be ended.
WAITING = "import os, signal; print(os.getpid(), flush=True); signal.pause()"


@pytest.fixture
def child() -> Iterator[Child]:
    child = Child("试验", [sys.executable, "-c", WAITING], dict(os.environ))
    yield child
    end_all([child])


def test_a_child_runs_until_it_is_ended(child):
    child.tend()
    process = child.process
    assert process.poll() is None
    end_all([child])
    assert process.poll() is not None


def test_a_child_that_was_killed_is_started_again_and_said_so(child, capsys):
    child.tend()
    first = child.process
    first.kill()
    first.wait()
    child.tend()
    assert "意外停止" in capsys.readouterr().out
    child.restart(signal.SIGTERM)  # a saved source ends the wait
    child.tend()
    assert child.process.pid != first.pid


def test_a_child_that_was_asked_to_go_is_started_again_at_once(child, capsys):
    child.tend()
    first = child.process
    child.restart(signal.SIGTERM)
    first.wait()
    child.tend()
    assert child.process.pid != first.pid
    assert capsys.readouterr().out == ""
