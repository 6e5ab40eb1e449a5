"""Every page can be read and used by everybody (无障碍): axe-core in light use, on each page of each level."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import Page

from registry.units.models import Unit
from tests.journeys.conftest import SignIn, faults_of
from tests.world import World

MEMBER_PAGES = ["/members/{li}/", "/members/{li}/?tab=history", "/members/{li}/?tab=bases", "/members/{li}/edit/"]
PAGES = {
    "county": [
        "/", "/organisations/", "/organisations/{mill}/", "/organisations/{mill}/?tab=units", "/organisations/{mill}/?tab=below",
        "/organisations/{mill}/?tab=history", "/organisations/{mill}/edit/", "/organisations/{mill}/create/", "/members/?below=1",
        "/members/?below=1&special=lost", "/members/columns/", *MEMBER_PAGES, "/search/", "/printing/members/export/?below=1",
        "/printing/units/export/",
        "/preferences/", "/intake/", "/intake/upload/", "/jobs/", "/units/", "/units/columns/", "/units/changes/",
        "/units/{factory}/", "/units/{factory}/?tab=links", "/units/{factory}/?tab=history", "/units/{factory}/edit/",
        "/units/{factory}/transform/", "/units/of/{mill}/register/", "/units/of/{mill}/situate/", "/units/of/{mill}/unlink/",
    ],
    "weavers": ["/", "/organisations/", "/members/", *MEMBER_PAGES],
}  # fmt: skip


def identities(land: World) -> dict[str, UUID]:
    """Whose pages they are."""
    return {"mill": land.mill.uid, "li": land.li.uid, "factory": Unit.objects.get(name="清源县织造厂").uid}


def test_the_sign_in_page_is_accessible(page: Page, land: World) -> None:
    page.goto("/sign-in/")
    assert faults_of(page) == []


def test_a_missing_page_is_accessible(page: Page, land: World) -> None:
    page.goto("/no-such-page/")
    assert faults_of(page) == []


@pytest.mark.parametrize("key", PAGES)
def test_every_page_of_a_post_is_accessible(sign_in: SignIn, land: World, key: str) -> None:
    page = sign_in(key)
    found = {}
    for pattern in PAGES[key]:
        address = pattern.format(**identities(land))
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, address
        if faults := faults_of(page):
            found[address] = faults
    assert found == {}


@pytest.mark.parametrize("width", [390, 1366, 1920])
def test_no_page_is_wider_than_the_screen(sign_in: SignIn, land: World, width: int) -> None:
    page = sign_in("county")
    page.set_viewport_size({"width": width, "height": 844 if width < 500 else 768})
    for pattern in PAGES["county"]:
        address = pattern.format(**identities(land))
        page.goto(address)
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{address} is {overflow}px too wide at {width}px"
