"""Locks the Python packages anew (锁定依赖): python -m ops.lock [--upgrade-package NAME …], after editing a .in file."""

from __future__ import annotations

import subprocess
import sys

from ops.places import PYTHON, ROOT

# Hashes of every build of a version, so that one lock serves all processors; no word of where they came from.
FLAGS = (
    "--quiet",
    "--generate-hashes",
    "--allow-unsafe",
    "--strip-extras",
    "--no-header",
    "--no-emit-options",
)


def main() -> int:
    """What a service runs first, for the tests are bound to the same versions."""
    for name in ("requirements", "requirements-dev", "requirements-bench"):
        command = [
            str(PYTHON),
            "-m",
            "piptools",
            "compile",
            *FLAGS,
            *sys.argv[1:],
            f"--output-file={name}.txt",
            f"{name}.in",
        ]
        subprocess.run(command, cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
