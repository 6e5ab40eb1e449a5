"""Documents that strangers hand in (来件检查): what is not what it seems, or does more than be read, is not taken."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image

from registry.web.attachments import LIMIT, MAGIC, content_of
from tests import papers
from tests.papers import PDF, office, old, packed, picture

RELS = '<Relationships><Relationship Id="r1" Type="{type}" Target="{target}" TargetMode="External"/></Relationships>'
TEMPLATE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


class File(io.BytesIO):
    """A file as a form hands it over."""

    @property
    def size(self) -> int:
        return len(self.getvalue())


def kept(name: str, content: bytes) -> bytes:
    return content_of(name, File(content))


def why_not(name: str, content: bytes) -> str:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the sentence is what is looked at
        kept(name, content)
    return str(refusal.value)


def relations(kind: str, target: str) -> bytes:
    return RELS.format(type=kind, target=target).encode()


def png_of(width: int, height: int) -> bytes:
    """The head of a picture that claims that size, and hardly a pixel."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


def locked(content: bytes) -> bytes:
    """The same archive with the mark of encryption on its first part, in both places."""
    changed = bytearray(content)
    for head, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[content.index(head) + place] |= 1
    return bytes(changed)


@pytest.mark.parametrize("kind", MAGIC)
def test_one_of_each_kind_is_taken(kind: str) -> None:
    assert kept(f"批复.{kind}", papers.of_kind(kind))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("空.png", b"", "不符"),
        ("批复.pdf", PDF + bytes(LIMIT + 1 - len(PDF)), "材料不能超过5M"),
        ("批复.pdf", b"%PDF-1.7\n1 0 obj", "没有传完整"),
        ("批复.pdf", PDF + packed({"a.txt": b"x"}), "另一种文件"),
        ("批复.gif", b"GIF89a<html><script>alert(1)</script></html>", "不符"),
        ("批复.jpg", picture("jpg") + packed({"a.txt": b"x"}), "另一种文件"),
        ("批复.png", picture("png")[:-30], "没有传完整"),
        ("批复.png", png_of(30_000, 30_000), "30000×30000"),
        ("批复.docx", office("xlsx"), "不符"),
        ("批复.xlsx", packed({"a.txt": b"x"}), "不符"),
        ("批复.doc", old("xls"), "不符"),
        ("批复.doc", old("doc")[:600], "没有传完整"),
    ],
)  # fmt: skip
def test_what_is_not_what_it_seems_is_refused(name: str, content: bytes, sentence: str) -> None:
    assert sentence in why_not(name, content)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("批复.pdf", PDF.replace(b"/Type", b"/OpenAction << /S /JavaScript /JS (x) >> /Type"), "脚本"),
        ("批复.pdf", PDF.replace(b"/Type", b"/OpenAction << /S /#4aava#53cript >> /Type"), "脚本"),
        ("批复.pdf", PDF.replace(b"/Type", b"/Names << /EmbeddedFiles 4 0 R >> /Type"), "脚本、附带的文件"),
        ("批复.pdf", PDF.replace(b"%%EOF", b"trailer << /Encrypt 5 0 R >> %%EOF"), "设有密码"),
        ("批复.docx", office("docx", **{"word/vbaProject.bin": b"x"}), "有宏"),
        ("批复.docx", office("docx", **{"word/embeddings/oleObject1.bin": b"x"}), "有宏"),
        ("批复.xls", old("xls", "_VBA_PROJECT"), "有宏"),
        ("批复.doc", old("doc", "\x01Ole10Native"), "有宏"),
        ("批复.doc", old("doc", "EncryptedPackage"), "设有密码"),
        ("批复.docx", office("docx", **{"word/_rels/s.xml.rels": relations(TEMPLATE, "http://example.test/a.dotm")}), "外部网址"),
        ("批复.docx", office("docx", **{"word/a.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), "DTD"),
        ("批复.docx", office("docx", **{"word/a.zip": b"PK"}), "另一种文件"),
        ("批复.docx", locked(office("docx")), "设有密码"),
    ],
)  # fmt: skip
def test_what_runs_fetches_or_is_locked_is_refused(name: str, content: bytes, sentence: str) -> None:
    assert sentence in why_not(name, content)


def test_a_script_hidden_in_compressed_objects_is_found() -> None:
    hidden = zlib.compress(b"4 0 << /S /JavaScript /JS (app.alert(1)) >>")
    stream = b"4 0 obj << /Type /ObjStm /N 1 /Filter /FlateDecode >> stream\n" + hidden + b"\nendstream endobj\n%%EOF"
    assert "脚本" in why_not("批复.pdf", PDF.replace(b"%%EOF", stream))


def test_a_link_that_a_reader_may_click_stays() -> None:
    assert kept("批复.docx", office("docx", **{"word/_rels/s.xml.rels": relations(HYPERLINK, "http://example.test/")}))


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"批复.pdf": PDF, "更多.zip": packed({"a.pdf": PDF})}, "压缩包里还有压缩包"),
        ({"运行.exe": b"MZ"}, "没有通过检查：这种类型的文件不能上传"),
        ({"批复.pdf": b"MZ"}, "内容与扩展名“pdf”不符"),
        ({"批复.docx": office("docx", **{"word/vbaProject.bin": b"x"})}, "有宏"),
        ({"大图.png": png_of(30_000, 30_000)}, "30000×30000"),
        ({"../批复.pdf": PDF}, "写到别的位置"),
        ({"/etc/批复.pdf": PDF}, "写到别的位置"),
        ({"C:\\批复.pdf": PDF}, "写到别的位置"),
        ({"材料\\..\\..\\批复.pdf": PDF}, "写到别的位置"),
        ({f"批复{number}.pdf": PDF for number in range(201)}, "有201个文件，超过200个"),
        ({"批复.pdf": PDF + bytes(30 << 20)}, "解开后过大"),
    ],
)  # fmt: skip
def test_what_an_archive_may_not_hold(parts: dict[str, bytes], sentence: str) -> None:
    assert sentence in why_not("材料.zip", packed(parts))


def test_an_archive_under_a_password_is_refused() -> None:
    assert "设有密码" in why_not("材料.zip", locked(packed({"批复.pdf": PDF})))


def test_a_link_in_an_archive_is_refused() -> None:
    link = zipfile.ZipInfo("批复.pdf")
    link.external_attr = 0xA1FF << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(link, "../../secret-key")
    assert "写到别的位置" in why_not("材料.zip", made.getvalue())


def test_an_archive_that_says_less_than_it_unpacks_to_is_refused() -> None:
    """The bomb with a false directory: the bytes are counted while they come."""
    content = bytearray(packed({"批复.pdf": PDF + bytes(3 << 20)}))
    for head, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(head) + place
        content[at : at + 4] = struct.pack("<I", 100)
    assert "解开后过大" in why_not("材料.zip", bytes(content))


@pytest.mark.parametrize("kind", ["jpg", "png", "gif", "bmp"])
def test_a_picture_is_made_anew(kind: str) -> None:
    content = kept(f"照片.{kind}", picture(kind, (40, 30)) + b"<script>alert(1)</script>")
    assert b"script" not in content
    assert Image.open(io.BytesIO(content)).size == (40, 30)


def test_where_and_with_what_a_picture_was_taken_is_not_kept_and_it_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Camera of 99", 6
    made = io.BytesIO()
    Image.new("RGB", (40, 30)).save(made, "JPEG", exif=exif, comment=b"a comment of 99")
    content = kept("照片.jpg", made.getvalue())
    picture = Image.open(io.BytesIO(content))
    assert not picture.getexif() and b"of 99" not in content
    assert picture.size == (30, 40)
