"""How the parts of a workbook hang together (工作簿结构): sheets, relations, the origin of its dates."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.parsers import expat

from registry.intake.workbook.container import DAMAGED, UNSAFE, Package
from registry.kernel.refusals import Refused

WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet as the workbook lists it (工作表)."""

    name: str
    path: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from one part to another (部件关系)."""

    key: str
    type: str
    target: str
    external: bool

    @property
    def kind(self) -> str:
        """The last word of its type, which is the same in both dialects of the standard."""
        return self.type.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Book:
    """What the workbook says of itself."""

    sheets: tuple[SheetPart, ...]
    date_1904: bool


def elements(markup: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    """Every element's local name and attributes, in the order of the text."""
    found: list[tuple[str, dict[str, str]]] = []

    def opened(name: str, attributes: dict[str, str]) -> None:
        found.append((_local(name), {_local(key): value for key, value in attributes.items()}))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = opened
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(markup, True)
    except expat.ExpatError as broken:
        raise Refused(DAMAGED) from broken
    yield from found


def check_form(pieces: Iterable[bytes]) -> None:
    """Refuse a part that is not well-formed; later readers make what they can of it, which may be less than is there."""
    parser = expat.ParserCreate()
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except expat.ExpatError as broken:
        raise Refused(DAMAGED) from broken


def relations(package: Package, part: str) -> list[Relation]:
    """The relations of `part`; targets are paths inside the package."""
    folder = posixpath.dirname(part)
    markup = package.read(rels_path(part))
    found = []
    for element, attributes in elements(markup) if markup else ():
        if element == "Relationship":
            external = attributes.get("TargetMode") == "External"
            target = attributes.get("Target", "")
            inside = (
                target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            )
            found.append(
                Relation(
                    attributes.get("Id", ""),
                    attributes.get("Type", ""),
                    target if external else inside,
                    external,
                )
            )
    return found


def rels_path(part: str) -> str:
    """Where the relations of `part` are written."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def book(package: Package) -> Book:
    """The worksheets in their order; chart sheets and the like are left out."""
    targets = {one.key: one for one in relations(package, WORKBOOK)}
    sheets, date_1904 = [], False
    for element, attributes in elements(package.read(WORKBOOK)):
        if element == "workbookPr":
            date_1904 = is_on(attributes.get("date1904"))
        elif element == "sheet":
            target = targets.get(attributes.get("id", ""))
            if target and target.kind == "worksheet" and target.target in package:
                hidden = attributes.get("state", "visible") != "visible"
                sheets.append(SheetPart(attributes.get("name", ""), target.target, hidden))
    if not sheets:
        raise Refused("工作簿里没有工作表；请确认上传的文件，另存为 .xlsx 后再上传。")
    return Book(tuple(sheets), date_1904)


def is_on(value: str | None) -> bool:
    """A yes in the way of XML schemas."""
    return value in ("1", "true", "on")


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _refuse_doctype(*_: object) -> None:
    raise Refused(UNSAFE)
