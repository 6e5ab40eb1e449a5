"""A file as it was handed in (上传的文件), on its way into an operation, which keeps it sealed or not at all."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Upload:
    """Its name, its kind as its content says, and the content."""

    name: str
    kind: str
    content: bytes
