"""What the look keeps (界面的承诺): no barrier, no sideways scrolling, nothing an old kernel lacks, nothing too large."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from tests.web_look.gallery import (
    FOLDERS,
    MANUAL,
    PARTS,
    ROOT,
    STATIC,
    Site,
    assets,
    document,
    examples,
    framed,
    manual,
)

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = {"office": (1366, 768), "telephone": (390, 844)}
SHEETS = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
# Chromium 100 knows none of these; the second half is what a strict content policy refuses or a reviewer should.
TOO_NEW_FOR_STYLES = (
    r":has\(|color-mix\(|light-dark\(|oklch\(|url\(|@container|@starting-style|:user-invalid"
    r"|subgrid|popover|\bdvh\b|width\s*[<>]|&[\s.:]"
)
TOO_NEW_FOR_SCRIPTS = (
    r"\.toSorted\(|\.toReversed\(|\.with\(|Object\.groupBy|AbortSignal\.timeout"
    r"|\.inert\b|showPopover|checkVisibility|:has\("
)
FORBIDDEN_IN_SCRIPTS = (
    r"\beval\(|new Function|(?:inner|outer)HTML\s*\+?=|insertAdjacentHTML|document\.write|setTimeout\(\s*[\"']"
)

DRAWN: list[tuple[str, dict[str, Any]]] = [
    ("alert", {"kind": "stop", "text": "不能撤销：还有 3 名党员在册，请先转出。"}),
    ("alert", {"kind": "wait", "title": "张某正在编辑", "text": "您现在只能查看。", "href": "#", "action": "接手编辑"}),
    ("state", {"kind": "empty", "title": "没有待办", "text": "新的事项会出现在这里。"}),
    ("state", {"kind": "many", "title": "太多了", "text": "请再加一个条件。", "href": "#", "action": "返回"}),
    ("loading", {}),
    ("stats", {"figures": [{"value": "298", "label": "正式党员", "href": "#", "note": "3 人将满"}]}),
    (
        "steps",
        {"label": "步骤", "steps": [{"name": "上传", "state": "done", "href": "#"}, {"name": "预演", "state": "here"}]},
    ),
    (
        "track",
        {
            "label": "进度",
            "steps": [{"office": "松源镇党委", "role": "接收审批", "said": "等待 2 天", "state": "here"}],
        },
    ),
    ("timeline", {"label": "经历", "entries": [{"date": "2025-12-05", "text": "接收为预备党员", "state": "key"}]}),
]


def opened(page: Page, site: Site, html: str, size: str = "office") -> Page:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    site.answers["/"] = html
    page.goto(site.url)
    return page


def findings(page: Page) -> list[str]:
    """What axe has against the page as it is now."""
    page.evaluate((ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text())
    report = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, rules: {'target-size': {enabled: true}}, resultTypes: ['violations']})",
        RULES,
    )
    return [f"{found['id']}: {node['html'][:120]}" for found in report["violations"] for node in found["nodes"]]


@pytest.mark.parametrize("size", SIZES)
def test_no_example_of_the_manual_has_a_barrier_or_scrolls_sideways(page: Page, site: Site, size: str) -> None:
    opened(page, site, manual(), size)
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]


def test_parts_of_pages_have_no_barrier(page: Page, site: Site) -> None:
    drawn = "".join(render_to_string(f"web/parts/{name}.html", context) for name, context in DRAWN)
    opened(page, site, framed(f'<h1>样例</h1><div class="stack">{drawn}</div>'))
    assert findings(page) == []
    for words in ("松源镇党委", "接收为预备党员", "298", "没有待办", "太多了", "不能撤销"):
        assert page.get_by_text(words).first.is_visible()


@pytest.mark.parametrize("mode", ["memorial", "distinct"])
def test_no_mode_costs_contrast(page: Page, site: Site, mode: str) -> None:
    opened(page, site, manual().replace("<html ", f'<html data-mode="{mode}" '))
    assert findings(page) == []


@pytest.mark.parametrize("body", ["entry", "own"])
def test_entry_and_own_page_have_no_barrier_at_twice_the_type(page: Page, site: Site, body: str) -> None:
    [example] = examples(f"body {body}")
    opened(page, site, document(example.html, body_class=body), "telephone")
    assert findings(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_open_parts_have_no_barrier(page: Page, site: Site) -> None:
    site.answers["/dialog"] = examples("fragment")[0].html
    opened(page, site, manual())
    page.get_by_role("combobox", name="学历").fill("1")
    page.locator("#t2").focus()
    page.keyboard.press("Shift+F10")
    assert findings(page) == []
    page.locator("#opener").click()
    page.get_by_label("退回原因").wait_for()
    assert findings(page) == []


def test_page_reads_and_moves_without_scripts(browser: Browser, site: Site) -> None:
    without = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    plain = without.new_page()
    opened(plain, site, manual(), "telephone")
    plain.locator("[data-nav-toggle]").click()
    assert plain.locator("#nav").is_visible()
    plain.goto(site.url)
    assert plain.locator("select[name=level]").is_visible()
    assert plain.locator(".tree-link").first.get_attribute("tabindex") is None
    assert plain.locator(".bulk").is_visible()
    without.close()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_sheet_asks_nothing_chromium_100_lacks(sheet: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    assert re.findall(TOO_NEW_FOR_STYLES, rules) == []
    assert len(sheet.read_text().splitlines()) < 300


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_script_is_small_and_asks_nothing_old_kernels_or_the_policy_refuse(script: Path) -> None:
    text = script.read_text()
    assert re.findall(TOO_NEW_FOR_SCRIPTS, text) == []
    assert re.findall(FORBIDDEN_IN_SCRIPTS, text) == []
    assert len(text.splitlines()) <= 100


def test_colours_are_named_once() -> None:
    allowed = {"tokens.css", "print.css"}
    literal = {
        path.name: re.findall(r"#[0-9a-f]{3,8}\b(?=[^{]*})", path.read_text())
        for path in SHEETS
        if path.name not in allowed
    }
    assert {name: found for name, found in literal.items() if found} == {}


def test_whole_look_is_under_120_kilobytes_on_the_wire() -> None:
    names = re.findall(r'(?:href|src)="([^"]+)"', assets())
    files = [
        folder / name.removeprefix(prefix)
        for name in names
        for prefix, folder in FOLDERS.items()
        if name.startswith(prefix)
    ]
    assert len(files) == len(names)
    total = sum(len(gzip.compress(path.read_bytes())) for path in {*files, *SCRIPTS})
    assert total < 120_000


def test_every_sheet_and_script_is_loaded() -> None:
    loaded = assets() + (PARTS / "styles.html").read_text() + "".join(path.read_text() for path in SCRIPTS)
    missing = [path.name for path in [*SHEETS, *SCRIPTS] if path.name != "main.js" and f"/{path.name}" not in loaded]
    assert missing == []


def test_manual_uses_only_classes_that_are_drawn_or_looked_for() -> None:
    known = "".join(path.read_text() for path in [*SHEETS, *SCRIPTS])
    used = set(" ".join(re.findall(r'class="([^"{]+)"', MANUAL.read_text())).split())
    assert {name for name in used if not re.search(rf"\.{re.escape(name)}\b", known)} == set()


def test_manual_and_parts_have_no_inline_style_or_script() -> None:
    for path in [MANUAL, *PARTS.glob("*.html")]:
        assert re.findall(r'<[a-z][^>]*\s(?:style|on[a-z]+)="', path.read_text()) == [], path.name
