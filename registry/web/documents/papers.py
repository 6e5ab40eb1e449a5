"""PDF documents (PDF 材料): whole, to be read without a password, and nothing in them that runs or hides."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from registry.web.documents.words import DAMAGED, LOCKED, Unwanted

RUNS = "PDF里有脚本、附带的文件或会自动执行的动作，没有接收；请用“打印为PDF”重新生成后再上传。"
END, TAIL = b"%%EOF", 1024
NAMES = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA", b"/ImportData", b"/SubmitForm")
"""Long enough not to come about by chance in what is compressed."""
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
OBJECTS = re.compile(rb"/ObjStm\b")
STREAM = re.compile(rb"stream\r?\n")
MOST = 64 << 20
"""Bytes that the streams of one document may unpack to before it is no document."""


def check(content: bytes) -> None:
    """Refuse what is broken off, locked, or does something when it is opened."""
    if END not in content[-TAIL:]:
        raise Unwanted(DAMAGED)
    if b"/Encrypt" in content and re.search(rb"/Encrypt\s+\d+\s+\d+\s+R|/Encrypt\s*<<", content):
        raise Unwanted(LOCKED)
    for part in (content, *_objects(content)):
        if _acts(part):
            raise Unwanted(RUNS)


def _acts(part: bytes) -> bool:
    """Whether it names something that runs; a name may be written with its letters as numbers (`/#4aavaScript`)."""
    if any(name in part for name in NAMES):
        return True
    if b"#" not in part:
        return False
    plain = ESCAPED.sub(lambda match: bytes((int(match[1], 16),)), part)
    return any(name in plain for name in NAMES)


def _objects(content: bytes) -> Iterator[bytes]:
    """What stands in compressed objects, where the same names may hide; picture streams are no objects."""
    left = MOST
    for match in OBJECTS.finditer(content):
        begins = STREAM.search(content, match.end(), match.end() + 4096)
        if begins is None:
            continue
        inflater = zlib.decompressobj()
        try:
            plain = inflater.decompress(content[begins.end() :], left)
        except zlib.error:
            continue  # not compressed, or not this way: then it was looked at as it stands
        left -= len(plain)
        if left <= 0:
            raise Unwanted(DAMAGED)
        yield plain
