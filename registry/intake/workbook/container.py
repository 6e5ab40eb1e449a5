"""The file as a whole (文件识别): what kind it is, and the parts of a workbook, unpacked under strict bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from registry.intake.workbook import limits
from registry.kernel.archives import HEAD, Archive, Bounds, Fault, Unfit
from registry.kernel.refusals import Refused

UPLOAD_XLSX = "请上传 WPS 或 Excel 保存的 .xlsx 文件。"
SAVE_AS = "请用 WPS 或 Excel 打开，另存为“Excel 工作簿（.xlsx）”再上传。"
DAMAGED = "文件已损坏或没有下载完整，打不开；请在 WPS 或 Excel 里重新保存后再上传。"
LOCKED = "工作簿设有打开密码，读不到内容；请在 WPS 或 Excel 里取消密码，保存后再上传。"
TOO_LARGE = "工作簿解开后过大，可能不是正常的表格；请只保留要导入的工作表，另存后再上传。"
UNSAFE = "工作簿里含有不允许的内部定义（DTD），为安全起见没有打开；请在 WPS 或 Excel 里另存后再上传。"

BOUNDS = Bounds(limits.MAX_ENTRIES, limits.MAX_UNPACKED, limits.MAX_PART, limits.MAX_RATIO, limits.RATIO_FROM)
_WORDS = {
    Fault.DAMAGED: DAMAGED,
    Fault.LOCKED: LOCKED,
    Fault.TOO_LARGE: TOO_LARGE,
    Fault.TOO_MANY: f"工作簿内部有 {{count}} 个部件，超过 {limits.MAX_ENTRIES} 个的上限；请只保留要导入的工作表，另存后再上传。",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES = (
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "JPG 图片"),
    (b"\x89PNG", "PNG 图片"),
    (b"GIF8", "GIF 图片"),
    (b"BM", "BMP 图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b", "GZ 压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"MZ", "程序文件"),
)
_OLE_STREAMS = (("WordDocument", "Word 文档（.doc）"), ("PowerPoint Document", "演示文稿（.ppt）"))
_ZIP_KINDS = {
    "xl/workbook.bin": "二进制工作簿（.xlsb）",
    "word/document.xml": "Word 文档（.docx）",
    "ppt/presentation.xml": "演示文稿（.pptx）",
    "content.xml": "ODS 一类的开放文档",
    "OFD.xml": "OFD 版式文件",
}
_SPREADSHEETS = ("xl/workbook.bin", "content.xml")
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"'](?!utf-?8[\"'])", re.IGNORECASE)


class Package(Archive):
    """The parts of a workbook; whoever holds one knows that its directory is within bounds."""

    def __init__(self, content: bytes, filename: str) -> None:
        if not content.startswith(HEAD):
            raise Refused(_not_a_workbook(content, filename))
        with _in_words():
            super().__init__(content, BOUNDS)
        _check_kind(self.entries)

    def stream(self, name: str) -> Iterator[bytes]:
        """The part in pieces; it must unpack to exactly what the directory says, or it is refused."""
        with _in_words():
            yield from super().stream(name)

    def read(self, name: str) -> bytes:
        """A small part in one piece; empty when there is none."""
        with _in_words():
            return super().read(name)

    def verify(self) -> None:
        """Unpack everything once: other readers will do so without counting, and without looking for definitions."""
        for name in self.entries:
            markup = name.lower().endswith((".xml", ".rels", ".vml"))
            for piece in _overlapping(self.stream(name)):
                if markup and _DTD.search(piece):
                    raise Refused(UNSAFE)
                if markup and (
                    piece[:2] in (b"\xff\xfe", b"\xfe\xff")
                    or _OTHER_ENCODING.match(piece.removeprefix(b"\xef\xbb\xbf"))
                ):
                    raise Refused(DAMAGED)


@contextmanager
def _in_words() -> Iterator[None]:
    """What is wrong with the archive, said of a workbook."""
    try:
        yield
    except Unfit as unfit:
        raise Refused(_WORDS[unfit.fault].format(count=unfit.count)) from unfit


def _overlapping(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Each piece with the end of the one before, so that nothing hides across a seam."""
    end = b""
    for piece in pieces:
        yield end + piece
        end = piece[-32:]


def _check_kind(names: Mapping[str, object]) -> None:
    if "xl/workbook.xml" in names:
        return
    if "EncryptedPackage" in names or "encryption.xml" in names:
        raise Refused(LOCKED)
    part = next((part for part in _ZIP_KINDS if part in names), "")
    if not part:
        raise Refused("这是压缩包，不是 .xlsx 工作簿；请解压后上传里面的 .xlsx 工作簿。")
    raise Refused(_other(_ZIP_KINDS[part], SAVE_AS if part in _SPREADSHEETS else UPLOAD_XLSX))


def _not_a_workbook(content: bytes, filename: str) -> str:
    """One sentence on what was uploaded instead, and what to do."""
    if not content:
        return "文件是空的（0 字节）；请重新保存工作簿后再上传。"
    if content.startswith(_OLE):
        return _compound(content)
    if content.startswith((b"PK\x05\x06", b"PK\x07\x08")):
        return DAMAGED
    kind = next((label for mark, label in _SIGNATURES if content.startswith(mark)), "")
    if kind:
        return _other(kind, UPLOAD_XLSX)
    return _other(_text_kind(content, filename), SAVE_AS)


def _other(kind: str, advice: str) -> str:
    return f"这是{' ' * kind[0].isascii()}{kind}，不是 .xlsx 工作簿；{advice}"


def _compound(content: bytes) -> str:
    """Old Office files, and new ones under a password, share a container; its streams have UTF-16 names."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return LOCKED
    for stream, kind in _OLE_STREAMS:
        if stream.encode("utf-16-le") in content:
            return _other(kind, UPLOAD_XLSX)
    return f"这是旧版 .xls 工作簿，不能直接导入；{SAVE_AS}"


def _text_kind(content: bytes, filename: str) -> str:
    """Many systems export a web page or a list with commas and call it .xls."""
    head = content[:4096]
    if b"<html" in head.lower() or b"<table" in head.lower():
        return "网页（只是扩展名像表格）"
    if head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<?xml"):
        return "XML 文件"
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "无法识别的文件"
    return "CSV 文本文件" if filename.lower().endswith(".csv") or b"," in head or b"\t" in head else "文本文件"
