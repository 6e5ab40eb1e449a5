"""What happens while one types (录入): the input method, code boxes, identity numbers, dates, the way through a form."""

import re

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.web_look.conftest import Shown
from tests.web_look.gallery import Site, examples


def form(show: Shown) -> Page:
    [example] = [example for example in examples("") if "data-draft=" in example.html]
    return show(example.html)


def composer(page: Page) -> CDPSession:
    """The input method: what it shows before anything is settled."""
    return page.context.new_cdp_session(page)


def compose(method: CDPSession, text: str) -> None:
    method.send("Input.imeSetComposition", {"text": text, "selectionStart": len(text), "selectionEnd": len(text)})


def settle(method: CDPSession, text: str) -> None:
    method.send("Input.insertText", {"text": text})


def test_what_the_chosen_category_does_not_have_is_hidden_and_not_sent(show: Shown) -> None:
    page = show(
        '<form action="/sent"><label>类别<select class="select" name="kind"><option></option><option value="1">结对</option>'
        '<option value="21">帮扶</option></select></label><div class="field" data-applies="kind" data-heads="1">'
        '<label>对象<input class="input" name="partner"></label></div><div class="field" data-applies="kind" data-heads="2 3">'
        '<label>人数<input class="input" name="people"></label></div></form>'
    )
    partner, people = page.get_by_label("对象"), page.get_by_label("人数")
    partner.fill("临水一中党委")
    expect(people).to_be_visible()
    page.get_by_label("类别").select_option("21")
    expect(partner).to_be_hidden()
    sent = "form => [...new FormData(form).keys()]"
    assert page.locator('form[action="/sent"]').evaluate(sent) == ["kind", "people"]
    page.get_by_label("类别").select_option("1")
    expect(partner).to_have_value("临水一中党委")
    expect(people).to_be_hidden()


def options(page: Page) -> list[str]:
    return page.locator("#id_level-list [role=option]").all_inner_texts()


# Code boxes


def test_select_becomes_a_box_with_its_label_and_value(show: Shown) -> None:
    page = form(show)
    box = page.get_by_role("combobox", name="学历")
    expect(box).to_have_value("21 大学")
    expect(page.locator("select[name=level]")).to_have_value("21")


def test_digits_pinyin_and_words_find_codes(show: Shown) -> None:
    page = form(show)
    box = page.get_by_role("combobox", name="学历")
    for typed, found in (("14", "14 硕士研究生"), ("bs", "11 博士研究生"), ("大专", "31 大专")):
        box.fill(typed)
        assert found in [" ".join(text.split()) for text in options(page)][-1]
        page.keyboard.press("Enter")
        expect(box).to_have_value(found)
        expect(page.locator("select[name=level]")).to_have_value(found[:2])


def test_groups_of_codes_are_seen_and_cannot_be_chosen(show: Shown) -> None:
    page = form(show)
    page.get_by_role("combobox", name="学历").fill("bs")
    assert [text.split()[0] for text in options(page)] == ["1", "11"]
    expect(page.locator("#id_level-list .is-active")).to_contain_text("博士研究生")
    page.locator("#id_level-list [aria-disabled=true]").click(force=True)
    expect(page.locator("select[name=level]")).to_have_value("21")


def test_f4_opens_with_recent_codes_first_and_escape_closes(show: Shown) -> None:
    page = form(show)
    page.get_by_role("combobox", name="学历").focus()
    page.keyboard.press("F4")
    expect(page.locator("#id_level-list > :first-child")).to_have_text("最近使用")
    page.keyboard.press("Escape")
    expect(page.locator("#id_level-list")).to_be_hidden()
    expect(page.get_by_role("combobox", name="学历")).to_have_value("21 大学")


def test_code_typed_and_left_is_taken_and_a_wrong_word_is_said(show: Shown) -> None:
    page = form(show)
    box = page.get_by_role("combobox", name="学历")
    box.fill("14")
    page.keyboard.press("Tab")
    expect(page.locator("select[name=level]")).to_have_value("14")
    box.fill("大本")
    page.keyboard.press("Tab")
    expect(page.locator("select[name=level]")).to_have_value("")
    expect(box).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".field-error", has_text="代码表里没有“大本”")).to_be_visible()
    box.fill("31")
    page.keyboard.press("Enter")
    expect(page.locator(".field-error", has_text="代码表里没有“大本”")).to_have_count(0)


# The input method


def test_nothing_is_filtered_and_nothing_chosen_while_composing(show: Shown) -> None:
    page = form(show)
    box = page.get_by_role("combobox", name="学历")
    box.fill("")
    method = composer(page)
    before = options(page)
    compose(method, "da'zhuan")
    assert options(page) == before
    box.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True, "bubbles": True})
    expect(page.locator("select[name=level]")).to_have_value("21")
    settle(method, "大专")
    expect(page.locator("#id_level-list [role=option]")).to_have_count(1)
    expect(page.locator("#id_level-list .is-active")).to_contain_text("大专")


def test_a_search_waits_for_the_composition_to_end(show: Shown, site: Site) -> None:
    [example] = [example for example in examples("") if 'hx-post="/pick"' in example.html]
    option = 'role="option" aria-selected="false" data-value="12" data-text="波梅镇党委"'
    site.answers["/pick"] = f"<li {option}>波梅镇党委<small>清河县委</small></li>"
    page = show(example.html)
    box = page.get_by_role("combobox", name="转入党组织")
    box.focus()
    method = composer(page)
    compose(method, "bo'mei")
    box.evaluate("box => box.dispatchEvent(new CustomEvent('typed', { bubbles: true }))")
    settle(method, "波梅")
    expect(page.get_by_role("option", name="波梅镇党委")).to_be_visible()
    [body] = [body for _, path, body in site.asked if path == "/pick"]
    assert "target_text=%E6%B3%A2%E6%A2%85" in body
    page.keyboard.press("Enter")
    expect(box).to_have_value("波梅镇党委")
    expect(page.locator("[name=target]")).to_have_value("12")
    box.press("End")
    page.keyboard.type("会")
    expect(page.locator("[name=target]")).to_have_value("")


# Codes of units


CREDIT = (
    '<div class="field"><label for="c">单位代码</label><input id="c" class="input" data-credit>'
    '<output id="c-said" class="field-facts" data-credit-said></output></div><a href="#">别处</a>'
)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("91110000ABCD1234XP", "统一社会信用代码有效"), ("91110000abcd1234xq", "校验位应为 P请逐位核对"),
        ("9111OOOOABCD1234XP", "第 5 位不会是 O是否为数字 0？"), ("ABCD1234-X", "组织机构代码有效"),
        ("ABCD12349", "校验位应为 X请逐位核对"), ("0", "暂无代码领到代码后请补填"),
        ("12345", "现有 5 位应为 18 位，或 9 位组织机构代码；没有代码填 0"), ("", ""),
    ],
)  # fmt: skip
def test_the_code_of_a_unit_says_whether_its_check_character_is_right(show: Shown, code: str, said: str) -> None:
    page = show(CREDIT)
    page.get_by_label("单位代码").fill(code)
    page.get_by_role("link", name="别处").focus()
    expect(page.locator("#c-said")).to_have_text(said)


def test_half_a_code_says_nothing_while_it_is_typed(show: Shown, site: Site) -> None:
    page = show(CREDIT)
    page.get_by_label("单位代码").press_sequentially("91110000ABCD1234X")
    expect(page.locator("#c-said")).to_have_text("")
    page.keyboard.type("P")
    expect(page.locator("#c-said")).to_have_text("统一社会信用代码有效")
    assert not any("ABCD1234" in path for _, path, _ in site.asked)


# Identity numbers


def test_number_is_grouped_and_says_who_it_is_of(show: Shown) -> None:
    page = form(show)
    box = page.get_by_label("公民身份号码")
    box.press_sequentially("99000119760205758x")
    expect(box).to_have_value("990001 19760205 758 X")
    expect(page.locator("#id_number-said")).to_have_text("号码有效女1976-02-0550 岁演练省")
    assert box.evaluate("box => box.selectionStart") == len("990001 19760205 758 X")


def test_pasted_blanks_and_full_width_signs_are_taken(show: Shown) -> None:
    page = form(show)
    box = page.get_by_label("公民身份号码")
    box.fill("９９０００１ 1976 0205 7582")
    expect(box).to_have_value("990001 19760205 758 2")
    expect(page.locator("#id_number-said")).to_contain_text("校验位应为 X")


def test_caret_stays_where_one_corrects(show: Shown) -> None:
    page = form(show)
    box = page.get_by_label("公民身份号码")
    box.fill("99000119760205758X")
    box.evaluate("box => box.setSelectionRange(8, 8)")
    page.keyboard.press("Backspace")
    expect(box).to_have_value("990001 97602057 58X")
    page.keyboard.type("1")
    expect(box).to_have_value("990001 19760205 758 X")
    assert box.evaluate("box => box.selectionStart") == len("990001 1")


def test_the_bare_number_is_sent_and_only_by_its_form(show: Shown, site: Site) -> None:
    page = form(show)
    page.get_by_label("公民身份号码").fill("99000119760205758X")
    page.keyboard.press("Tab")
    data = page.evaluate("Object.fromEntries(new FormData(document.querySelector('form[data-draft]')))")
    assert data["number"] == "99000119760205758X"
    assert not any("9760205" in path for _, path, _ in site.asked)


# Dates


def test_dates_are_understood_as_they_are_written(show: Shown) -> None:
    page = form(show)
    box = page.get_by_label("加入党组织日期")
    for typed, shown in (
        ("19900904", "1990-09-04"),
        ("1990-9-4", "1990-09-04"),
        ("１９９０年9月4日", "1990-09-04"),
        ("1990.9.4", "1990-09-04"),
    ):
        box.fill(typed)
        page.keyboard.press("Tab")
        expect(box).to_have_value(shown)


def test_a_date_that_is_not_one_stays_and_is_explained(show: Shown) -> None:
    page = form(show)
    box = page.get_by_label("加入党组织日期")
    for typed, said in (
        ("1990-02-30", "看不懂这个日期"),
        ("1990.9", "请写到日"),
        ("2027-01-01", "不能晚于 2026-11-21"),
    ):
        box.fill(typed)
        page.keyboard.press("Tab")
        expect(box).to_have_value(typed)
        expect(page.locator("#id_joined-said")).to_contain_text(said)


def test_two_digits_of_a_year_ask_for_the_century(show: Shown) -> None:
    page = form(show)
    box = page.get_by_label("加入党组织日期")
    box.fill("90年9月4日")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="1990-09-04").click()
    expect(box).to_have_value("1990-09-04")


def test_arrows_change_the_part_at_the_caret(show: Shown) -> None:
    page = form(show)
    box = page.get_by_label("加入党组织日期")
    box.fill("2020-01-31")
    box.evaluate("box => box.setSelectionRange(6, 6)")
    page.keyboard.press("ArrowUp")
    expect(box).to_have_value("2020-02-29")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(box).to_have_value("2020-02-28")


# The way through a form


def test_enter_goes_to_the_next_field_but_not_while_composing(show: Shown) -> None:
    page = form(show)
    name = page.get_by_label("姓名", exact=True)
    name.focus()
    name.dispatch_event("keydown", {"key": "Enter", "keyCode": 229, "isComposing": True, "bubbles": True})
    expect(name).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="学历")).to_be_focused()


def test_draft_is_kept_without_files_or_grouping_and_says_when(show: Shown, site: Site) -> None:
    page = form(show)
    site.answers["/draft"] = ""
    page.clock.install()
    page.get_by_label("联系电话").fill("17900009428")
    page.clock.run_for(1600)
    expect(page.locator("[data-draft-status]")).to_have_text(re.compile(r"^草稿已存 \d\d:\d\d$"))
    [body] = [body for _, path, body in site.asked if path == "/draft"]
    assert "17900009428" in body


def test_nothing_of_a_person_is_remembered_by_the_browser(show: Shown, site: Site) -> None:
    site.answers["/draft"] = ""
    page = form(show)
    page.get_by_label("公民身份号码").fill("99000119760205758X")
    page.keyboard.press("Tab")
    kept = page.evaluate("({...localStorage, ...sessionStorage})")
    assert kept == {"htmx-current-path-for-history": "/"}
