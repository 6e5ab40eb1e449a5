"""How much of a workbook is taken in (上传限额), so that no file can exhaust the machine."""

from __future__ import annotations

from registry.kernel.refusals import Refused

MEGABYTE = 1 << 20
MAX_UPLOAD = 50 * MEGABYTE
MAX_ENTRIES = 200
# 200,000 members with nineteen written-out items are 206 MB of XML when the strings stand in the cells themselves.
MAX_UNPACKED = 300 * MEGABYTE
MAX_RATIO = 100
RATIO_FROM = MEGABYTE
MAX_PART = 16 * MEGABYTE
"""What is read in one piece: the small parts beside sheets and strings."""

MAX_ROWS = 1_000_000
MAX_COLUMNS = 200
MAX_GRID = 10_000_000
"""Cells from A1 to the last one; a reader keeps room for all of them, written or not."""


def claimed_size(length: str | int | None) -> None:
    """Refuse an upload by the size it announces (Content-Length), before a byte of it is taken."""
    written = str(length or 0)
    size = int(written[:20]) if written.isascii() and written.isdigit() else 0
    if size > MAX_UPLOAD:
        raise Refused(f"文件有 {_shown(size)}，超过 {_shown(MAX_UPLOAD)} 的上限，没有接收；请拆成几个工作簿分别上传。")


def _shown(size: int) -> str:
    return f"{size / (1 << 30):.1f} GB" if size >= 1 << 30 else f"{size // MEGABYTE} MB"
