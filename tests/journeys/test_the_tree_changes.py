"""A clerk merges, splits and moves organisations (组织变动): preview, doing, the way back, in the browser."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from registry.members.models import Member
from registry.organisations.models import Organisation, State
from registry.reorganisations import operations
from tests.journeys.conftest import SignIn, faults_of
from tests.reorganisations.performances import PAPER
from tests.world import World, clerk


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
    page.get_by_role("button", name="下一步").click()
    expect(page.locator("#dialog")).to_contain_text("请把党员和下级党组织分到各党组织")
    expect(page.locator("#dialog [role=alert]")).to_have_count(0)
    for name in ("李守田", "叶䶮杰", "单雄信"):
        page.get_by_label(f"{name}（党员）").select_option(label="中共清源县织造厂织布第二支部委员会")
    _previewed(page, "新建党组织1个", "编入其他党支部的党员3名", "应改为联合党支部")
    _done(page, "分设党组织")
    assert people(land.weavers) == {"欧阳静"}
    assert len(people(Organisation.objects.get(name="中共清源县织造厂织布第二支部委员会"))) == 3


def test_a_branch_goes_and_two_new_ones_take_its_place(sign_in: SignIn, land: World) -> None:
    """S1-43: A becomes B and C."""
    operations.merge(land.spinners, actor=clerk(land.mill), others=[land.dyers], **PAPER)
    page, first, second = sign_in("mill"), "中共清源县织造厂纺一支部委员会", "中共清源县织造厂纺二支部委员会"
    _open(page, land.spinners, "分设党组织")
    page.get_by_role("textbox", name="新建的党组织").fill(f"{first}\n{second}")
    page.get_by_label("原党组织", exact=True).select_option(label="撤销（新设分设）")
    _on_paper(page)
    page.keyboard.press("Control+s")
    expect(page.locator("#dialog")).to_contain_text("其余都分到")
    for name in ("解学文", "覃美英", "曾国兰"):
        page.get_by_label(f"{name}（党员）").select_option(label=second)
    page.keyboard.press("Control+s")
    expect(page.locator("#dialog [role=alert]").first).to_contain_text("所有党员和下级都要分到新的党组织")
    page.get_by_label("其余都分到").select_option(label=first)
    _previewed(page, "新建党组织2个", "编入其他党支部的党员7名", "撤销党组织1个")
    _done(page, "分设党组织")
    made = {one.name: one for one in Organisation.objects.filter(name__in=[first, second])}
    assert people(made[second]) == {"解学文", "覃美英", "曾国兰"}
    assert people(made[first]) == {"阿依古丽·买买提", "仇和平", "尉迟宝林", "白玛央金"}
    assert Organisation.objects.get(pk=land.spinners.pk).state == State.DISSOLVED
    assert not people(land.spinners)
    page.goto(f"/organisations/{made[first].uid}/?tab=standings")
    expect(page.locator(".timeline")).to_contain_text("清组发〔2026〕18号")


def test_a_general_branch_goes_and_its_branches_stand_below_two_new_ones(sign_in: SignIn, land: World) -> None:
    """S1-43 of an organisation with others below it."""
    page, first, second = sign_in("mill"), "中共清源县织造厂前纺总支部委员会", "中共清源县织造厂后整总支部委员会"
    _open(page, land.spinning, "分设党组织")
    page.get_by_role("textbox", name="新建的党组织").fill(f"{first}\n{second}")
    page.get_by_label("原党组织", exact=True).select_option(label="撤销（新设分设）")
    _on_paper(page)
    page.keyboard.press("Control+s")
    page.get_by_label("其余都分到").select_option(label=first)
    page.get_by_label(f"{land.dyers}（下级）").select_option(label=second)
    _previewed(page, "新建党组织2个", "改变隶属关系的党组织2个", "撤销党组织1个")
    _done(page, "分设党组织")
    above = {one.pk: one.parent.name for one in Organisation.objects.filter(pk__in=[land.spinners.pk, land.dyers.pk])}
    assert above == {land.spinners.pk: first, land.dyers.pk: second}


def test_several_branches_are_taken_in_at_once_ticked_or_looked_for(sign_in: SignIn, land: World) -> None:
    """S4-26 and S4-27, where the old system refused: 不能同时合并多个党组织."""
    everybody, page = people(land.spinners) | people(land.dyers) | people(land.weavers), sign_in("mill")
    _open(page, land.spinners, "合并党组织")
    page.get_by_label("清源县织造厂染整支部").check()
    page.get_by_role("combobox", name="其他党组织").press_sequentially("织布支部")
    page.locator("#dialog [role=option]", has_text="织布支部").click()
    _on_paper(page)
    _previewed(page, "编入其他党支部的党员7名", "撤销党组织2个")
    _done(page, "合并党组织")
    assert people(land.spinners) == everybody
    gone = Organisation.objects.filter(pk__in=[land.dyers.pk, land.weavers.pk])
    assert {one.state for one in gone} == {State.DISSOLVED}
    page.goto(f"/organisations/{land.spinners.uid}/?tab=standings")
    page.get_by_role("link", name="撤回组织变动").click()
    page.locator("#dialog").get_by_role("button", name="确定").click()
    expect(page.locator("#toasts")).to_contain_text("撤回组织变动：已完成")
    assert [len(people(one)) for one in (land.spinners, land.dyers, land.weavers)] == [4, 3, 4]


def test_what_cannot_be_merged_is_said_before_anything_happens(sign_in: SignIn, land: World) -> None:
    page = sign_in("mill")
    _open(page, land.spinners, "合并党组织")
    _on_paper(page)
    page.keyboard.press("Control+s")
    expect(page.locator("#dialog [role=alert]").first).to_contain_text("请选择要并入的党组织，可以一次选几个")
    page.get_by_role("combobox", name="其他党组织").press_sequentially("纺纱总支部")
    page.locator("#dialog [role=option]", has_text="纺纱总支部").first.click()
    page.keyboard.press("Control+s")
    expect(page.locator("#dialog [role=alert]").first).to_contain_text("不能把上级并入下级")
    assert faults_of(page) == []


def test_a_general_branch_rises_to_a_committee(sign_in: SignIn, land: World) -> None:
    """S4-23."""
    page = sign_in("mill")
    _open(page, land.spinning, "更改组织类别")
    page.get_by_role("combobox", name="组织类别").fill("611")
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="党组织名称").fill("中共清源县织造厂纺纱分厂委员会")
    _on_paper(page)
    _previewed(page, "改变名称或类别的党组织1个")
    _done(page, "更改组织类别")
    expect(page.get_by_role("heading", level=1)).to_have_text("中共清源县织造厂纺纱分厂委员会")
    assert Organisation.objects.get(pk=land.spinning.pk).category == "611"


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
    expect(refused).to_have_accessible_description(re.compile("上级党组织"))


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
