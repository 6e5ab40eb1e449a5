"""The set-up of a machine (本机准备): Python packages, front-end packages, fonts, keys, and a browser for tests.

Runs before anything is installed, so it uses Python's own library only.
"""

from __future__ import annotations

import argparse
import re
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ops import browser, stamps
from ops.places import NODE_MODULES, PYTHON, ROOT, SECRET_KEY, VAR, VENV
from ops.problem import Problem, reporting

OLDEST_NODE = (20, 19)
# Enough of a failed installer's last words to see the cause.
LAST_LINES = 25


def main() -> int:
    """Prepare what is asked for and not there yet."""
    parser = argparse.ArgumentParser(prog="bin/setup", description="准备本机 Prepare this machine.")
    parser.add_argument("--tests", action="store_true", help="另装测试与检查所需 also what tests and checks need")
    parser.add_argument("--benchmarks", action="store_true", help="另装性能基准所需 also what benchmarks need")
    parser.add_argument("--print-chromium", action="store_true", help="测试所用浏览器的路径 the browser the tests use")
    parser.add_argument("--quiet", action="store_true", help="只在有事可做时出声 speak only when there is work")
    asked = parser.parse_args()
    began = time.monotonic()
    _make_var()
    _python_packages(tests=asked.tests or asked.print_chromium, benchmarks=asked.benchmarks)
    _node_packages(tests=asked.tests or asked.print_chromium)
    _fonts()
    if asked.tests or asked.print_chromium:
        path = browser.prepare()
        if asked.print_chromium:
            print(path)
    if not asked.quiet and not asked.print_chromium:
        print(f"本机已准备好（{time.monotonic() - began:.1f} 秒）。Ready. 下一步 next: bin/dev")
    return 0


def _make_var() -> None:
    VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Where static files are collected; the server warns of a folder that is not there.
    (VAR / "static").mkdir(exist_ok=True)
    if not SECRET_KEY.exists():
        # Written beside and renamed: two set-ups started together must end with one key, whole.
        draft = SECRET_KEY.with_name(f"{SECRET_KEY.name}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50))
        draft.rename(SECRET_KEY)


def _python_packages(*, tests: bool, benchmarks: bool) -> None:
    if not _works(PYTHON):
        with _step("建立 Python 环境 Making the Python environment"):
            shutil.rmtree(VENV, ignore_errors=True)
            _run([sys.executable, "-m", "venv", str(VENV)])
        stamps.forget("python", "python-tests", "python-benchmarks")
    for name, lock in _locks(tests, benchmarks):
        ingredients = stamps.digest(ROOT / lock)
        if stamps.fits(name, ingredients):
            continue
        with _step(f"安装 Python 依赖 Installing Python packages ({lock})"):
            _run([str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--require-hashes",
                  "--only-binary=:all:", "--requirement", str(ROOT / lock)])  # fmt: skip
        stamps.record(name, ingredients)


def _locks(tests: bool, benchmarks: bool) -> list[tuple[str, str]]:
    locks = [("python", "requirements.txt")]
    locks += [("python-tests", "requirements-dev.txt")] * tests
    return locks + [("python-benchmarks", "requirements-bench.txt")] * benchmarks


def _works(python: Path) -> bool:
    """Whether the environment's Python is there and new enough; it goes when the system's Python is replaced."""
    command = [str(python), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    return python.exists() and subprocess.run(command, capture_output=True, check=False).returncode == 0


def _node_packages(*, tests: bool) -> None:
    """Install the front end's packages; those of a test machine serve a plain one too."""
    ingredients = stamps.digest(ROOT / "package-lock.json", ROOT / ".npmrc")
    name = "node-tests" if tests else "node"
    if NODE_MODULES.is_dir() and any(stamps.fits(known, ingredients) for known in {name, "node-tests"}):
        return
    _check_node()
    with _step("安装前端依赖 Installing front-end packages (package-lock.json)"):
        stamps.forget("node", "node-tests")
        _run(["npm", "ci", "--no-progress", "--loglevel=error", *([] if tests else ["--omit=dev"])])
    stamps.record(name, ingredients)


def _check_node() -> None:
    wanted = ".".join(map(str, OLDEST_NODE))
    if not (shutil.which("node") and shutil.which("npm")):
        raise Problem(
            f"没有找到 Node.js 和 npm，请先安装 Node.js {wanted} 或更高版本后重试。",
            f"Node.js and npm were not found; install Node.js {wanted} or newer and try again.",
        )
    said = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False).stdout.strip()
    version = tuple(map(int, re.findall(r"\d+", said)[:2]))
    if version < OLDEST_NODE:
        raise Problem(
            f"Node.js 版本过低（{said}），请升级到 {wanted} 或更高版本后重试。",
            f"Node.js is too old ({said}); install {wanted} or newer and try again.",
        )


def _fonts() -> None:
    ingredients = stamps.digest(ROOT / "package-lock.json", ROOT / "ops" / "fonts.py")
    there = all((VAR / "fonts" / f"{family}.ttf").is_file() for family in ("HanaMinA", "HanaMinB"))
    if not (there and stamps.fits("fonts", ingredients)):
        with _step("拼合生僻字字体 Joining the fonts for rare characters"):
            _run([str(PYTHON), "-m", "ops.fonts"])
        stamps.record("fonts", ingredients)


@contextmanager
def _step(what: str) -> Iterator[None]:
    print(f"{what} …", file=sys.stderr, flush=True)
    yield


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        last = "\n".join(done.stdout.splitlines()[-LAST_LINES:])
        raise Problem(
            f"{last}\n上面的安装步骤没有成功，请检查网络和软件源设置后重试。",
            f"The installation step above failed ({command[0]}); check the network and the package sources, then try again.",
        )


if __name__ == "__main__":
    sys.exit(reporting(main))
