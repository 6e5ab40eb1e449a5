"""The organisation tree by keyboard (组织树键盘操作), on the example of the manual."""

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
