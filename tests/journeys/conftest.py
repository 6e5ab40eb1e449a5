"""A browser before the real registry (浏览器里的办理): real server, real database, the country of tests/world.py."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests import world as country

AXE = Path(settings.NODE_MODULES) / "axe-core" / "axe.min.js"
# Contrast and names are judged on every page; the rest of WCAG 2.2 AA with them.
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],  # else it describes every part that is as it should be as well
}


@pytest.fixture
def land(live_server: LiveServer) -> country.World:
    """The country behind the running server."""
    return country.standing()


@pytest.fixture
def context(browser: Browser, live_server: LiveServer) -> Iterator[BrowserContext]:
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 1366, "height": 768}, locale="zh-CN", reduced_motion="reduce"
    )
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """A page in which any error of a script or of the content policy fails the test."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    assert [fault for fault in faults if "status of 4" not in fault] == []


SignIn = Callable[[str], Page]


@pytest.fixture
def sign_in(page: Page, land: country.World) -> SignIn:
    """Signs the clerk of that organisation of the country in."""

    return lambda key: log_in(page, key)


def log_in(page: Page, key: str) -> Page:
    """The page, signed in as the clerk of that organisation of the country."""
    page.goto("/sign-in/")
    page.get_by_label("登录名").fill(f"{key}-clerk")
    page.get_by_label("密码").fill(country.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/")
    return page


def faults_of(page: Page) -> list[str]:
    """What axe-core finds on the page, as sentences."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("rules => axe.run(document, rules)", RULES)
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
