"""The lists a package keeps of its parts (部件清单): content types and relations, written anew when parts come or go."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping
from xml.sax.saxutils import quoteattr

from registry.intake.workbook import parts
from registry.intake.workbook.container import Package
from registry.intake.workbook.parts import Relation

CONTENT_TYPES = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
TYPES = {
    "comments": f"{_SPREADSHEET}.comments+xml",
    "styles": f"{_SPREADSHEET}.styles+xml",
    "vml": "application/vnd.openxmlformats-officedocument.vmlDrawing",
}


def content_types(package: Package, added: Mapping[str, str], dropped: Collection[str]) -> bytes:
    """What each part is, with `added` parts (path to type) and without `dropped` ones."""
    elements = list(parts.elements(package.read(CONTENT_TYPES)))
    defaults = {
        one.get("Extension", "").lower(): one.get("ContentType", "") for name, one in elements if name == "Default"
    }
    overrides = {one.get("PartName", ""): one.get("ContentType", "") for name, one in elements if name == "Override"}
    defaults.setdefault("vml", TYPES["vml"])
    overrides |= {f"/{path}": kind for path, kind in added.items() if not path.endswith(".vml")}
    lines = [
        f"<Default Extension={quoteattr(ending)} ContentType={quoteattr(kind)}/>" for ending, kind in defaults.items()
    ]
    lines += [
        f"<Override PartName={quoteattr(path)} ContentType={quoteattr(kind)}/>"
        for path, kind in overrides.items()
        if path.lstrip("/") not in dropped
    ]
    return f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">{"".join(lines)}</Types>'.encode()


def relations(part: str, links: Iterable[Relation]) -> bytes:
    """The relations of `part` as a part of their own."""
    folder = posixpath.dirname(part)
    lines = []
    for one in links:
        target = one.target if one.external else posixpath.relpath(one.target, folder)
        mode = ' TargetMode="External"' if one.external else ""
        lines.append(
            f"<Relationship Id={quoteattr(one.key)} Type={quoteattr(one.type)} Target={quoteattr(target)}{mode}/>"
        )
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'.encode()


def linked(links: list[Relation], kind: str, target: str) -> Relation:
    """The relation of that kind and target, added to `links` when it is not among them."""
    for one in links:
        if one.kind == kind and one.target == target:
            return one
    taken = {one.key for one in links}
    key = next(f"rId{at}" for at in range(1, len(taken) + 2) if f"rId{at}" not in taken)
    links.append(Relation(key, f"{OFFICE}/{kind}", target, external=False))
    return links[-1]


def unused(package: Package, pattern: str) -> str:
    """A path of that pattern that no part has."""
    taken = {name.lower() for name in package.entries}
    at = 1
    while pattern.format(at).lower() in taken:
        at += 1
    return pattern.format(at)
