"""A file that leaves the registry (下载): never opened in the page's own place, never guessed at, under a name that says nothing."""

from __future__ import annotations

from secrets import token_hex

from django.http import HttpResponse
from django.utils.http import content_disposition_header

TYPES = {
    "pdf": "application/pdf", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "bmp": "image/bmp", "zip": "application/zip", "rar": "application/vnd.rar", "doc": "application/msword",
    "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint", "wps": "application/vnd.ms-works",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}  # fmt: skip
SANDBOX = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox"
UNKNOWN = "application/octet-stream"


def download(content: bytes, kind: str, name: str = "") -> HttpResponse:
    """The file as an attachment; what a stranger handed in gets a drawn name, what we made its own."""
    response = HttpResponse(content, content_type=TYPES.get(kind, UNKNOWN))
    response["Content-Disposition"] = str(content_disposition_header(True, name or f"{token_hex(4)}.{kind}"))
    response["Content-Security-Policy"] = SANDBOX
    return response
