"""The component manual as pages (组件样例页): its examples laid out with the real styles and scripts, behind the real policy."""

from __future__ import annotations

import re
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import urlsplit

import django_htmx

from registry.web.styles import STYLES

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "registry" / "web" / "static" / "web"
TEMPLATES = ROOT / "registry" / "web" / "templates" / "web"
PARTS = TEMPLATES / "parts"
MANUAL = ROOT / "docs" / "manuals" / "components.md"
FOLDERS = {
    "/static/web/": STATIC,
    "/static/django_htmx/": Path(django_htmx.__file__).parent / "static" / "django_htmx",
    "/static/bootstrap/": ROOT / "node_modules" / "bootstrap" / "dist" / "css",
}
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
ICON = '<svg class="icon" aria-hidden="true" viewBox="0 0 24 24"><path d="M4 12h16M12 4v16"/></svg>'


@dataclass(frozen=True)
class Example:
    """One fenced block of the manual; `kind` is what stands after ```html."""

    kind: str
    html: str


def with_icons(html: str) -> str:
    """The template tag for icons, answered by one drawing: which one is of no matter here."""
    return re.sub(r"{% icon [^%]+%}", ICON, html)


def examples(kind: str | None = None) -> list[Example]:
    """The examples of the manual, all or those of one kind."""
    fences = re.findall(r"^```html ?([\w ]*)\n(.*?)^```", MANUAL.read_text(), re.MULTILINE | re.DOTALL)
    found = [Example(name, with_icons(html)) for name, html in fences]
    return [example for example in found if kind is None or example.kind == kind]


def assets() -> str:
    """What stands in the head of every page, with the template's tags answered."""
    base = (TEMPLATES / "base.html").read_text()
    links = "".join(
        f'<link rel="stylesheet" href="/static/{name}">' for name in ["bootstrap/bootstrap-reboot.min.css", *STYLES]
    )
    head = base[base.index('<meta name="viewport"') : base.index("</head>")].replace(
        '{% include "web/parts/styles.html" %}', links
    )
    return re.sub(r"{% static '([^']+)' %}", r"/static/\1", head).replace("{{ csrf_token }}", "token")


def shell() -> str:
    """Dialog, palette, list of keys, toasts and live regions, as every page has them."""
    overlays = with_icons((PARTS / "overlays.html").read_text()).replace("{{ palette_url }}", "/search")
    return re.sub(r"{% for .*?{% endfor %}|{#.*?#}", "", overlays)


def document(body: str, *, attributes: str = "", body_class: str = "") -> str:
    """A whole page with the product's head and scripts."""
    return (
        f'<!doctype html><html lang="zh-CN" {attributes}><head><meta charset="utf-8"><title>样例</title>{assets()}</head>'
        f'<body class="{body_class}">{body}'
        '<script type="module" src="/static/web/js/main.js"></script></body></html>'
    )


def framed(content: str, *, attributes: str = "") -> str:
    """Content in the frame of the manual, with the shell every page carries."""
    [frame] = examples("frame")
    page = frame.html.replace("</main>", f"{content}</main>")
    return document(page + shell(), attributes=attributes)


def manual() -> str:
    """Every example of the work area under one another."""
    return framed(f'<div class="stack">{"".join(example.html for example in examples(""))}</div>')


@dataclass
class Site:
    """A web server that knows the static files and the answers a test gives it."""

    answers: dict[str, str] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    status: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        site = self

        class Answer(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                site.respond(self, "")

            def do_POST(self) -> None:
                site.respond(self, self.rfile.read(int(self.headers["Content-Length"] or 0)).decode())

            def log_message(self, *args: object) -> None:
                """The test says what matters."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def respond(self, request: BaseHTTPRequestHandler, body: str) -> None:
        """The given answer, else a static file, else 404."""
        path = urlsplit(request.path).path
        self.asked.append((request.command, request.path, body))
        content, kind = self._content(path)
        request.send_response(self.status.get(path, 200 if content is not None else 404))
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(content or b"")))
        request.send_header("Cache-Control", "no-store" if path in self.answers else "max-age=600")
        request.send_header("Content-Security-Policy", POLICY)
        for name, value in self.headers.get(path, {}).items():
            request.send_header(name, value)
        # A page that was left does not wait for its last sheet.
        with suppress(ConnectionError):
            request.end_headers()
            request.wfile.write(content or b"")

    def _content(self, path: str) -> tuple[bytes | None, str]:
        if path in self.answers:
            return self.answers[path].encode(), "text/html; charset=utf-8"
        for prefix, folder in FOLDERS.items():
            file = folder / path.removeprefix(prefix)
            if path.startswith(prefix) and file.is_file():
                return file.read_bytes(), guess_type(path)[0] or "application/octet-stream"
        return None, "text/plain"

    def close(self) -> None:
        """Stops listening."""
        self.server.shutdown()
        self.server.server_close()

    def forget(self) -> None:
        """Ready for the next test."""
        self.answers.clear()
        self.asked.clear()
        self.headers.clear()
        self.status.clear()
        self.answers["/favicon.ico"] = ""
