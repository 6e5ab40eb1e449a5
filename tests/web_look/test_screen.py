"""Dialogs, focus, toasts, keys, picking and the frame (浮层、焦点、快捷键、勾选、框架), driven as a user drives them."""

import json

from playwright.sync_api import Page, Route, expect

from tests.web_look.conftest import Shown
from tests.web_look.gallery import Site, examples

OPENER = '<p><a href="/dialog" id="opener" data-dialog>退回</a> <button class="btn" id="after" type="button">之后</button></p>'


def list_example() -> str:
    [example] = [example for example in examples("") if "data-select-all" in example.html]
    return example.html


def opened(show: Shown, site: Site) -> Page:
    site.answers["/dialog"] = examples("fragment")[0].html
    page = show(OPENER)
    page.locator("#opener").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="退回转接申请")).to_be_visible()
    return page


# Dialogs


def test_dialog_is_filled_focuses_its_first_field_and_gives_focus_back(show: Shown, site: Site) -> None:
    page = opened(show, site)
    expect(page.get_by_label("退回原因")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("#opener")).to_be_focused()
    assert page.locator("#dialog-body").inner_html() == ""


def test_escape_asks_once_before_words_are_lost(show: Shown, site: Site) -> None:
    page = opened(show, site)
    page.keyboard.type("材料不全")
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_visible()
    expect(page.locator("#dialog .toast", has_text="还没有保存")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#dialog")).to_be_hidden()


def test_refused_form_is_swapped_and_its_wrong_field_has_focus(show: Shown, site: Site) -> None:
    page = opened(show, site)
    site.answers["/dialog"] = examples("fragment")[0].html.replace(
        "required></textarea>", 'aria-invalid="true"></textarea>'
    )
    site.status["/dialog"] = 422
    page.get_by_label("退回原因").fill("材料不全")
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.locator("[aria-invalid=true]")).to_be_focused()
    expect(page.locator("#dialog")).to_be_visible()


def test_focus_is_decided_with_the_swap_before_anybody_can_type(show: Shown, site: Site) -> None:
    page = opened(show, site)
    alert = '<div role="alert" tabindex="-1" data-focus>有 1 处需要处理</div>'
    site.answers["/dialog"] = alert + examples("fragment")[0].html
    site.status["/dialog"] = 422
    page.evaluate("""() => document.addEventListener("htmx:afterSwap", () => queueMicrotask(() => {
      window.soon = document.activeElement.textContent;
    }))""")
    page.get_by_label("退回原因").fill("材料不全")
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="处需要处理")).to_be_focused()
    assert page.evaluate("window.soon") == "有 1 处需要处理"


def test_nothing_is_typed_into_a_form_that_is_under_way(show: Shown, site: Site) -> None:
    page = opened(show, site)
    page.get_by_label("退回原因").fill("材料不全")
    held: list[Route] = []
    page.route("**/dialog", lambda route: held.append(route))
    page.get_by_role("button", name="退回", exact=True).click()
    page.get_by_label("退回原因").focus()
    expect(page.locator("#dialog form[aria-busy=true]")).to_have_count(1)
    page.keyboard.type("，请补")
    expect(page.get_by_label("退回原因")).to_have_value("材料不全")
    held[0].fulfill(status=422, content_type="text/html", body=examples("fragment")[0].html)
    expect(page.get_by_label("退回原因")).to_have_value("")
    page.get_by_label("退回原因").focus()
    page.keyboard.type("请补材料")
    expect(page.get_by_label("退回原因")).to_have_value("请补材料")


def test_done_closes_the_dialog_tells_it_and_can_be_taken_back(show: Shown, site: Site) -> None:
    page = opened(show, site)
    site.status["/dialog"] = 204
    site.headers["/dialog"] = {
        "HX-Trigger": json.dumps({"dialog:close": "", "toast": {"text": "done", "level": "ok", "undo": "/undo"}})
    }
    site.answers["/undo"] = ""
    page.get_by_label("退回原因").fill("材料不全")
    page.get_by_role("button", name="退回", exact=True).click()
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.get_by_role("status").filter(has_text="done")).to_have_count(1)
    with page.expect_request("**/undo") as asked:
        page.get_by_role("button", name="撤销").click()
    assert asked.value.headers["x-csrftoken"] == "token"


def test_a_list_of_codes_is_not_cut_off_by_its_dialog(show: Shown, site: Site) -> None:
    choice = (
        '<select class="select" id="id_code" name="code" aria-label="代码" data-combobox><option value=""></option>'
    )
    choice += "".join(f'<option value="{code}">{code} 第{code}项</option>' for code in range(10, 40)) + "</select>"
    page = opened(show, site)
    page.keyboard.press("Escape")
    site.answers["/dialog"] = f'<div class="dialog-body"><h2 id="dialog-title">代码</h2>{choice}</div>'
    page.locator("#opener").click()
    expect(page.get_by_role("combobox", name="代码")).to_be_focused()
    page.keyboard.press("F4")
    last = page.get_by_role("option", name="第15项")
    expect(last).to_be_visible()
    last.click(timeout=5000)
    expect(page.get_by_role("combobox", name="代码")).to_have_value("15 第15项")


def test_link_of_a_dialog_is_a_page_when_asked_for_in_a_new_tab(show: Shown, site: Site) -> None:
    site.answers["/dialog"] = examples("fragment")[0].html
    page = show(OPENER)
    with page.context.expect_page() as other:
        page.locator("#opener").click(modifiers=["ControlOrMeta"])
    other.value.close()
    expect(page.locator("#dialog")).to_be_hidden()


# Focus and words after a swap


def test_focus_keeps_its_place_goes_where_it_is_sent_and_is_never_lost(show: Shown, site: Site) -> None:
    button = '<button class="btn" id="again" hx-get="/part" hx-target="#part">再来</button>'
    page = show(f'<div id="part">{button}</div>')
    site.answers["/part"] = f'{button}<p data-announce="已更新 3 行">3</p>'
    page.locator("#again").click()
    expect(page.get_by_role("status").filter(has_text="已更新 3 行")).to_have_count(1)
    expect(page.locator("#again")).to_be_focused()
    site.answers["/part"] = '<h2 data-focus>结果</h2><button class="btn" hx-get="/last" hx-target="#part">最后</button>'
    page.locator("#again").click()
    expect(page.get_by_role("heading", name="结果")).to_be_focused()
    site.answers["/last"] = "<p>没有了</p>"
    page.get_by_role("button", name="最后").click()
    expect(page.locator("#part")).to_be_focused()


# Requests


def test_errors_are_said_in_words_and_stay(show: Shown, site: Site) -> None:
    page = show('<button class="btn" hx-get="/gone">去</button>')
    page.get_by_role("button", name="去", exact=True).click()
    expect(page.locator(".toast-stop")).to_contain_text("不在您的管辖范围内")
    page.get_by_role("button", name="关闭提示").click()
    expect(page.locator(".toast")).to_have_count(0)


def test_a_double_click_sends_a_form_once(show: Shown) -> None:
    page = show('<form method="post" action="/slow"><button class="btn">提交</button></form>')
    sent = page.evaluate(
        """() => {
            const form = document.querySelector('form[action="/slow"]');
            let sent = 0;
            addEventListener("submit", (event) => { sent += event.defaultPrevented ? 0 : 1; event.preventDefault(); });
            form.requestSubmit();
            form.requestSubmit();
            return sent;
        }"""
    )
    assert sent == 1


def test_a_double_click_in_a_dialog_sends_its_form_once(show: Shown, site: Site) -> None:
    page = opened(show, site)
    page.get_by_label("退回原因").fill("材料不全")
    page.locator("#dialog-body form").evaluate("form => { form.requestSubmit(); form.requestSubmit(); }")
    expect(page.get_by_label("退回原因")).to_have_value("")
    assert [method for method, path, _ in site.asked if path == "/dialog"] == ["GET", "POST"]


# Keys


def test_a_key_presses_the_element_that_names_it(show: Shown) -> None:
    page = show(
        '<form><input class="input" aria-label="字"><a class="btn" href="#saved" data-key="Ctrl+S">保存</a>'
        '<a class="btn" href="#left" data-key="Ctrl+ArrowLeft">上一人</a></form>'
    )
    page.get_by_label("字").focus()
    page.keyboard.press("Control+ArrowLeft")
    assert "#left" not in page.url
    page.keyboard.press("Control+s")
    expect(page).to_have_url(page.url.split("#")[0] + "#saved")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+ArrowLeft")
    expect(page).to_have_url(page.url.split("#")[0] + "#left")


def test_alt_and_a_digit_open_the_tab_and_arrows_go_along_them(show: Shown) -> None:
    page = show(
        '<nav class="set-tabs" aria-label="信息集" data-tabs data-arrows="x"><ul>'
        '<li><a href="#one">一</a></li><li><a href="#two">二</a></li></ul></nav>'
    )
    page.keyboard.press("Alt+2")
    assert page.url.endswith("#two")
    page.get_by_role("link", name="二").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="一")).to_be_focused()
    page.keyboard.press("End")
    expect(page.get_by_role("link", name="二")).to_be_focused()


def test_question_mark_lists_the_keys_but_not_while_writing(show: Shown) -> None:
    page = show('<input class="input" aria-label="字"><a class="btn" href="#" data-key="F2">编辑<kbd>F2</kbd></a>')
    page.get_by_label("字").press("?")
    expect(page.locator("#keys")).to_be_hidden()
    page.locator("body").press("Tab")
    page.locator("[data-key=F2]").press("?")
    expect(page.locator("#keys [data-keys-here] dt", has_text="编辑")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_palette_opens_searches_and_is_walked_with_arrows(show: Shown, site: Site) -> None:
    site.answers["/search"] = examples("fragment")[1].html
    page = show("")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette").get_by_role("textbox")).to_be_focused()
    page.keyboard.type("sk")
    expect(page.get_by_role("link", name="石堃")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="石堃")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#palette").get_by_role("textbox")).to_be_focused()
    assert not any("sk" in path for _, path, _ in site.asked)
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


# Picking rows


def test_picking_counts_ranges_and_marks(show: Shown) -> None:
    page = show(list_example())
    rows = page.locator("[data-select-row]")
    expect(page.locator(".bulk")).to_be_hidden()
    rows.nth(0).click()
    expect(page.locator("[data-select-count]")).to_have_text("1")
    rows.nth(1).click(modifiers=["Shift"])
    expect(page.locator("tr.is-selected")).to_have_count(2)
    expect(page.get_by_label("全选本页")).to_be_checked()
    page.get_by_label("选全部 310 人").check()
    expect(page.locator("[data-select-count]")).to_have_text("全部 310")
    page.get_by_role("button", name="取消选择").click()
    expect(page.locator(".bulk")).to_be_hidden()


# Frame


def test_a_greyed_action_can_be_reached_and_says_why(show: Shown) -> None:
    [example] = [example for example in examples("") if "why-bulk" in example.html]
    page = show(example.html)
    page.get_by_role("button", name="批量维护").focus()
    expect(page.get_by_role("tooltip")).to_contain_text("可由清河县委安全保密管理员授予")


def test_menu_folds_on_a_wide_screen_and_is_a_drawer_on_a_narrow_one(show: Shown) -> None:
    page = show("")
    toggle = page.locator("[data-nav-toggle]")
    toggle.click()
    expect(page.locator("html")).to_have_attribute("data-nav", "narrow")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-nav", "narrow")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator("#nav")).to_be_hidden()
    toggle.click()
    expect(page.get_by_role("link", name="收起菜单")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#nav")).to_be_hidden()
    expect(toggle).to_be_focused()
    page.set_viewport_size({"width": 1366, "height": 768})


def test_width_of_the_tree_is_changed_by_key_and_remembered(show: Shown) -> None:
    [example] = [example for example in examples("") if "split-bar" in example.html]
    page = show(example.html)
    page.locator(".split-bar").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".split-bar")).to_have_attribute("aria-valuenow", "276")
    page.reload()
    assert page.locator("#side").evaluate("side => side.offsetWidth") == 276


def test_a_file_too_large_or_of_another_kind_is_refused_before_it_is_sent(show: Shown) -> None:
    [example] = [example for example in examples("") if "data-upload" in example.html]
    page = show(example.html.replace("52428800", "4"))
    chosen = page.get_by_label("工作簿", exact=True)
    for name, content, said in (
        ("a.xlsx", b"12345", "超过 4 字节"),
        ("a.pdf", b"1", "只接受 .xlsx,.xls"),
        ("a.xlsx", b"", "是空文件"),
    ):
        chosen.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
        expect(page.locator(".upload output")).to_contain_text(said)
        assert chosen.evaluate("input => input.files.length") == 0
    chosen.set_input_files({"name": "a.xlsx", "mimeType": "application/octet-stream", "buffer": b"1234"})
    expect(page.locator(".upload output")).to_have_text("a.xlsx（4 字节）")


def test_switches_of_the_look_act_at_once(show: Shown) -> None:
    page = show(
        '<label class="check"><input type="radio" name="density" value="dense" data-switch="density">紧凑</label>'
        '<label class="check"><input type="radio" name="mode" value="memorial" data-switch="mode">灰色</label>'
    )
    page.get_by_label("紧凑").check()
    page.get_by_label("灰色").check()
    expect(page.locator("html")).to_have_attribute("data-density", "dense")
    expect(page.locator("html")).to_have_attribute("data-mode", "memorial")
    assert page.evaluate("({...localStorage})") == {"density": "dense"}
