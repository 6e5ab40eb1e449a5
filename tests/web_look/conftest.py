"""A browser and a small site for the look (界面测试): no database, no application, only the styles, scripts and the manual."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.web_look.gallery import Site, framed


@pytest.fixture(scope="package")
def _site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def site(_site: Site) -> Site:
    """The site, with nothing left of the test before."""
    _site.forget()
    return _site


@pytest.fixture(scope="package")
def _context(browser: Browser) -> Iterator[BrowserContext]:
    """One for all tests, so that styles and scripts are fetched once."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN", reduced_motion="reduce")
    yield context
    context.close()


@pytest.fixture
def page(_context: BrowserContext) -> Iterator[Page]:
    """A page in which any error of a script or of the content policy fails the test."""
    page = _context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    page.evaluate("localStorage.clear()")
    page.close()
    assert [fault for fault in faults if not re.search(r"(status of|Error Code) 4\d\d", fault)] == []


Shown = Callable[..., Page]


@pytest.fixture
def show(page: Page, site: Site) -> Shown:
    """Puts content into the frame and opens it."""

    def show(content: str, *, attributes: str = "") -> Page:
        site.answers["/"] = framed(content, attributes=attributes)
        page.goto(site.url)
        return page

    return show
