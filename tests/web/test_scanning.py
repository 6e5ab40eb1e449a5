"""Looking for viruses (病毒检查, S48): past a server that speaks clamd's protocol, and closed when it does not answer."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import override_settings
from django.urls import reverse

from registry.dossiers.models import Paper
from registry.security.models import Post, Role
from tests.papers import PDF
from tests.screens import signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
# The usual harmless pattern, put together here so that no scanner takes this file for infected.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Conversation(socketserver.StreamRequestHandler):
    """One file, in pieces with their lengths before them, and the answer."""

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        self.wfile.write(self.server.answer or (b"stream: Eicar FOUND\0" if EICAR in content else b"stream: OK\0"))  # type: ignore[attr-defined]


@contextmanager
def scanner(answer: bytes = b"") -> Iterator[str]:
    """Where it listens; it says what it finds, or always the same."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.answer = answer  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,)).start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def sent(world: World, content: bytes, scanner: str) -> HttpResponse:
    client = signed_in(Post.objects.get(organisation=world.weavers, role=Role.OPERATOR))
    address = reverse("organisation.attach", args=[world.weavers.uid])
    with override_settings(SCANNER=scanner):
        return client.post(address, {"paper": SimpleUploadedFile("批复.pdf", content)})


def test_a_clean_file_goes_on_to_the_form(world: World) -> None:
    with scanner() as place:
        assert sent(world, PDF, place).status_code == 302
    assert Paper.objects.get().file.read() == PDF


def test_an_infected_file_is_refused_and_kept_nowhere(world: World) -> None:
    with scanner() as place:
        answer = sent(world, PDF + EICAR, place)
    assert answer.status_code == 422
    assert "病毒检查" in answer.content.decode()
    assert not Paper.objects.exists()


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"\xff\0", b"stream: OKAY\0"])
def test_an_answer_that_is_not_clear_is_no_leave(answer: bytes, world: World) -> None:
    with scanner(answer) as place:
        assert sent(world, PDF, place).status_code == 503
    assert not Paper.objects.exists()


def test_where_a_scanner_is_named_and_silent_nothing_is_taken_in(world: World, tmp_path: object) -> None:
    for place in ("127.0.0.1:1", f"{tmp_path}/clamd.ctl"):
        answer = sent(world, PDF, place)
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert not Paper.objects.exists()
