"""A clerk who never touches the mouse (全键盘): the tree, the list, a form, and Chinese typed with an input method."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from registry.members.models import Member
from tests.journeys.conftest import SignIn, faults_of
from tests.world import World


def _into_the_tree(page: Page) -> None:
    page.get_by_label("在组织树中查找").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_label("组织树的用法")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator('[role="treeitem"]:focus')).to_have_count(1)


def test_the_tree_is_walked_opened_and_used_by_keyboard(sign_in: SignIn, land: World) -> None:
    page = sign_in("county")
    page.goto("/organisations/")
    _into_the_tree(page)
    page.keyboard.press("ArrowDown")
    expect(page.locator('[role="treeitem"]:focus')).to_contain_text("织造厂党委")
    page.keyboard.press("ArrowRight")
    expect(page.locator(f"#n{land.mill.pk}")).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(page.locator('[role="treeitem"]:focus')).to_contain_text("纺纱总支部")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("中共清源县织造厂纺纱总支部委员会")
    expect(page.locator('[role="treeitem"]:focus')).to_contain_text("纺纱总支部")


def test_an_unopened_part_of_the_tree_is_found_by_initials(sign_in: SignIn, land: World) -> None:
    page = sign_in("county")
    page.goto("/organisations/")
    page.get_by_label("在组织树中查找").fill(land.weavers.pinyin)
    expect(page.locator("#found")).to_contain_text(land.weavers.short_name)
    expect(page.locator("#found")).to_contain_text("织造厂党委")


def test_a_member_is_found_corrected_and_saved_by_keyboard(sign_in: SignIn, land: World) -> None:
    page = sign_in("mill")
    page.keyboard.press("Control+k")
    page.keyboard.type("oyj")
    expect(page.locator("#palette-results")).to_contain_text("欧阳静")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("欧阳静")
    page.keyboard.press("F2")
    page.wait_for_url("**/edit/")
    page.get_by_label("户籍所在地").focus()
    page.keyboard.type("清源县")
    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text("保存成功")
    assert Member.objects.get(pk=land.ouyang.pk).household == "清源县"


def test_where_a_sheet_goes_is_looked_for_and_chosen_by_keyboard(sign_in: SignIn, land: World) -> None:
    page = sign_in("county")
    page.goto("/intake/upload/")
    box, asked = page.get_by_role("combobox", name="导入到党组织"), []
    page.on("request", lambda request: asked.append(request.post_data) if "/places/" in request.url else None)
    expect(box).to_have_value(land.county.short_name)
    assert faults_of(page) == []
    box.focus()
    box.press("Control+a")
    keyboard = page.context.new_cdp_session(page)
    for typed in ("d", "do", "dong'l"):
        keyboard.send("Input.imeSetComposition", {"text": typed, "selectionStart": 1, "selectionEnd": 1})
    assert asked == []
    keyboard.send("Input.insertText", {"text": "东岭"})
    option = page.get_by_role("option")
    expect(option).to_have_count(1)
    expect(option).to_contain_text(land.town.short_name)
    expect(option).to_contain_text(land.county.short_name)
    edges = [page.locator(one).bounding_box() or {} for one in ("#id_organisation", "#id_organisation-list")]
    assert edges[0]["x"] == edges[1]["x"]
    assert len(asked) == 1 and "organisation_text" in asked[0] and "csrf" not in asked[0]
    assert faults_of(page) == []
    page.keyboard.press("Enter")
    expect(box).to_have_value(land.town.short_name)
    expect(page.locator("[name=organisation]")).to_have_value(str(land.town.uid))
    page.keyboard.type("不存在")
    expect(page.locator("[name=organisation]")).to_have_value("")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.locator("#id_organisation-list")).to_contain_text("没有查到")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(page.get_by_role("option")).to_have_count(3)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(box).to_have_value(land.mill.short_name)


def test_composing_chinese_asks_the_server_only_when_it_is_done(sign_in: SignIn, land: World) -> None:
    page = sign_in("county")
    page.goto("/organisations/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/found/" in request.url else None)
    page.get_by_label("在组织树中查找").focus()
    keyboard = page.context.new_cdp_session(page)
    for typed in ("z", "zh", "zhi", "zhi'zao"):
        keyboard.send(
            "Input.imeSetComposition", {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)}
        )
    assert asked == []
    keyboard.send("Input.insertText", {"text": "织造"})
    expect(page.locator("#found")).to_contain_text("织造厂党委")
    assert len(asked) == 1


def test_a_list_is_filtered_and_its_rows_picked_by_keyboard(sign_in: SignIn, land: World) -> None:
    page = sign_in("county")
    page.goto("/members/?below=1")
    page.get_by_label("姓名、拼音首字母、身份号码、电话").focus()
    page.keyboard.type("叶䶮")
    page.keyboard.press("Enter")
    page.wait_for_url("**find=**")
    assert "叶" not in page.url and "%E5" not in page.url
    expect(page.locator("td.name")).to_have_text(["叶䶮杰"])
    page.get_by_label("选择 叶䶮杰").focus()
    page.keyboard.press("Space")
    expect(page.locator("[data-select-count]")).to_have_text("1")
