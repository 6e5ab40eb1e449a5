"""A clerk at a browser (基准中的经办人): signs in to a real server over one kept connection, asks, and times the answers."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

PASSWORD = "Sorghum-under-9-moons"  # an account of a database that lives as long as the benchmark
TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')
SIGN_OUT = "/sign-out/"
"""Stands on every page of somebody who is in."""
REDIRECTS = (301, 302, 303)


@dataclass(slots=True)
class Answer:
    """What came back in the end, after following redirects as a browser does."""

    status: int
    body: bytes
    seconds: float

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(slots=True)
class Clerk:
    """One browser; `address` is where the server believes it to be."""

    port: int
    address: str = "127.0.0.1"
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    _connection: http.client.HTTPConnection | None = None

    def sign_in(self, login: str) -> None:
        """The page, then name and password; fails if the desk does not open."""
        self.token = self._token_in(self.get("/sign-in/").text)
        answer = self.post("/sign-in/", {"login": login, "password": PASSWORD})
        if answer.status != http.client.OK or SIGN_OUT not in answer.text:
            raise RuntimeError(f"{login} could not sign in: {answer.status}")
        self.token = self._token_in(answer.text)

    def stranger(self) -> Clerk:
        """Another browser, in which nobody signed in."""
        return Clerk(self.port, self.address)

    def get(self, path: str, *, part: bool = False) -> Answer:
        """A page, or a part that htmx asks for."""
        return self._timed("GET", path, None, part)

    def post(self, path: str, form: Mapping[str, str], *, part: bool = False) -> Answer:
        """What a form sends, and where that leads."""
        return self._timed("POST", path, urlencode({"csrfmiddlewaretoken": self.token} | dict(form)), part)

    def _timed(self, method: str, path: str, body: str | None, part: bool) -> Answer:
        begun = time.perf_counter()
        status, content, location = self._ask(method, path, body, part)
        while status in REDIRECTS and location:
            status, content, location = self._ask("GET", location, None, part)
        return Answer(status, content, time.perf_counter() - begun)

    def _ask(self, method: str, path: str, body: str | None, part: bool) -> tuple[int, bytes, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"X-Forwarded-For": self.address}
        if part:
            headers |= {"HX-Request": "true", "X-CSRFToken": self.token}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded"}
        response = self._sent(method, path, body, headers)
        content = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return response.status, content, response.headers.get("HX-Redirect") or response.headers.get("Location") or ""

    def _sent(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        """Over the kept connection; a server may have closed it since."""
        for attempt in (1, 2):
            connection = self._connection = self._connection or http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=60
            )
            try:
                connection.request(method, path, body, headers)
                return connection.getresponse()
            except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
                self._connection = None
                if attempt == 2:
                    raise
        raise AssertionError("the loop returns or raises")

    @staticmethod
    def _token_in(page: str) -> str:
        found = TOKEN.search(page)
        if found is None:
            raise RuntimeError("the page has no token")
        return found[1]
