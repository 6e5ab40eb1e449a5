"""New Office documents and archives (新版 Office 文件、压缩包): both are archives, with other parts inside."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import PurePosixPath
from zipfile import ZipInfo

from registry.kernel.archives import HEAD, Archive, Bounds, Fault, Unfit
from registry.web.documents.words import DAMAGED, DISGUISED, LOCKED, MACROS, MISMATCH, Unwanted

__all__ = ["HEAD", "check"]

MEGABYTE = 1 << 20
BOUNDS = Bounds(entries=200, unpacked=200 * MEGABYTE, part=32 * MEGABYTE)
TOO_LARGE = "压缩包解开后过大，可能不是正常的文件，没有接收；请分开上传。"
TOO_MANY = "压缩包里有{count}个文件，超过200个的上限；请分成几份上传。"
NESTED = "压缩包里还有压缩包，没有接收；请把文件解出来，直接压缩一次后再上传。"
OUTSIDE = "压缩包里有的文件名会写到别的位置，为安全起见没有接收；请重新压缩后再上传。"
INSIDE = "压缩包里的“{name}”没有通过检查：{why}"
UNKNOWN = "这种类型的文件不能上传。"
LINKED = "文件里有从外部网址自动取内容的链接，没有接收；请断开外部链接，保存后再上传。"
DEFINED = "文件里含有不允许的内部定义（DTD），为安全起见没有接收；请另存后再上传。"
SAYINGS = {Fault.DAMAGED: DAMAGED, Fault.LOCKED: LOCKED, Fault.TOO_LARGE: TOO_LARGE, Fault.TOO_MANY: TOO_MANY}

CONTENTS = "[Content_Types].xml"
MAIN = {
    "docx": b"wordprocessingml.document.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
}
PROGRAM = re.compile(r"(vbaproject|vbadata|activex|oleobject)[^/]*\.(bin|xml)$", re.IGNORECASE)
RELATION = re.compile(r"<[^>]*Relationship\s[^>]*>")
ABSOLUTE = re.compile(r"^([A-Za-z]:|[/\\])")
HEADS = {
    "pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "gif": b"GIF8",
    "bmp": b"BM", "docx": HEAD, "xlsx": HEAD, "pptx": HEAD, "doc": b"\xd0\xcf\x11\xe0", "xls": b"\xd0\xcf\x11\xe0",
    "ppt": b"\xd0\xcf\x11\xe0", "wps": b"\xd0\xcf\x11\xe0",
}  # fmt: skip
ARCHIVES = frozenset(("zip", "rar", "7z", "gz", "tar", "tgz", "bz2", "xz", "cab", "iso", "jar"))
Inspect = Callable[[str, bytes], None]


def check(kind: str, content: bytes, inside: Inspect) -> None:
    """Refuse what is out of bounds, locked, or holds what may not be handed in; `inside` looks at each document in it."""
    try:
        archive = Archive(content, BOUNDS)
        if kind == "zip":
            _check_archive(archive, inside)
        else:
            _check_office(kind, archive)
    except Unfit as unfit:
        raise Unwanted(SAYINGS[unfit.fault].format(count=unfit.count)) from unfit


def _check_archive(archive: Archive, inside: Inspect) -> None:
    for name, entry in archive.entries.items():
        _check_place(name, entry)
        if entry.is_dir():
            continue
        kind = PurePosixPath(name).suffix.lower().lstrip(".")
        if kind in ARCHIVES:
            raise Unwanted(NESTED)
        _check_document(PurePosixPath(name).name, kind, archive.read(name), inside)


def _check_place(name: str, entry: ZipInfo) -> None:
    """A name that leads out of the folder it is unpacked into, or a link that does."""
    link = (entry.external_attr >> 28) == 0xA
    if link or ABSOLUTE.match(name) or ".." in re.split(r"[/\\]", name) or not name.isprintable():
        raise Unwanted(OUTSIDE)


def _check_document(name: str, kind: str, content: bytes, inside: Inspect) -> None:
    try:
        if kind not in HEADS:
            raise Unwanted(UNKNOWN)
        if not content.startswith(HEADS[kind]):
            raise Unwanted(MISMATCH.format(kind=kind))
        inside(kind, content)
    except Unwanted as unwanted:
        raise Unwanted(INSIDE.format(name=name[:40], why=unwanted)) from unwanted


def _check_office(kind: str, archive: Archive) -> None:
    if "EncryptedPackage" in archive:
        raise Unwanted(LOCKED)
    types = archive.read(CONTENTS)
    mains = [MAIN[kind]] if kind in MAIN else list(MAIN.values())
    if b"macroEnabled" in types or any(PROGRAM.search(name) for name in archive.entries):
        raise Unwanted(MACROS)
    if not any(main in types for main in mains):
        raise Unwanted(MISMATCH.format(kind=kind))
    for name in archive.entries:
        _check_part(name, archive)


def _check_part(name: str, archive: Archive) -> None:
    """Every part is unpacked once, so that none is larger than it says; what is markup is looked at."""
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    if ending in ARCHIVES:
        raise Unwanted(DISGUISED)
    if ending not in ("xml", "rels", "vml"):
        for _ in archive.stream(name):
            pass
        return
    text = archive.read(name)
    if text[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in text[:64]:
        raise Unwanted(DAMAGED)
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise Unwanted(DEFINED)
    if ending == "rels":
        _check_relations(text.decode("utf-8", "replace"))


def _check_relations(text: str) -> None:
    """A link that a reader may click stays; what is fetched by opening the document (a template, a picture) does not."""
    for relation in map(unescape, RELATION.findall(text)):
        if re.search(r"TargetMode\s*=\s*[\"']External", relation) and "/hyperlink" not in relation:
            raise Unwanted(LINKED)
