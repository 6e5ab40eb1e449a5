"""A running registry on this machine (本机运行): database, demonstration world, server and worker until Ctrl-C."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from ops import database
from ops.children import Child, end_all
from ops.places import PYTHON, ROOT, VAR
from ops.problem import Problem, reporting

PORTS = 50
WATCHED = frozenset({".py", ".html", ".css", ".js", ".csv", ".svg", ".txt", ".typ"})
ACCOUNTS = VAR / "demonstration-accounts.txt"


def main() -> int:
    """Prepare everything, then stand over server and worker."""
    parser = argparse.ArgumentParser(prog="bin/dev", description="启动演示系统 Start the registry with a filled world.")
    parser.add_argument("--port", type=int, default=8000, help="端口，被占用时用下一个 the next free one is taken")
    port = _free_port(parser.parse_args().port)
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, _leave)
    was_running = database.is_running()
    url = database.ensure()
    children: list[Child] = []
    try:
        environment = _environment(url)
        _fill(environment)
        serving = environment | {"REGISTRY_WEB": "1"}
        children += [_server(port, serving), _worker(serving)]
        _stand_over(children, port, environment)
    finally:
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, signal.SIG_IGN)
        end_all(children)
        if not was_running:
            database.stop_if_unused(url)
    return 0


def _environment(url: str) -> dict[str, str]:
    defaults = {
        "DJANGO_SETTINGS_MODULE": "registry.config.settings",
        "REGISTRY_DEMONSTRATION": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
    }
    return defaults | os.environ | {"DATABASE_URL": url}


def _fill(environment: dict[str, str]) -> None:
    if _world(environment):
        raise Problem(
            "演示环境没有准备好，原因见上；改正后重新运行 bin/dev。",
            "The demonstration could not be prepared, see above; mend it and run bin/dev again.",
        )


def _world(environment: dict[str, str], *steps: str) -> int:
    command = [str(PYTHON), "-m", "ops.world", *steps]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def _server(port: int, environment: dict[str, str]) -> Child:
    command = [
        str(PYTHON), "-m", "gunicorn", "registry.config.wsgi:application", "--chdir", str(ROOT),
        "--config", "python:ops.web_server", "--bind", f"127.0.0.1:{port}", "--graceful-timeout", "5",
    ]  # fmt: skip
    return Child("网站服务", command, environment)


def _worker(environment: dict[str, str]) -> Child:
    patient = {"REGISTRY_STATEMENT_SECONDS": "600"} | environment
    return Child("后台任务", [str(PYTHON), "-m", "django", "worker"], patient)


def _stand_over(children: list[Child], port: int, environment: dict[str, str]) -> None:
    """Keep the children running and have them take up every change of the source."""
    server, worker = children
    seen, announced = _state_of_source(), False
    while True:
        for child in children:
            child.tend()
        announced = announced or _announce(port)
        time.sleep(0.5)
        if (now := _state_of_source()) != seen:
            seen = now
            _world(environment, "collectstatic")
            server.restart(signal.SIGHUP)
            worker.restart(signal.SIGTERM)


def _announce(port: int) -> bool:
    """Say where the registry is and who may sign in, once it answers."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
    except OSError:
        return False
    accounts = ACCOUNTS.read_text().rstrip() + "\n\n" if ACCOUNTS.exists() else ""
    print(f"\n{accounts}系统已启动：http://localhost:{port}/  （按 Ctrl-C 结束 Ctrl-C ends it）\n", flush=True)
    return True


def _state_of_source() -> tuple[int, int]:
    """Changes whenever a file of the source is saved, added or removed."""
    files = [path for path in Path(ROOT / "registry").rglob("*") if path.suffix in WATCHED]
    times = [path.stat().st_mtime_ns for path in files if path.exists()]
    return len(times), max(times, default=0)


def _free_port(wanted: int) -> int:
    for port in range(wanted, wanted + PORTS):
        with socket.socket() as attempt:
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                attempt.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Problem(
        f"端口 {wanted} 起的 {PORTS} 个都被占用，请用 --port 另选一个。",
        f"The {PORTS} ports from {wanted} on are all taken; choose another with --port.",
    )


def _leave(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(reporting(main))
