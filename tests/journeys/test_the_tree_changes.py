"""A clerk merges, splits and moves organisations (组织变动): preview, doing, the way back, in the browser."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from registry.members.models import Member
from registry.organisations.models import Organisation, State
from tests.journeys.conftest import SignIn, faults_of
from tests.world import World


def _open(page: Page, organisation: Organisation, entry: str) -> None:
    """The dialog of that entry in the menu of the organisation's file, with nothing but keys."""
    page.goto(f"/organisations/{organisation.uid}/")
    page.locator("#pane summary", has_text="更多").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name=entry, exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name=entry)).to_be_visible()


def _on_paper(page: Page) -> None:
    page.get_by_label("批准文号").fill("清组发〔2026〕18号")
    page.get_by_label("变动原因").fill("机构改革")


def _previewed(page: Page, *sums: str) -> None:
    page.keyboard.press("Control+s")
    plan = page.locator("#dialog .plan")
    for words in sums:
        expect(plan).to_contain_text(words)
    assert faults_of(page) == []


def _done(page: Page, entry: str) -> None:
    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text(f"{entry}：已完成")


def people(organisation: Organisation) -> set[str]:
    return set(Member.objects.filter(organisation=organisation).values_list("name", flat=True))


def test_one_branch_is_merged_into_another_and_it_is_taken_back(sign_in: SignIn, land: World) -> None:
    both, page = people(land.spinners) | people(land.dyers), sign_in("mill")
    _open(page, land.spinners, "合并党组织")
    page.get_by_label("清源县织造厂染整支部").check()
    _on_paper(page)
    _previewed(page, "编入其他党支部的党员3名", "撤销党组织1个")
    assert Organisation.objects.get(pk=land.dyers.pk).state == State.ACTIVE
    _done(page, "合并党组织")
    assert people(land.spinners) == both
    page.goto(f"/organisations/{land.spinners.uid}/?tab=standings")
    expect(page.locator(".timeline")).to_contain_text("清源县织造厂染整支部")
    expect(page.get_by_role("link", name="撤回组织变动")).to_be_visible()

    page.goto(f"/organisations/{land.dyers.uid}/?tab=standings")
    expect(page.locator(".timeline")).to_contain_text("清组发〔2026〕18号")
    page.get_by_role("link", name="撤回组织变动").click()
    page.locator("#dialog").get_by_role("button", name="确定").click()
    expect(page.locator("#toasts")).to_contain_text("撤回组织变动：已完成")
    assert Organisation.objects.get(pk=land.dyers.pk).state == State.ACTIVE
    assert len(people(land.dyers)) == 3


def test_two_branches_become_a_new_one(sign_in: SignIn, land: World) -> None:
    both, page = people(land.spinners) | people(land.dyers), sign_in("mill")
    _open(page, land.spinning, "新设合并")
    page.get_by_label("清源县织造厂细纱支部").check()
    page.get_by_label("清源县织造厂染整支部").check()
    page.get_by_role("textbox", name="党组织名称").fill("中共清源县织造厂纺染支部委员会")
    for label, text in (("组织类别", "631"), ("党组织所在单位情况", "与上级")):
        page.get_by_role("combobox", name=label).fill(text)
        page.keyboard.press("Enter")
    for label in ("党组织书记", "党组织联系人"):
        page.get_by_role("textbox", name=label).fill("测试丙")
    page.get_by_role("textbox", name="联系电话").fill("19900000031")
    _on_paper(page)
    _previewed(page, "新建党组织1个", "编入其他党支部的党员7名", "撤销党组织2个")
    _done(page, "新设合并")
    expect(page.get_by_role("heading", level=1)).to_have_text("中共清源县织造厂纺染支部委员会")
    assert people(Organisation.objects.get(name="中共清源县织造厂纺染支部委员会")) == both


def test_a_branch_is_split_and_members_are_dealt_out_on_one_screen(sign_in: SignIn, land: World) -> None:
    page = sign_in("mill")
    _open(page, land.weavers, "分设党组织")
    page.get_by_role("textbox", name="新建的党组织").fill("中共清源县织造厂织布第二支部委员会")
    _on_paper(page)
    page.keyboard.press("Control+s")
    expect(page.locator("#dialog [role=alert]").first).to_contain_text("有 1 处需要处理")
    expect(page.locator("#dialog")).to_contain_text("分到各党组织")
    for name in ("李守田", "叶䶮杰", "单雄信"):
        page.get_by_label(f"{name}（党员）").select_option(label="中共清源县织造厂织布第二支部委员会")
    _previewed(page, "新建党组织1个", "编入其他党支部的党员3名", "应改为联合党支部")
    _done(page, "分设党组织")
    assert people(land.weavers) == {"欧阳静"}
    assert len(people(Organisation.objects.get(name="中共清源县织造厂织布第二支部委员会"))) == 3


def test_a_committee_moves_with_all_it_holds(sign_in: SignIn, land: World) -> None:
    page = sign_in("county")
    _open(page, land.spinning, "改变隶属关系")
    page.get_by_role("combobox", name="新的上级党组织").press_sequentially("东岭镇党委")
    page.locator("#dialog [role=option]", has_text="东岭镇党委").first.click()
    _on_paper(page)
    _previewed(page, "改变隶属关系的党组织3个", "随所在党组织调整的党员7名")
    _done(page, "改变隶属关系")
    assert Organisation.objects.get(pk=land.spinning.pk).parent == land.town


def test_a_node_of_the_tree_offers_what_may_be_done_to_it(sign_in: SignIn, land: World) -> None:
    page = sign_in("mill")
    page.goto("/organisations/")
    row = page.locator(f"#n{land.weavers.pk}")
    row.locator(".tree-name").click(button="right")
    expect(row.get_by_role("link", name="改变隶属关系")).to_be_visible()
    assert faults_of(page) == []
    row.get_by_role("link", name="撤销党组织").click()
    expect(page.get_by_role("dialog", name="撤销党组织")).to_be_visible()
    own = page.locator(f"#n{land.mill.pk}")
    page.keyboard.press("Escape")
    own.locator(".tree-name").first.click(button="right")
    refused = own.get_by_role("button", name="撤销党组织")
    expect(refused).to_have_attribute("title", re.compile("上级党组织"))


def test_what_is_entered_late_is_said_to_be_late(sign_in: SignIn, land: World) -> None:
    page = sign_in("mill")
    _open(page, land.spinners, "合并党组织")
    page.get_by_label("清源县织造厂染整支部").check()
    page.get_by_role("textbox", name="生效日期").fill("2025-09-25")
    _on_paper(page)
    _previewed(page, "应于2025-10-22前完成系统维护，现已超过")


def test_what_is_wrong_is_said_in_the_dialog_and_nothing_is_lost(sign_in: SignIn, land: World) -> None:
    page = sign_in("mill")
    _open(page, land.weavers, "撤销党组织")
    _on_paper(page)
    page.keyboard.press("Control+s")
    expect(page.locator("#dialog [role=alert]").first).to_contain_text("须先转出或并入其他党组织：党员4名")
    expect(page.get_by_label("批准文号")).to_have_value("清组发〔2026〕18号")
    assert faults_of(page) == []
