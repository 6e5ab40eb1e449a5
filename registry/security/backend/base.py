"""The connection that remembers what it told the database of the present sight and patience (数据库连接).

What was told inside a transaction is forgotten by the database when that is rolled back, so the connection forgets it too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from registry.security import patience, sight


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with the sight told when it is another than the database knows."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._told: tuple[str, ...] | None = None
        self.execute_wrappers.append(self._tell)

    def init_connection_state(self) -> None:
        self._told = None
        super().init_connection_state()

    def rollback(self) -> None:
        super().rollback()
        self._told = None

    def savepoint_rollback(self, sid: str) -> None:
        super().savepoint_rollback(sid)
        self._told = None

    def _tell(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        now = (*sight.current(), patience.current())
        if now != self._told and not self._failed():
            self.connection.execute(sight.TELL, now)
            self._told = now
        return execute(sql, params, many, context)

    def _failed(self) -> bool:
        """Whether all that the database still listens to is that the transaction is given up."""
        return bool(self.connection.info.transaction_status is TransactionStatus.INERROR)
