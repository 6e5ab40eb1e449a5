"""The organisation tree by keyboard (组织树键盘操作), on the example of the manual."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web_look.conftest import Shown
from tests.web_look.gallery import Site, examples


def node(key: str, name: str, position: int, size: int) -> str:
    return (
        f'<li role="none"><div class="tree-row" role="treeitem" id="{key}" aria-level="3" aria-setsize="{size}" '
        f'aria-posinset="{position}" aria-selected="false"><span class="tree-toggle"></span>'
        f'<span class="tree-name"><a class="tree-link" href="?at={key}">{name}</a></span></div></li>'
    )


def tree(show: Shown, site: Site) -> Page:
    """The tree example, with two branches to be loaded under the committee and two more brothers."""
    [example] = [example for example in examples("") if 'role="tree"' in example.html]
    site.answers["/tree/2"] = node("b1", "第1支部", 1, 2) + node("b2", "第2支部", 2, 2)
    site.answers["/more"] = node("m1", "县财政局党委", 3, 14) + node("m2", "安平街道党委", 4, 14)
    page = show(example.html)
    expect(page.locator("#t2")).to_have_attribute("tabindex", "0")
    page.locator("#t2").focus()
    return page


def test_tab_reaches_one_item_and_no_link_inside(show: Shown, site: Site) -> None:
    page = tree(show, site)
    assert page.locator('[role="treeitem"][tabindex="0"]').count() == 1
    page.keyboard.press("Tab")
    expect(page.locator(".split-bar")).to_be_focused()


def test_right_loads_children_says_how_many_and_keeps_focus(show: Shown, site: Site) -> None:
    page = tree(show, site)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#b1")).to_be_visible()
    expect(page.locator("#t2")).to_be_focused()
    expect(page.locator("#t2")).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status").filter(has_text="已展开 2 个下级")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#b1")).to_be_focused()


def test_loaded_children_are_shown_again_without_asking(show: Shown, site: Site) -> None:
    page = tree(show, site)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#b1")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#b1")).to_be_hidden()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#b1")).to_be_visible()
    assert [path for _, path, _ in site.asked].count("/tree/2") == 1


def test_left_on_a_leaf_goes_to_the_parent_and_then_closes_it(show: Shown, site: Site) -> None:
    page = tree(show, site)
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#t1")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#t2")).to_be_hidden()


def test_home_end_and_pinyin_initials_jump(show: Shown, site: Site) -> None:
    page = tree(show, site)
    page.keyboard.press("Home")
    expect(page.locator("#t1")).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#t-more")).to_be_focused()
    page.keyboard.type("sy")
    expect(page.locator("#t3")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#t2")).to_be_focused()


def test_keys_of_an_input_method_are_left_alone(show: Shown, site: Site) -> None:
    page = tree(show, site)
    page.locator("#t2").dispatch_event("keydown", {"key": "s", "keyCode": 229, "bubbles": True})
    expect(page.locator("#t2")).to_be_focused()


def test_star_opens_all_brothers(show: Shown, site: Site) -> None:
    page = tree(show, site)
    page.keyboard.press("*")
    expect(page.locator("#t2")).to_have_attribute("aria-expanded", "true")


def test_space_marks_and_enter_follows_the_link(show: Shown, site: Site) -> None:
    page = tree(show, site)
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    expect(page.locator("#t3")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#t2")).to_have_attribute("aria-selected", "false")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{site.url}/?at=3")


def test_more_brothers_come_and_the_first_of_them_has_focus(show: Shown, site: Site) -> None:
    page = tree(show, site)
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(page.locator("#m1")).to_be_focused()
    expect(page.locator("#t-more")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#m2")).to_be_focused()


def test_menu_opens_by_key_and_by_pointer_and_returns_focus(show: Shown, site: Site) -> None:
    page = tree(show, site)
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("link", name="新建下级")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="变更向导")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#t2")).to_be_focused()
    expect(page.get_by_role("link", name="新建下级")).to_be_hidden()
    page.locator("#t2").click(button="right")
    expect(page.get_by_role("link", name="新建下级")).to_be_focused()


def moves(show: Shown, site: Site) -> Page:
    """The tree with a dialog behind the move of its second committee."""
    site.answers["/move/2"] = site.answers["/move/3"] = examples("fragment")[0].html
    page = tree(show, site)
    page.keyboard.press("ArrowRight")
    expect(page.locator("#b1")).to_be_visible()
    return page


def asked_to_move(site: Site) -> list[str]:
    return [path for _, path, _ in site.asked if path.startswith("/move/")]


def test_what_is_cut_and_put_elsewhere_opens_the_dialog_of_the_move(show: Shown, site: Site) -> None:
    page = moves(show, site)
    page.locator("#t3").focus()
    page.keyboard.press("Control+x")
    expect(page.locator("#t3")).to_have_class(re.compile("is-moved"))
    expect(page.get_by_role("status").filter(has_text="已选定“松源镇党委”")).to_have_count(1)
    page.keyboard.press("ArrowUp")
    page.locator("#t2").focus()
    page.keyboard.press("Control+v")
    expect(page.get_by_role("dialog", name="退回转接申请")).to_be_visible()
    assert asked_to_move(site) == ["/move/3?parent=u2"]
    page.keyboard.press("Escape")
    expect(page.locator("#t3")).to_be_focused()
    expect(page.locator(".is-moved")).to_have_count(0)


@pytest.mark.parametrize(
    ("what", "where", "why"),
    [
        ("#t2", "#t2", "不能把“波梅镇党委”移到它自己之下"),
        ("#t2", "#b1", "“第1支部”在“波梅镇党委”之下"),
        ("#t3", "#t1", "“松源镇党委”已经在“清河县委”之下"),
        ("#t3", "#b1", "“第1支部”之下不能设党组织"),
        ("#t2", "#t3", "党总支之下只设党支部"),
    ],
)
def test_where_a_node_cannot_go_is_said_and_nothing_opens(
    show: Shown, site: Site, what: str, where: str, why: str
) -> None:
    page = moves(show, site)
    page.locator(what).focus()
    page.keyboard.press("Control+x")
    page.locator(where).focus()
    page.keyboard.press("Control+v")
    expect(page.locator("#toasts")).to_contain_text(why)
    expect(page.locator(what)).to_have_class(re.compile("is-moved"))
    assert asked_to_move(site) == []


def test_escape_forgets_what_was_cut_and_what_is_not_ones_own_to_move_is_not_cut(show: Shown, site: Site) -> None:
    page = moves(show, site)
    page.locator("#t2").focus()
    page.keyboard.press("Control+v")
    expect(page.locator("#toasts")).to_contain_text("还没有选定要移动的党组织")
    page.keyboard.press("Control+x")
    page.keyboard.press("Escape")
    expect(page.locator(".is-moved")).to_have_count(0)
    page.locator("#t1").focus()
    page.keyboard.press("Control+x")
    expect(page.locator("#toasts")).to_contain_text("“清河县委”的隶属关系不由您的岗位调整")
    expect(page.locator(".is-moved")).to_have_count(0)


def lift(page: Page, what: str) -> None:
    """The mouse takes a node and has left its place."""
    page.locator(f"{what} .tree-name").hover()
    page.mouse.down()
    page.locator(f"{what} .kind, {what} .tree-count").last.hover()
    expect(page.locator(what)).to_have_class(re.compile("is-moved"))


def test_a_node_let_go_on_another_opens_the_dialog_of_the_move(show: Shown, site: Site) -> None:
    page = moves(show, site)
    lift(page, "#t3")
    page.locator("#t2 .tree-name").hover()
    expect(page.locator("#t2")).to_have_class(re.compile("is-over"))
    page.mouse.up()
    expect(page.get_by_role("dialog", name="退回转接申请")).to_be_visible()
    assert asked_to_move(site) == ["/move/3?parent=u2"]
    expect(page.locator(".is-moved, .is-over")).to_have_count(0)


@pytest.mark.parametrize("where", ["#t1", "#b1", "#t3", ".card-body"])
def test_a_node_let_go_where_it_cannot_stand_stays_and_nothing_opens(show: Shown, site: Site, where: str) -> None:
    page = moves(show, site)
    lift(page, "#t3")
    page.locator(where).last.hover()
    expect(page.locator(".is-over")).to_have_count(0)
    page.mouse.up()
    expect(page.locator(".is-moved")).to_have_count(0)
    assert asked_to_move(site) == []


def test_escape_ends_the_dragging(show: Shown, site: Site) -> None:
    page = moves(show, site)
    lift(page, "#t3")
    page.locator("#t2 .tree-name").hover()
    expect(page.locator("#t2")).to_have_class(re.compile("is-over"))
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".is-moved, .is-over")).to_have_count(0)
    assert asked_to_move(site) == []


def test_a_closed_node_opens_under_what_is_dragged(show: Shown, site: Site) -> None:
    page = tree(show, site)
    lift(page, "#t3")
    page.locator("#t2 .tree-name").hover()
    expect(page.locator("#b1")).to_be_visible()
    page.mouse.up()


def test_a_node_the_clerk_may_not_move_and_a_finger_drag_nothing(show: Shown, site: Site) -> None:
    page = moves(show, site)
    page.locator("#t1 .tree-name").hover()
    page.mouse.down()
    page.locator("#t2 .tree-name").hover()
    expect(page.locator(".is-moved, .is-over")).to_have_count(0)
    page.mouse.up()
    page.locator("#t3").dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
    assert page.locator("#t3").evaluate("row => row.draggable") is False


def test_the_pane_scrolls_under_what_is_dragged_to_its_edge(show: Shown, site: Site) -> None:
    page = tree(show, site)
    site.answers["/tree/2"] = "".join(node(f"x{number}", f"第{number}支部", number, 60) for number in range(60))
    page.keyboard.press("ArrowRight")
    pane = page.locator(".tree-pane")
    pane.evaluate("pane => { pane.style.height = '12rem'; pane.scrollTop = pane.scrollHeight }")
    lift(page, "#t3")
    edge = pane.bounding_box() or {}
    page.mouse.move(edge["x"] + 60, edge["y"] + 4)
    expect(pane).to_have_js_property("scrollTop", 0)
    page.keyboard.press("Escape")
    page.mouse.up()
