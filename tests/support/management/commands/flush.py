"""Django's `flush` for guarded tables (清空测试库): after a test with real transactions everything is emptied."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import flush
from django.db import connections


class Command(flush.Command):
    """The triggers that refuse a truncation stay silent for this session alone, and only while it lasts."""

    def handle(self, **options: Any) -> None:
        with connections[options["database"]].cursor() as cursor:
            cursor.execute("set session_replication_role = replica")
            try:
                super().handle(**options)
            finally:
                cursor.execute("set session_replication_role = origin")
