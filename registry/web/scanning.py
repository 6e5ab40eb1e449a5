"""Looking for viruses (病毒检查, security.md S48): every file handed in goes past the installation's scanner, if it has one.

The scanner is clamd or whatever speaks its protocol (`REGISTRY_SCANNER=host:port`, or the path of its socket). Where one is
named and does not answer, nothing is taken in.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from registry.web.failures import Failure, failed

UNCLEAN = Failure("denied", "没有接收文件", "文件没有通过病毒检查，没有接收；请先在本机查杀病毒，并告诉系统管理员。")
UNSCANNED = Failure(
    "late", "暂时不能接收文件", "病毒检查服务没有应答，暂时不能接收文件；请稍后再试，仍不行的，请告诉系统管理员。"
)
SECONDS, WAIT, MOST = 15, 60, 200
log = logging.getLogger(__name__)


class Infected(Exception):
    """What the scanner found, by its name."""


class ScanMiddleware:
    """Looks at files before any view does; stands behind the actor, for nobody else may hand any in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuse what is infected, and everything while nobody can tell."""
        if not settings.SCANNER or request.actor is None:
            return None
        try:
            for file in [file for _, files in request.FILES.lists() for file in files]:
                scan(file.chunks())
                file.seek(0)
        except Infected as found:
            log.warning("a file handed in by user %s was refused: %s", request.actor.user, found)
            return failed(request, 422, UNCLEAN)
        except OSError as silent:
            log.error("the scanner did not answer: %s", silent)
            return failed(request, 503, UNSCANNED, wait=WAIT)
        return None


def scan(pieces: Iterable[bytes]) -> None:
    """Pass the content on (INSTREAM); `Infected` when something is in it, OSError when no clear answer comes."""
    with _connected() as line:
        line.sendall(b"zINSTREAM\0")
        for piece in pieces:
            line.sendall(len(piece).to_bytes(4, "big") + piece)
        line.sendall(bytes(4))
        answer = _answer(line)
    if answer.endswith(" FOUND"):
        raise Infected(answer.removeprefix("stream: ").removesuffix(" FOUND")[:MOST])
    if answer != "stream: OK":
        raise OSError(f"the scanner said {answer[:MOST]!r}")


def _connected() -> socket.socket:
    place = settings.SCANNER
    if "/" not in place:
        host, _, port = place.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(SECONDS)
    try:
        line.connect(place)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket) -> str:
    """What it says up to its null."""
    said = b""
    while not said.endswith(b"\0") and len(said) < MOST and (piece := line.recv(MOST)):
        said += piece
    return said.rstrip(b"\0").decode("utf-8", "replace")
