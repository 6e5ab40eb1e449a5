"""Django's commands with the clone's own settings and database (管理命令): bin/registry."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from ops import database
from ops.problem import reporting


def main() -> int:
    """Hand the arguments on, once there is a database to work with."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.config.settings")
    os.environ["DATABASE_URL"] = database.ensure()
    execute_from_command_line(["bin/registry", *sys.argv[1:]])
    return 0


if __name__ == "__main__":
    sys.exit(reporting(main))
