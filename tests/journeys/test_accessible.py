"""Every page can be read and used by everybody (无障碍): axe-core in light use, on each page of each level, and on any screen.

Which pages there are is asked of the registry: every address that answers with a page, with every tab on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pytest
from playwright.sync_api import Page, expect

from registry.organisations.models import Reorganisation
from registry.reorganisations import operations
from registry.security.models import Post
from registry.units.models import Unit
from tests.journeys.conftest import SignIn, faults_of
from tests.performances import performances
from tests.reorganisations.performances import PAPER
from tests.screens import addresses, sample_values
from tests.visiting import Visitor
from tests.world import World, clerk

# The same page with something in it.
ASKED = {
    "organisation.list": ["?below=1"],
    "organisation.view-as-of": ["?day=2025-08-15", "?day=1999-01-01", "?day=never"],
    "organisation.view-changes": ["?since=2025-01-01&until=2025-12-31"],
    "member.list": ["?below=1", "?below=1&special=lost"],
    "member.export": ["?below=1"],
    "unit.list": ["?below=1"],
}
ELSEWHERE = ("session.", "job.")
"""Signing in has a test of its own; a job's page is looked at where jobs are."""


@pytest.fixture
def storied(land: World) -> World:
    """The country with something in its history."""
    operations.merge(land.spinners, actor=clerk(land.mill), others=[land.dyers], **PAPER)
    return land


def pages_of(key: str, land: World) -> Iterator[str]:
    """Every address that answers the clerk with a whole page: for the first subject that has it, files for each."""
    visitor = Visitor.at(Post.objects.select_related("user").get(user__login_name=f"{key}-clerk"))
    unit, change = Unit.objects.get(name="清源县织造厂"), Reorganisation.objects.get()
    subjects = [land.mill, land.weavers, land.dyers, land.li, unit, change]
    values = sample_values() | {"uid": [one.uid for one in subjects]}
    for address in (one for one in addresses() if not one.name.startswith(ELSEWHERE)):
        answering = (path for path in address.examples(values) if is_page(visitor, path))
        for path in answering if address.name == "organisation.view" else islice(answering, 1):
            yield from (path + query for query in ["", *ASKED.get(address.name, [])])


def is_page(visitor: Visitor, path: str) -> bool:
    """Whether a whole page is there for that person, and not a part of one, a file, or nothing."""
    answer = visitor.answer("GET", path)
    return answer.status_code == 200 and b"<html" in getattr(answer, "content", b"")[:200]


def with_tabs(page: Page, path: str) -> list[str]:
    """The page is opened; the addresses of its other tabs."""
    answer = page.goto(path)
    assert answer is not None and answer.status == 200, path
    return [str(tab.get_attribute("href")) for tab in page.locator("[data-tabs] a:not([aria-current])").all()]


def too_wide(page: Page) -> list[str]:
    """At which widths the page is wider than the screen."""
    found = []
    for width, height in ((390, 844), (1920, 1080), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{over}px too wide at {width}px"] if over > 0 else []
    return found


def test_the_sign_in_page_is_accessible(page: Page, land: World) -> None:
    page.goto("/sign-in/")
    assert faults_of(page) == []


def test_a_missing_page_is_accessible(page: Page, land: World) -> None:
    page.goto("/no-such-page/")
    assert faults_of(page) == []


@pytest.mark.parametrize(
    ("key", "part", "parts"), [("county", 0, 3), ("county", 1, 3), ("county", 2, 3), ("weavers", 0, 1)]
)
def test_every_page_of_a_post_is_accessible_and_fits_every_screen(
    sign_in: SignIn, storied: World, key: str, part: int, parts: int
) -> None:
    """In parts, so that they can be looked at beside each other."""
    page, found = sign_in(key), {}
    pages, seen = list(pages_of(key, storied)), set[str]()
    assert {f"/organisations/{storied.weavers.uid}/", "/members/"} <= set(pages)
    waiting = pages[part::parts]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        waiting += [tab for tab in with_tabs(page, path) if tab not in seen and tab not in waiting]
        if faults := [*faults_of(page), *too_wide(page)]:
            found[path] = faults
    assert found == {}


def test_the_pages_of_reporting_periods_are_accessible(sign_in: SignIn, land: World) -> None:
    performances()["period.reopen"](land)
    page, found = sign_in("province"), {}
    for path in ("/periods/", "/periods/open/"):
        page.goto(path)
        if faults := [*faults_of(page), *too_wide(page)]:
            found[path] = faults
    assert found == {}


@pytest.mark.parametrize(
    "file", ["organisations/{mill}", "organisations/{weavers}", "organisations/{dyers}", "units/{unit}"]
)
def test_every_dialog_of_a_file_is_accessible(sign_in: SignIn, storied: World, file: str) -> None:
    unit = Unit.objects.get(name="清源县织造厂").uid
    uids = {key: getattr(storied, key).uid for key in ("mill", "weavers", "dyers")} | {"unit": unit}
    page, found = sign_in("county"), {}
    page.goto(f"/{file.format(**uids)}/?tab=standings")
    offered = page.locator("#page a[data-dialog]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert offered
    for path in dict.fromkeys(offered):
        # Emptied first: the foot that is waited for is that of this dialog, not of the one before.
        page.evaluate("document.getElementById('dialog-body').replaceChildren()")
        page.locator(f'#page a[data-dialog][href="{path}"]').first.evaluate("link => link.click()")
        expect(page.locator("#dialog .dialog-foot")).to_be_visible()
        if faults := [*faults_of(page), *too_wide(page)]:
            found[path] = faults
        page.locator("#dialog [data-close]").first.click()
        expect(page.locator("#dialog")).to_be_hidden()
        assert page.evaluate("document.activeElement !== document.body"), f"{path}: the focus is lost"
    assert found == {}
