"""Documents handed in as evidence (附件, R-035): judged by their content, not their name."""

from __future__ import annotations

from pathlib import PurePath
from typing import Protocol

from registry.web.documents import inspected

LIMIT = 5 * 1024 * 1024
HELP = "pdf、doc、docx、xls、xlsx、ppt、pptx、wps、jpg、png、gif、bmp、rar、zip，不超过5M。"

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
MAGIC: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",), "jpg": (b"\xff\xd8\xff",), "jpeg": (b"\xff\xd8\xff",), "png": (b"\x89PNG\r\n\x1a\n",),
    "gif": (b"GIF87a", b"GIF89a"), "bmp": (b"BM",), "rar": (b"Rar!\x1a\x07",), "zip": (ZIP,),
    "docx": (ZIP,), "xlsx": (ZIP,), "pptx": (ZIP,), "doc": (OLE,), "xls": (OLE,), "ppt": (OLE,), "wps": (OLE, ZIP),
}  # fmt: skip
ACCEPT = ",".join(f".{kind}" for kind in MAGIC)


class Readable(Protocol):
    """An uploaded file."""

    @property
    def size(self) -> int | None: ...

    def read(self, size: int = -1) -> bytes: ...

    def seek(self, place: int) -> int: ...


def kind_of(name: str, file: Readable) -> str:
    """The kind of the document; ValueError with a sentence when it may not be handed in."""
    kind = PurePath(name).suffix.lower().lstrip(".")
    if kind not in MAGIC:
        raise ValueError(f"不能上传“{kind or '无扩展名'}”类型的文件，可用：{HELP}")
    if (file.size or 0) > LIMIT:
        raise ValueError(f"材料不能超过5M，这份有{(file.size or 0) / 1024 / 1024:.1f}M，请压缩或分开上传。")
    head = file.read(8)
    file.seek(0)
    if not head.startswith(MAGIC[kind]):
        raise ValueError(f"文件内容与扩展名“{kind}”不符，请用原来的程序另存后再上传。")
    return kind


def content_of(name: str, file: Readable) -> bytes:
    """The document as it may be kept, looked at by its content; ValueError with a sentence when it may not."""
    kind = kind_of(name, file)
    content = inspected(kind, file.read())
    file.seek(0)
    return content
