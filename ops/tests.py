"""The tests with everything they need (测试): the clone's database, a browser, all cores."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from ops import browser, database
from ops.places import PYTHON, ROOT
from ops.problem import reporting

# With these the tests must stay in one process.
ALONE = ("-n", "--numprocesses", "--pdb", "--trace")


def main() -> NoReturn:
    """Run pytest with the arguments given."""
    arguments = sys.argv[1:]
    if not any(argument.startswith(ALONE) for argument in arguments):
        arguments = [f"--numprocesses={len(os.sched_getaffinity(0))}", *arguments]
    environment = os.environ | {
        "DATABASE_URL": database.ensure(),
        "CHROMIUM_PATH": str(browser.prepare()),
        "PYTHONPATH": str(ROOT),
    }
    os.chdir(ROOT)
    # In our place, not below us: whoever ends bin/test ends pytest and its workers.
    os.execve(PYTHON, [str(PYTHON), "-m", "pytest", *arguments], environment)


if __name__ == "__main__":
    sys.exit(reporting(main))
