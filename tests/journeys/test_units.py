"""A unit from its registration to its transformation (单位的一生), on screen, by one clerk of a county."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from registry.members.models import Member
from registry.units.models import Unit
from tests.journeys.conftest import SignIn, faults_of
from tests.world import World

CODE = "91990000ABCD12345"
SHOP = "清源县丰年农机有限公司"


def choose(page: Page, label: str, typed: str) -> None:
    """Find a code in its box and take it; before the script has built the box, the select itself bears that name."""
    box = page.locator("input").and_(page.get_by_role("combobox", name=label, exact=True))
    box.fill(typed)
    page.keyboard.press("Enter")


def register(page: Page, land: World) -> None:
    page.goto(f"/units/?at={land.mill.uid}")
    page.get_by_role("link", name="登记单位").click()
    name = page.get_by_label("单位名称", exact=True)
    name.press_sequentially("清源县织造分厂")
    expect(page.locator("#alike")).to_contain_text("可能是同一个单位")
    expect(page.locator("#alike")).to_contain_text("清源县织造厂")
    name.fill(SHOP)
    expect(page.locator("#alike")).not_to_contain_text("清源县织造厂")
    code = page.get_by_label("党组织所在单位代码", exact=True)
    code.press_sequentially(f"{CODE}0")
    said = page.locator("[data-credit-said]")
    expect(said).to_contain_text("校验位应为")
    right = said.inner_text().split("校验位应为")[1].strip()[0]
    code.fill(f"{CODE}{right}")
    expect(said).to_contain_text("统一社会信用代码有效")
    choose(page, "单位类别", "21")
    choose(page, "是否成立党组", "否")
    choose(page, "单位建立党组织情况", "31")
    page.get_by_label("单位正式党员数", exact=True).fill("4")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name=SHOP)).to_be_visible()
    expect(page.get_by_text("应建未建").first).to_be_visible()


def link(page: Page, land: World) -> None:
    page.goto(f"/organisations/{land.weavers.uid}/?tab=units")
    page.get_by_role("link", name="变更所在单位").click()
    page.get_by_label("法人单位").check()
    box = page.get_by_role("combobox", name="单位1")
    box.press_sequentially("fnnj")
    expect(page.get_by_role("option", name=SHOP)).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    expect(page.get_by_text("已建立党小组的 → 建立党支部的")).to_be_visible()
    assert faults_of(page) == []
    page.keyboard.press("Control+s")
    expect(page.locator("#pane").get_by_role("link", name=SHOP)).to_be_visible()


def transform(page: Page) -> None:
    page.locator("#pane").get_by_role("link", name=SHOP).click()
    page.get_by_label("更多操作", exact=True).click()
    page.get_by_role("link", name="变更单位类别（转制）").click()
    choose(page, "单位类别", "23")
    page.get_by_label("批准文号").fill("清国资〔2026〕3号")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("row", name="014 公有经济控制企业管理岗位")).to_contain_text("2")
    assert faults_of(page) == []
    page.keyboard.press("Control+s")
    expect(page.get_by_text("国有经济控制 → 非公有经济控制 · 清国资〔2026〕3号")).to_be_visible()


def test_a_unit_is_registered_linked_transformed_and_put_back(sign_in: SignIn, land: World) -> None:
    page = sign_in("county")
    register(page, land)
    link(page, land)
    assert Unit.objects.get(name=SHOP).party_build == "13"
    transform(page)
    assert Member.objects.get(name="欧阳静").post == "021"
    page.get_by_role("link", name="撤回").click()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_text("已撤回").first).to_be_visible()
    assert Unit.objects.get(name=SHOP).category == "21"
    assert Member.objects.get(name="欧阳静").post == "014"
