"""A clerk puts branches in order (党组织排序) with keys and numbers alone, in the browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from registry.organisations import ranks
from tests.journeys.conftest import SignIn, faults_of
from tests.world import World


def _names(page: Page) -> list[str]:
    return page.locator("[data-arrange] tbody td.name").all_inner_texts()


def test_rows_move_by_key_and_by_number_and_are_saved_at_once(sign_in: SignIn, land: World) -> None:
    page = sign_in("county")
    page.goto(f"/organisations/{land.town.uid}/?tab=below")
    page.get_by_role("link", name="排序").click()
    expect(page.get_by_role("toolbar", name="移动选中的党组织")).to_be_visible()
    assert faults_of(page) == []
    first, second = _names(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.get_by_label(f"{first} 的序号").focus()
    page.keyboard.press("Alt+ArrowDown")
    assert _names(page) == [second, first]
    expect(page.get_by_label(f"{first} 的序号")).to_be_focused()
    expect(page.get_by_label(f"{first} 的序号")).to_have_value("2")
    expect(page.get_by_role("status").filter(has_text="已移到第 2 位")).to_have_count(1)
    page.keyboard.press("Alt+PageUp")
    assert _names(page) == [first, second]
    page.get_by_label(f"{second} 的序号").fill("1")
    page.keyboard.press("Enter")
    assert _names(page) == [second, first]
    page.get_by_label(f"选中 {second}").check()
    page.get_by_role("button", name="置底").click()
    page.get_by_label(f"{first} 的序号").fill("2")
    assert asked == []

    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text("党组织排序：已完成")
    assert ranks.below(land.town) == [land.market.pk, land.village.pk]
