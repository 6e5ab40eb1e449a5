"""Documents as people hand them in (材料样张), each as small as its kind allows."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from functools import cache

from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog /OpenAction [3 0 R /Fit] >> endobj\n%%EOF\n"
MAIN = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}
STREAMS = {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document", "wps": "WordDocument"}
FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "gif": "GIF", "bmp": "BMP"}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """An archive with these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def office(kind: str, **more: bytes) -> bytes:
    """A document of today's Office, with further parts by their names."""
    types = f'<Types><Override PartName="/main.xml" ContentType="{MAIN[kind]}"/></Types>'
    return packed({"[Content_Types].xml": types.encode(), "main.xml": b"<main/>", **more})


def old(kind: str, *streams: str) -> bytes:
    """A document of yesterday's Office."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(20) + b"\xfe\xff"
    names = b"".join(name.encode("utf-16-le") + bytes(64) for name in (STREAMS[kind], *streams))
    return (head + bytes(512) + names).ljust(3 * 512, b"\0")


def picture(kind: str, size: tuple[int, int] = (4, 3)) -> bytes:
    """A picture of one colour."""
    made = io.BytesIO()
    Image.new("RGB", size, "red").save(made, FORMATS[kind])
    return made.getvalue()


@cache
def of_kind(kind: str) -> bytes:
    """One of each kind that may be handed in."""
    if kind in MAIN:
        return office(kind)
    if kind in STREAMS:
        return old(kind)
    if kind in FORMATS:
        return picture(kind)
    return {"pdf": PDF, "rar": b"Rar!\x1a\x07\x01\x00 synthetic", "zip": packed({"批复.pdf": PDF})}[kind]
