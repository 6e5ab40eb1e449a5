"""Whether the settings of a node in service are in order (上线配置检查): `check --deploy` with the example of its environment."""

from __future__ import annotations

import os
import subprocess
import sys

from ops.places import PYTHON, ROOT
from ops.problem import reporting

EXAMPLE = ROOT / "ops" / "production" / "registry.env.example"
# What the example says of the machine it is for; here the clone's own files stand in.
OF_THE_MACHINE = {"PYTHONPATH", "REGISTRY_VAR", "REGISTRY_SECRET_KEY_FILE", "REGISTRY_KEYRING"}


def environment() -> dict[str, str]:
    """The variables that the example sets."""
    lines = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def main() -> int:
    """Nothing but a clean answer passes."""
    given = {name: value for name, value in environment().items() if name not in OF_THE_MACHINE}
    command = [str(PYTHON), "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    here = os.environ | given | {"REGISTRY_WEB": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=ROOT, env=here, check=False).returncode


if __name__ == "__main__":
    sys.exit(reporting(main))
