"""Old Office documents (旧版 Office 文件): a container of streams whose names, in UTF-16, say what is in it."""

from __future__ import annotations

from registry.web.documents.words import DAMAGED, LOCKED, MACROS, MISMATCH, Unwanted

# A header, and at least the table of sectors and the directory.
SMALLEST = 3 * 512
ORDER = b"\xfe\xff"
STREAMS = {"doc": ("WordDocument",), "xls": ("Workbook", "Book"), "ppt": ("PowerPoint Document",), "wps": ()}
PROGRAMS = ("_VBA_PROJECT", "\x01Ole10Native")
"""Where macros are, and files embedded as such, programs among them."""


def check(kind: str, content: bytes) -> None:
    """Refuse what is locked, what runs by itself, and what is another kind of document."""
    if len(content) < SMALLEST or content[28:30] != ORDER:
        raise Unwanted(DAMAGED)
    if _has(content, "EncryptedPackage"):
        raise Unwanted(LOCKED)
    if any(_has(content, name) for name in PROGRAMS):
        raise Unwanted(MACROS)
    if STREAMS[kind] and not any(_has(content, name) for name in STREAMS[kind]):
        raise Unwanted(MISMATCH.format(kind=kind))


def _has(content: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in content
