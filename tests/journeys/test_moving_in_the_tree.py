"""A clerk moves organisations in the tree itself (在组织树上改变隶属关系): by dragging, by keys, and finds what may be done there."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from registry.organisations.models import Organisation
from tests.journeys.conftest import SignIn, faults_of, log_in
from tests.world import World


def _drag(page: Page, what: Organisation, where: Organisation) -> None:
    """The mouse takes one node and lets it go on the other."""
    page.locator(f"#n{what.pk} .tree-name").hover()
    page.mouse.down()
    for part in (".kind", ".tree-name"):
        page.locator(f"#n{where.pk} {part}").hover()
    page.mouse.up()


def _previewed_and_done(page: Page) -> None:
    page.get_by_label("批准文号").fill("清组发〔2026〕21号")
    page.keyboard.press("Control+s")
    expect(page.locator("#dialog .plan")).to_contain_text("改变隶属关系的党组织3个")
    assert faults_of(page) == []
    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text("改变隶属关系：已完成")


def test_a_committee_dragged_onto_another_is_moved_after_its_preview(sign_in: SignIn, land: World) -> None:
    page = sign_in("county")
    page.goto(f"/organisations/{land.mill.uid}/")
    _drag(page, land.spinning, land.town)
    expect(page.get_by_role("dialog", name="改变隶属关系")).to_be_visible()
    expect(page.get_by_role("combobox", name="新的上级党组织")).to_have_value(land.town.short_name)
    assert faults_of(page) == []
    assert Organisation.objects.get(pk=land.spinning.pk).parent == land.mill
    _previewed_and_done(page)
    assert Organisation.objects.get(pk=land.spinning.pk).parent == land.town


def test_the_same_with_nothing_but_keys(sign_in: SignIn, land: World) -> None:
    page = sign_in("county")
    page.goto(f"/organisations/{land.mill.uid}/")
    page.locator(f"#n{land.spinning.pk}").focus()
    page.keyboard.press("Control+x")
    page.locator(f"#n{land.mill.pk}").focus()
    page.keyboard.press("Control+v")
    expect(page.locator("#toasts")).to_contain_text("已经在“织造厂党委”之下")
    page.locator(f"#n{land.town.pk}").focus()
    page.keyboard.press("Control+v")
    expect(page.get_by_role("combobox", name="新的上级党组织")).to_have_value(land.town.short_name)
    _previewed_and_done(page)
    assert Organisation.objects.get(pk=land.spinning.pk).parent == land.town


def test_only_what_the_post_may_move_can_be_taken_and_only_superiors_take_it(sign_in: SignIn, land: World) -> None:
    page = sign_in("mill")
    page.goto(f"/organisations/{land.weavers.uid}/")
    own, branch = page.locator(f"#n{land.mill.pk}"), page.locator(f"#n{land.weavers.pk}")
    expect(own).to_have_attribute("data-takes", "all")
    expect(page.locator(f"#n{land.spinning.pk}")).to_have_attribute("data-takes", "branches")
    expect(branch).to_have_attribute("data-move", re.compile("/move/$"))
    for row, name in ((own, "data-move"), (branch, "data-takes")):
        assert row.get_attribute(name) is None


def test_a_branch_is_offered_no_moving_at_all(sign_in: SignIn, land: World) -> None:
    page = sign_in("weavers")
    page.goto("/organisations/")
    assert page.locator("[data-move], [data-takes]").count() == 0
    assert page.get_by_text("拖到新的上级党组织上").count() == 0


def test_the_box_that_finds_and_the_use_of_the_tree_are_a_key_away(sign_in: SignIn, land: World) -> None:
    page = sign_in("county")
    page.goto("/organisations/")
    page.keyboard.press("F3")
    expect(page.get_by_label("在组织树中查找")).to_be_focused()
    page.keyboard.type("织布")
    expect(page.locator("#found")).to_contain_text(land.weavers.short_name)
    page.get_by_label("组织树的用法").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("拖到新的上级党组织上")).to_be_visible()
    assert faults_of(page) == []


def test_the_menu_of_a_node_has_what_the_national_system_has_and_opens_under_a_finger(
    browser: Browser, live_server: LiveServer, land: World
) -> None:
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True, is_mobile=True,
        reduced_motion="reduce",
    )  # fmt: skip
    page = log_in(context.new_page(), "county")
    page.goto("/organisations/")
    button = page.locator(f"#n{land.county.pk} > .menu > summary")
    expect(button).to_have_css("opacity", "1")
    button.tap()
    menu = page.locator(f"#n{land.county.pk} > .menu")
    for entry in ("新建下级党组织", "党组织更名", "删除党组织", "撤销党组织", "改变隶属关系", "合并党组织"):
        expect(menu.get_by_text(entry, exact=True)).to_be_visible()
    assert faults_of(page) == []
    context.close()
