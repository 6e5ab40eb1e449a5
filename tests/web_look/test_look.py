"""What the look keeps (界面的承诺): no barrier, no sideways scrolling, nothing an old kernel lacks, nothing too large."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
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

DRAWN = """
{% alert "stop" %}不能撤销：还有 3 名党员在册，请先转出。{% endalert %}
{% alert "wait" %}<b>张某正在编辑</b><p>您现在只能查看。</p>{% endalert %}
{% alert "ok" %}已导入 3,489 行。{% endalert %}
<section class="card">{% state %}<h2>没有待办</h2><p>新的事项会出现在这里。</p>{% endstate %}</section>
<section class="card">{% state "denied" %}<h2>不能查看</h2><p>它属于别的党委。</p>{% endstate %}</section>
<section class="card">{% state "missing" %}<h2>没有这个页面</h2>{% endstate %}{% state "late" %}<h2>放得太久了</h2>{% endstate %}</section>
{% include "web/parts/stats.html" %}
{% include "web/parts/steps.html" with label="步骤" %}
<p>{% dot 100 %} 100%</p><p>{% dot 94 %} 94%</p><p>{% dot 20 %} 20%</p>
"""
DRAWN_WITH: dict[str, Any] = {
    "figures": [{"number": 3298, "label": "正式党员", "address": "#"}],
    "steps": ["上传", "预演", "执行"],
    "step": 1,
}


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
    drawn = Template(DRAWN).render(Context(DRAWN_WITH))
    opened(page, site, framed(f'<h1>样例</h1><div class="stack">{drawn}</div>'))
    assert findings(page) == []
    for words in ("不能撤销", "张某正在编辑", "没有待办", "不能查看", "放得太久了", "3,298", "预演"):
        assert page.get_by_text(words).first.is_visible()
    for word in ("完整", "有缺项", "缺项多"):
        assert page.get_by_text(word, exact=True).count() == 1


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


def test_every_part_is_asked_for_by_a_page_or_a_tag() -> None:
    asking = "".join(path.read_text() for kind in ("*.html", "*.py") for path in (ROOT / "registry").rglob(kind))
    assert [path.name for path in sorted(PARTS.glob("*.html")) if f'"web/parts/{path.name}"' not in asking] == []


def test_manual_uses_only_classes_that_are_drawn_or_looked_for() -> None:
    known = "".join(path.read_text() for path in [*SHEETS, *SCRIPTS])
    used = set(" ".join(re.findall(r'class="([^"{]+)"', MANUAL.read_text())).split())
    assert {name for name in used if not re.search(rf"\.{re.escape(name)}\b", known)} == set()


def test_manual_and_parts_have_no_inline_style_or_script() -> None:
    for path in [MANUAL, *PARTS.glob("*.html")]:
        assert re.findall(r'<[a-z][^>]*\s(?:style|on[a-z]+)="', path.read_text()) == [], path.name
