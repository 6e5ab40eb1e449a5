"""An organisation's file kept in the browser (党组织档案): honours with papers, groups and the year's work, a branch put right."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from registry.dossiers import queries
from registry.dossiers.models import Group, Paper, Rectification, Reward, Work
from registry.organisations.models import Organisation
from tests.journeys.conftest import SignIn, faults_of
from tests.journeys.test_accessible import too_wide
from tests.papers import PDF
from tests.world import World

SHEET = {"name": "表彰决定.pdf", "mimeType": "application/pdf", "buffer": PDF}


def _opened(page: Page, organisation: Organisation, tab: str) -> None:
    """The file of the organisation, that tab of it, as everybody can read and use it."""
    page.goto(f"/organisations/{organisation.uid}/")
    page.locator("[data-tabs]").get_by_role("link", name=tab, exact=True).click()
    expect(page.locator("[data-tabs] a[aria-current]")).to_have_text(tab)
    assert [*faults_of(page), *too_wide(page)] == []


def _asked(page: Page, heading: str) -> None:
    """The dialog of that heading is open, and everybody can use it."""
    expect(page.get_by_role("dialog", name=heading)).to_be_visible()
    expect(page.locator("#dialog .dialog-foot")).to_be_visible()
    assert [*faults_of(page), *too_wide(page)] == []


def _wrong(page: Page, *sentences: str) -> None:
    """What was typed is refused, and the dialog says why at each place."""
    page.keyboard.press("Control+s")
    for sentence in sentences:
        expect(page.locator("#dialog .form-errors")).to_contain_text(sentence)
    assert faults_of(page) == []


def _done(page: Page, act: str) -> None:
    """The dialog is gone with the page it was on: an earlier toast says nothing of this act."""
    page.keyboard.press("Control+s")
    expect(page.locator("#dialog")).to_be_hidden()
    expect(page.locator("#toasts")).to_contain_text(f"{act}：已完成")


def _box(page: Page, label: str) -> Locator:
    return page.locator("#dialog").get_by_role("textbox", name=label, exact=True)


def _choose(page: Page, label: str, typed: str) -> None:
    page.locator("#dialog").get_by_role("combobox", name=label, exact=True).fill(typed)
    page.keyboard.press("Enter")


def test_a_county_enters_an_honour_with_its_paper(sign_in: SignIn, land: World) -> None:
    page = sign_in("county")
    _opened(page, land.mill, "奖惩")
    page.locator("#pane").get_by_role("link", name="新增").first.click()
    _asked(page, "奖惩 · 新增")
    _wrong(page, "请填写“奖惩类别”。", "请填写“批准日期”。")
    _choose(page, "奖惩类别", "先进")
    _box(page, "奖惩名称").fill("全县先进基层党组织")
    _box(page, "批准日期").fill("2025.6.28")
    _box(page, "批准机关").fill("中共清源县委员会")
    _wrong(page, "请填写“批准机关级别”。")
    _choose(page, "批准机关级别", "县")
    page.locator("#dialog input[type=file]").set_input_files([SHEET])  # type: ignore[list-item]
    _done(page, "登记奖惩")
    row = page.locator(".record", has_text="全县先进基层党组织")
    expect(row).to_contain_text("2025-06-28")
    with page.expect_download() as download:
        row.get_by_role("link", name="表彰决定.pdf").click()
    assert re.fullmatch("[0-9a-f]{8}.pdf", download.value.suggested_filename)
    assert Paper.objects.get().about == Reward.objects.get().uid
    _opened(page, land.mill, "附件")
    expect(page.locator(".paper")).to_contain_text("奖惩“全县先进基层党组织”")

    _opened(page, land.mill, "奖惩")
    row.get_by_role("link", name="删除").click()
    _asked(page, "奖惩 · 删除")
    expect(page.locator("#dialog")).to_contain_text("“全县先进基层党组织”将连同它的附件一起删除，不能恢复")
    _done(page, "登记奖惩")
    expect(page.locator("#pane")).to_contain_text("还没有登记奖惩。")
    assert not Paper.objects.exists()


def test_a_branch_clerk_forms_a_party_group_without_touching_the_mouse(sign_in: SignIn, land: World) -> None:
    page = sign_in("weavers")
    page.goto(f"/organisations/{land.weavers.uid}/")
    page.locator("[data-tabs] a[aria-current]").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("[data-tabs] a[aria-current]")).to_have_text("党小组")
    page.get_by_role("link", name="新建党小组").focus()
    page.keyboard.press("Enter")
    _asked(page, "编排党小组")
    _wrong(page, "请填写党小组名称，例如“第一党小组”。", "请选择一名本支部的党员担任组长。")
    _box(page, "党小组名称").focus()
    page.keyboard.type("第一党小组")
    page.keyboard.press("Tab")
    page.keyboard.type("lst")
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="叶䶮杰").focus()
    page.keyboard.press("Space")
    _done(page, "编排党小组")
    expect(page.locator(".record")).to_contain_text("第一党小组 2 名 · 组长 李守田")
    expect(page.locator("#pane")).to_contain_text("还有 2 名党员没有编入党小组：欧阳静、单雄信")
    _opened(page, land.weavers, "党小组")

    page.get_by_role("link", name="撤销", exact=True).focus()
    page.keyboard.press("Enter")
    _asked(page, "撤销党小组")
    _done(page, "撤销党小组")
    expect(page.locator("#pane")).to_contain_text("还没有党小组")
    page.get_by_role("link", name="恢复").focus()
    page.keyboard.press("Enter")
    _asked(page, "恢复党小组")
    _done(page, "恢复党小组")
    expect(page.locator(".record")).to_contain_text("第一党小组 2 名 · 组长 李守田")
    assert set(Group.objects.get().members) == {land.li, land.ye}


def test_a_branch_clerk_reports_the_years_party_work_once(sign_in: SignIn, land: World) -> None:
    page = sign_in("weavers")
    _opened(page, land.weavers, "党建工作")
    for act in ("登记党建工作信息", ""):
        page.locator("#pane").get_by_role("link", name="新增").first.click()
        _asked(page, "党建工作信息 · 新增")
        _box(page, "年度").fill("2025")
        _box(page, "班子成员数").fill("3")
        page.get_by_role("radiogroup", name="是否召开组织生活会").get_by_label("是", exact=True).check()
        if act:
            _done(page, act)
    _wrong(page, "一模一样的党建工作信息已经登记过，请核对后在原有一条上修改。")
    _box(page, "班子成员数").fill("4")
    _wrong(page, "该年度的党建工作信息已经登记，请在原有一条上修改。")
    page.locator("#dialog [data-close]").first.click()
    page.get_by_role("link", name="修改").click()
    _asked(page, "党建工作信息 · 修改")
    expect(_box(page, "年度")).to_have_value("2025")
    _box(page, "班子成员数").fill("4")
    _done(page, "登记党建工作信息")
    assert list(Work.objects.values_list("year", "leaders", "organisation_meeting")) == [(2025, 4, True)]
    expect(page.locator("#pane").get_by_role("button", name="新增")).to_have_attribute("aria-disabled", "true")


def test_a_committee_puts_a_weak_and_lax_branch_right(sign_in: SignIn, land: World) -> None:
    page = sign_in("mill")
    _opened(page, land.weavers, "党建工作")
    page.locator(f'a[data-dialog][href="/organisations/{land.weavers.uid}/rectify/"]').click()
    _asked(page, "软弱涣散整顿 · 新增")
    _choose(page, "主要类型", "04")
    _box(page, "认定日期").fill("2025年3月")
    _box(page, "整顿措施").fill("选派第一书记，恢复组织生活")
    _done(page, "登记软弱涣散整顿")
    _opened(page, land.weavers, "质量")
    expect(page.locator("#pane")).to_contain_text("软弱涣散 2025-03 认定，正在整顿：组织制度形同虚设")
    page.get_by_role("link", name="查看整顿情况").click()
    page.locator(".record", has_text="组织制度形同虚设").get_by_role("link", name="修改").click()
    _asked(page, "软弱涣散整顿 · 修改")
    _box(page, "销号日期").fill("20250201")
    _wrong(page, "销号日期不能早于认定日期。")
    _box(page, "销号日期").fill("20250801")
    _box(page, "整顿结果").fill("组织生活正常开展")
    _done(page, "登记软弱涣散整顿")
    _opened(page, land.weavers, "质量")
    expect(page.locator("#pane")).not_to_contain_text("软弱涣散")
    assert Rectification.objects.get().outcome == "组织生活正常开展"


def test_who_the_members_are_can_be_read_on_any_screen(sign_in: SignIn, land: World) -> None:
    page = sign_in("county")
    _opened(page, land.county, "党员构成")
    (occupations,) = [one for one in queries.composition(land.county, land.li.joined_on) if one.label == "职业"]
    table = page.get_by_role("table", name="职业")
    for share in occupations.shares:
        row = table.get_by_role("row", name=share.label)
        expect(row.get_by_role("cell").first).to_have_text(str(share.number))
