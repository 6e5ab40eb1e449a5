"""Documents that strangers hand in (来件检查, security.md S47, S49), looked at by their content before anything is kept."""

from __future__ import annotations

import io
import zipfile

from registry.web.documents import compound, packed, papers, pictures
from registry.web.documents.words import DISGUISED, Unwanted

__all__ = ["Unwanted", "inspected"]

PICTURES = frozenset(("jpg", "jpeg", "png", "gif", "bmp"))
OFFICE = frozenset(("docx", "xlsx", "pptx"))


def inspected(kind: str, content: bytes) -> bytes:
    """The content as it may be kept: pictures made anew, everything else untouched; `Unwanted` says what is wrong with it.

    Its first bytes are known to fit its kind. A RAR cannot be opened here and is kept as it is.
    """
    if kind in OFFICE or content.startswith(packed.HEAD):
        packed.check(kind, content, _check_inside)
        return content
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise Unwanted(DISGUISED)
    if kind in PICTURES:
        return pictures.made_anew(kind, content)
    if kind == "pdf":
        papers.check(content)
    elif kind != "rar":
        compound.check(kind, content)
    return content


def _check_inside(kind: str, content: bytes) -> None:
    """A document inside an archive keeps to the same rules; it stays as it is, because the archive does."""
    inspected(kind, content)
