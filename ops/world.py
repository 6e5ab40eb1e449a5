"""Brings the database up to date and fills it for a demonstration (演示环境): each step may run again."""

from __future__ import annotations

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command

STEPS: dict[str, dict[str, object]] = {
    "make_keyring": {},
    "migrate": {"interactive": False, "verbosity": 0},
    "load_codes": {},
    "make_demonstration": {},
    "open_demonstration_accounts": {},
    "collectstatic": {"interactive": False, "verbosity": 0},
}


def main() -> None:
    """Run the steps named, or all, in one process, because starting Django takes longer than most of them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "registry.config.settings")
    settings.STORAGES["staticfiles"] = {"BACKEND": "registry.web.statics.PlainFiles"}
    django.setup()
    for command in sys.argv[1:] or STEPS:
        call_command(command, **STEPS[command])


if __name__ == "__main__":
    main()
