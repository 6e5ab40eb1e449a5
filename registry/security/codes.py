"""Codes of rows (行鉴别码, S52): made of the key fields of a row, and asked for whenever a row lends rights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.kernel.refusals import Refused
from registry.kernel.sealing import keyring

BROKEN = "{table}第{row}行被绕过系统改动过，由它产生的权限已停止；请报安全保密管理员和审计管理员核查。"


class Broken(Refused):
    """A row that lends rights was changed by nobody's act."""

    def __init__(self, table: str, row: int) -> None:
        super().__init__(BROKEN.format(table=table, row=row))
        self.table, self.row = table, row


def vouch(table: str, row: int, values: Mapping[str, Any], code: str | None) -> None:
    """Raise Broken unless the code, in hexadecimal digits, vouches for the row."""
    if not (code and keyring().vouches(bytes.fromhex(code), content(row, values), table)):
        raise Broken(table, row)


def code_of(table: str, row: int, values: Mapping[str, Any]) -> bytes:
    """The code of a row as it is now."""
    return keyring().code(content(row, values), table)


def holds(table: str, row: int, values: Mapping[str, Any], code: bytes) -> bool:
    """Whether the code vouches for the row."""
    return keyring().vouches(code, content(row, values), table)


def content(row: int, values: Mapping[str, Any]) -> bytes:
    """The row as one text, the same from Python's values as from the ledger's JSON."""
    said = (f"{name}={'' if value is None else str(value)}" for name, value in sorted(values.items()))
    return "\x1f".join([str(row), *said]).encode()
