"""An auditor's morning (审计员的一天): who saw this person, what looked unusual, is the trail still whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from registry.auditing import jobs
from registry.security import trail
from tests.journeys.conftest import faults_of
from tests.journeys.test_accessible import too_wide
from tests.world import PASSWORD, World, clerk, identity_number


@pytest.fixture
def desk(page: Page, land: World, tmp_path: Path, settings: Any) -> Page:
    """The auditor of the province is in; a clerk of the mill revealed a number too often."""
    settings.ANCHOR_FILE = str(tmp_path / "anchors.jsonl")
    for _ in range(31):
        trail.read(clerk(land.mill), "member.reveal", land.li, item="identity_number")
    jobs.seal()
    page.goto("/sign-in/")
    page.get_by_label("登录名").fill("province-audit")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/")
    return page


def test_who_revealed_a_number_is_found_explained_and_the_trail_verified(desk: Page, land: World) -> None:
    desk.get_by_role("link", name="审计记录", exact=True).first.click()
    desk.get_by_role("searchbox").first.fill(identity_number("19620305", "男"))
    desk.get_by_role("searchbox").first.press("Enter")
    expect(desk.locator("table tbody tr").first).to_contain_text("显示完整号码")
    assert identity_number("19620305", "男") not in desk.url
    desk.locator("table tbody a").first.click()
    expect(desk.locator("h1")).to_have_text("显示完整号码")
    expect(desk.locator("dl.items")).to_contain_text("第")

    desk.get_by_role("link", name="异常线索", exact=True).first.click()
    desk.get_by_role("link", name="大量显示完整号码").click()
    desk.get_by_role("link", name="说明异常线索").click()
    desk.locator("#dialog textarea").fill("已向本人了解：正在核对换届材料。")
    desk.locator("#dialog .btn-main").click()
    expect(desk.locator("dl.items")).to_contain_text("正在核对换届材料")

    desk.goto("/audit/verify/")
    desk.get_by_role("button", name="现在校验").click()
    expect(desk.locator("table tbody tr").first).to_contain_text("相符")


def test_every_page_of_the_desk_is_accessible_and_fits_every_screen(desk: Page, land: World) -> None:
    found = {}
    desk.goto("/audit/")
    entry = desk.locator("table tbody a").first.get_attribute("href")
    desk.goto("/audit/clues/")
    clue = desk.locator("table tbody a").first.get_attribute("href")
    pages = [
        "/audit/",
        "/audit/?since=2020-01-01&until=2020-01-02",
        entry,
        "/audit/clues/",
        clue,
        "/audit/verify/",
        "/audit/count/",
    ]
    for path in pages:
        desk.goto(str(path))
        if faults := [*faults_of(desk), *too_wide(desk)]:
            found[path] = faults
    assert found == {}
