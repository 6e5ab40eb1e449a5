"""What every answer says to the browser (应答头, security.md S42): errors, redirects, files and downloads included.

This middleware stands outside all others, so that no answer leaves without these headers, whoever made it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextvars import ContextVar
from logging import LogRecord
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from registry.kernel.uids import uid

# A page of the registry uses none of these; what it does use (passkeys) the browser allows to its own pages anyway.
UNUSED = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "geolocation", "gyroscope",
    "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "usb", "xr-spatial-tracking",
)  # fmt: skip
ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    "Cache-Control": "no-store",
}
NUMBER = re.compile(r"[0-9a-f]{32}")
_number: ContextVar[str] = ContextVar("request_number", default="-")


class HeadersMiddleware:
    """Numbers the request and completes the answer; a header that a view has set itself stays as it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.number = _number_of(request)
        told = _number.set(request.number)
        try:
            response = self.get_response(request)
        finally:
            _number.reset(told)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers["X-Request-ID"] = request.number
        if request.is_secure() and settings.SECURE_HSTS_SECONDS:
            # Django's own middleware sets it on what comes through; an unknown host is refused before that.
            response.headers.setdefault(
                "Strict-Transport-Security", f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
            )
        return response


class NumberFilter:
    """Gives each line of the log the number of the request it belongs to."""

    def filter(self, record: LogRecord) -> bool:
        record.request_number = _number.get()
        return True


def _number_of(request: Any) -> str:
    """The number that our own proxy gave, so that its log and ours name the same request; else a fresh one."""
    given = str(request.META.get("HTTP_X_REQUEST_ID", ""))
    return given if settings.PROXIES and NUMBER.fullmatch(given) else uid().hex
