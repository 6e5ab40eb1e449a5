"""Workbooks for the tests (测试用工作簿), written part by part, so that every fault can be made on purpose."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from registry.intake.workbook.references import cell as reference

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGES = "http://schemas.openxmlformats.org/package/2006"
HEADER = ["序号", "姓名", "性别", "公民身份号码", "出生日期", "联系电话", "家庭住址"]
PERSON = [1, "刘某某", "男", "990001197503120010", "1975-03-12", "13900000000", "清河县彪坚路1号"]
_XF = 'fontId="0" fillId="0" borderId="0" xfId="0"'
STYLES = f"""<styleSheet xmlns="{MAIN}">
<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="宋体"/></font><font><b/><sz val="11"/><name val="宋体"/></font></fonts>
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>
<fill><patternFill patternType="solid"><fgColor rgb="FF00B050"/></patternFill></fill></fills>
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="5"><xf numFmtId="0" {_XF}/><xf numFmtId="14" {_XF} applyNumberFormat="1"/>
<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyFill="1"><alignment horizontal="center"/></xf>
<xf numFmtId="164" {_XF} applyNumberFormat="1"/><xf numFmtId="49" {_XF} applyNumberFormat="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""
"""Formats 0 to 4: plain, date, bold on green as text, year and month, text."""


class Formula(str):
    """A formula; `result` is what was stored with it, None when nothing was."""

    result: str | None = None

    @classmethod
    def of(cls, formula: str, result: str | None) -> Formula:
        made = cls(formula)
        made.result = result
        return made


class Raw(str):
    """The text of a whole cell, written as it is."""


class Failed(str):
    """An error value."""


class Serial(float):
    """A number that is shown as a date."""


def sheet_xml(
    rows: Sequence[Sequence[object]],
    *,
    before: str = "",
    after: str = "",
    row_attributes: Mapping[int, str] | None = None,
) -> str:
    """A worksheet of values; None leaves a cell out."""
    attributes = row_attributes or {}
    written = []
    for number, values in enumerate(rows, 1):
        cells = "".join(_cell(value, column, number) for column, value in enumerate(values, 1) if value is not None)
        written.append(f'<row r="{number}" {attributes.get(number, "")}>{cells}</row>')
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheetData>{"".join(written)}</sheetData>{after}</worksheet>'


def _cell(value: object, column: int, row: int) -> str:
    at = f'r="{reference(column, row)}"'
    if isinstance(value, Raw):
        return str(value).replace("@", reference(column, row))
    if isinstance(value, Formula):
        result = "" if value.result is None else f"<v>{escape(value.result)}</v>"
        return (
            f'<c {at} t="str"><f>{escape(value)}</f>{result}</c>' if result else f"<c {at}><f>{escape(value)}</f></c>"
        )
    if isinstance(value, Failed):
        return f'<c {at} t="e"><v>{value}</v></c>'
    if isinstance(value, Serial):
        return f'<c {at} s="1"><v>{float(value)!r}</v></c>'
    if isinstance(value, bool):
        return f'<c {at} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f"<c {at}><v>{value!r}</v></c>"
    return f'<c {at} t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'


def package(
    sheets: Mapping[str, str],
    *,
    hidden: Iterable[str] = (),
    date_1904: bool = False,
    extra: Mapping[str, str | bytes] | None = None,
    shared: str = "",
    styles: str = STYLES,
) -> bytes:
    """A workbook of finished sheets, by name; `extra` adds parts or takes the place of those made here."""
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"{" state=" + chr(34) + "hidden" + chr(34) if name in hidden else ""}/>'
        for at, name in enumerate(sheets, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(sheets) + 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(len(sheets)),
        "_rels/.rels": f'<Relationships xmlns="{PACKAGES}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{int(date_1904)}"/>'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGES}/relationships">{links}'
        f'<Relationship Id="rIdS" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="rIdT" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": styles,
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
    }
    parts |= {f"xl/worksheets/sheet{at}.xml": markup for at, markup in enumerate(sheets.values(), 1)}
    return zipped(parts | dict(extra or {}))


def _content_types(sheets: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{kind}.worksheet+xml"/>'
        for at in range(1, sheets + 1)
    )
    return (
        f'<Types xmlns="{PACKAGES}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package'
        '.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{overrides}'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>'
    )


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """The parts as a package."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def workbook(
    rows: Sequence[Sequence[object]], name: str = "党员基本信息汇总表", **more: str | Mapping[int, str]
) -> bytes:
    """A workbook of one sheet."""
    return package({name: sheet_xml(rows, **more)})  # type: ignore[arg-type]


def members(count: int = 3) -> list[list[object]]:
    """A header and members who differ in their names only."""
    return [list(HEADER), *([at, "刘" + chr(0x4E00 + at), *PERSON[2:]] for at in range(1, count + 1))]


def claiming(content: bytes, name: str, size: int) -> bytes:
    """The same package, but its directory claims another unpacked size for one part."""
    at = content.rfind(b"PK\x01\x02")
    while content[at + 46 : at + 46 + len(name)] != name.encode():
        at = content.rfind(b"PK\x01\x02", 0, at)
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]


def understated_bomb(parts: Mapping[str, str | bytes], name: str, unpacked: int) -> bytes:
    """A package with a part that unpacks to far more than is claimed, its checksum fitting the part that is claimed."""
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = b"".join(deflater.compress(b" " * (1 << 20)) for _ in range(unpacked >> 20)) + deflater.flush()
    content = zipped({**parts, name: packed})
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entry = archive.getinfo(name)
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
        archive.writestr(name, packed)
    made = bytearray(stored.getvalue())
    at = made.rfind(b"PK\x01\x02")
    claimed, checksum = len(packed), zlib.crc32(b" " * len(packed))
    struct.pack_into("<H", made, at + 10, zipfile.ZIP_DEFLATED)
    struct.pack_into("<I", made, at + 16, checksum)
    struct.pack_into("<I", made, at + 24, claimed)
    assert entry.filename == name
    return bytes(made)


def compound(stream: str) -> bytes:
    """The container of old Office files, with the name of one stream in it."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le") + bytes(512)
