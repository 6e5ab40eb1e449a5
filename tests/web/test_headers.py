"""What every answer says to the browser (应答头, security.md S42): pages, errors, redirects, files and downloads."""

from __future__ import annotations

import logging
import re
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from psycopg import errors

from registry.dossiers.models import Paper
from registry.dossiers.operations import attach
from registry.security.models import Post, Role
from registry.web import failures, views
from registry.web.headers import NumberFilter
from tests.dossiers.performances import PAPER
from tests.performances import performances
from tests.screens import addresses, sample_values, signed_in
from tests.world import World

pytestmark = pytest.mark.django_db
STRICT = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def faults(answer: Any) -> list[str]:
    """What is missing of what every answer has to say."""
    policy = answer.headers.get("Content-Security-Policy", "")
    wanted = {
        "inline code": "unsafe" not in policy and ("default-src 'self'" in policy or "default-src 'none'" in policy),
        "frames": "frame-ancestors 'none'" in policy,
        "features": "camera=()" in answer.headers.get("Permissions-Policy", ""),
        "number": re.fullmatch("[0-9a-f]{32}", answer.headers.get("X-Request-ID", "")),
        "server": not {"Server", "X-Powered-By"} & set(answer.headers),
        "cache": answer.headers.get("Cache-Control"),
    }
    said = [name for name, value in STRICT.items() if answer.headers.get(name) != value]
    return said + [name for name, right in wanted.items() if not right]


def clerk_of(world: World) -> Client:
    return signed_in(Post.objects.get(organisation=world.mill, role=Role.OPERATOR))


@pytest.mark.parametrize("by", ["stranger", "clerk"])
def test_every_address_answers_with_all_of_them_and_is_kept_nowhere(by: str, world: World) -> None:
    client = Client() if by == "stranger" else clerk_of(world)
    seen = set()
    for address in addresses():
        for path in address.examples(sample_values())[:2]:
            for answer in (client.get(path), client.post(path), client.put(path)):
                seen.add(answer.status_code)
                assert faults(answer) == [], path
                assert answer["Cache-Control"] == "no-store", path
        client = client if by == "stranger" else clerk_of(world)
    assert seen >= {200, 302, 405}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nowhere/", 404), ("/sign-in", 301), ("/sign-in/?a=%00", 400), ("/%00/", 400), ("/?a=%ff", 400), ("/" + "a" * 5000, 400)],
)  # fmt: skip
def test_errors_and_redirects_say_the_same(path: str, status: int, world: World) -> None:
    answer = Client().get(path)
    assert answer.status_code == status
    assert faults(answer) == []


def test_an_unknown_host_is_refused_with_a_page(world: World) -> None:
    with override_settings(ALLOWED_HOSTS=["registry.example"]):
        answer = Client().get("/", headers={"host": "evil.example"})
    assert (answer.status_code, faults(answer)) == (400, [])
    assert "没有受理这次请求" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


def test_a_form_without_its_token_is_told_why(world: World) -> None:
    answer = Client(enforce_csrf_checks=True).post(reverse("session.open"), {"login": "x"})
    assert (answer.status_code, faults(answer)) == (403, [])
    assert "页面放得太久了" in answer.content.decode()


def test_too_much_is_413_and_too_many_fields_400(world: World) -> None:
    client = Client()
    large = client.post(reverse("session.open"), "a=" + "b" * 3_000_000, "application/x-www-form-urlencoded")
    many = client.post(
        reverse("session.open"), "&".join(f"a{n}=1" for n in range(6000)), "application/x-www-form-urlencoded"
    )
    assert [(answer.status_code, faults(answer)) for answer in (large, many)] == [(413, []), (400, [])]
    assert "内容太大" in large.content.decode()


def test_static_files_say_the_same_and_may_be_kept(world: World) -> None:
    answer = Client().get("/static/web/css/base.css")
    assert (answer.status_code, faults(answer)) == (200, [])
    assert "no-store" not in answer["Cache-Control"]
    answer.close()


def test_a_download_is_an_attachment_in_a_sandbox(world: World) -> None:
    row = performances()["organisation.attach"](world)
    attach(row.subject, actor=row.actor, **row.inputs)
    paper = Paper.objects.latest("pk")
    answer = clerk_of(world).get(reverse("organisation.view-paper", args=[paper.uid]))
    assert (answer.status_code, answer.content, faults(answer)) == (200, PAPER.content, [])
    assert "sandbox" in answer["Content-Security-Policy"]
    assert re.fullmatch('attachment; filename="[0-9a-f]{8}.pdf"', answer["Content-Disposition"])


def test_signing_out_clears_what_the_browser_kept(world: World) -> None:
    answer = clerk_of(world).post(reverse("session.close"))
    assert {'"cache"', '"storage"'} <= set(answer["Clear-Site-Data"].split(", "))


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (RuntimeError("99 somebody's number"), 500, "错误编号"),
        (OperationalError("no server"), 503, "系统正忙"),
        (errors.QueryCanceled("timeout"), 503, "查询时间过长"),
        (errors.LockNotAvailable("lock"), 503, "有人正在办理"),
    ],
)
def test_a_defect_shows_a_number_and_nothing_else(
    error: Exception, status: int, words: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*args: Any, **kwargs: Any) -> None:
        if isinstance(error, errors.Error):
            raise OperationalError(str(error)) from error
        raise error

    monkeypatch.setattr(views, "HttpResponse", fails)
    answer = Client(raise_request_exception=False).get(reverse("session.open-health"))
    assert (answer.status_code, faults(answer)) == (status, [])
    page = answer.content.decode()
    assert words in page and answer["X-Request-ID"] in page and str(error) not in page
    assert (status == 503) == answer.has_header("Retry-After")


def test_the_page_of_an_error_asks_nothing_of_the_database(world: World) -> None:
    with connection.execute_wrapper(refuse_every_statement):
        answer = Client(raise_request_exception=False).get("/", headers={"cookie": "session=abc"})
    assert (answer.status_code, faults(answer)) == (503, [])
    assert "系统正忙" in answer.content.decode()


def refuse_every_statement(*args: Any) -> Any:
    raise OperationalError("the server is gone")


@override_settings(PROXIES=1)
def test_the_number_of_our_own_proxy_is_taken_over_and_nobody_elses(world: World) -> None:
    given = "0123456789abcdef" * 2
    assert Client().get("/health/", headers={"x-request-id": given})["X-Request-ID"] == given
    assert Client().get("/health/", headers={"x-request-id": "a\tb"})["X-Request-ID"] != "a\tb"
    with override_settings(PROXIES=0):
        assert Client().get("/health/", headers={"x-request-id": given})["X-Request-ID"] != given


def test_lines_of_the_log_carry_the_number() -> None:
    record = logging.LogRecord("a", logging.INFO, "", 1, "text", None, None)
    assert NumberFilter().filter(record)
    assert record.request_number == "-"  # type: ignore[attr-defined]


@override_settings(SECURE_HSTS_SECONDS=31536000, ALLOWED_HOSTS=["registry.example"])
def test_under_tls_even_a_refused_host_is_told_to_stay_there(world: World) -> None:
    answer = Client().get("/", secure=True, headers={"host": "evil.example"})
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000")


def test_every_kind_of_error_has_a_sentence_that_says_what_to_do() -> None:
    for failure in [*failures.FAILURES.values(), failures.STALE, failures.SLOW, failures.HELD]:
        assert "请" in failure.sentence, failure.heading


def test_a_status_of_ours_is_what_the_page_says() -> None:
    assert isinstance(failures.failed(None, 429, wait=7), HttpResponse)
    assert failures.failed(None, 429, wait=7)["Retry-After"] == "7"
