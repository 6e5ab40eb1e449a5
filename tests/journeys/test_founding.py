"""An organisation is founded in two steps (新建下级党组织): its category, then what such a one has; by keyboard, without scripts too."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from registry.organisations.models import Organisation, Standing
from tests.journeys.conftest import SignIn, faults_of, log_in
from tests.journeys.test_accessible import too_wide
from tests.world import World

WRITTEN = {
    "批准文号": "清组发〔2025〕31号", "批准建立日期": "2025.6.1", "党组织书记": "测试甲",
    "党组织联系人": "测试乙", "联系电话": "13900000009",
}  # fmt: skip
"""What every organisation is founded with, beside its name."""


def _begin(page: Page, superior: Organisation, category: str) -> None:
    """The first step, by keyboard: the category is chosen, the second form is there."""
    page.goto(f"/organisations/{superior.uid}/")
    page.locator("#pane").get_by_role("link", name="新建下级党组织").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/create/")
    assert [*faults_of(page), *too_wide(page)] == []
    page.get_by_role("radio", name=category).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Control+s")
    expect(page.get_by_role("textbox", name="党组织名称")).to_be_visible()
    assert [*faults_of(page), *too_wide(page)] == []


def _write(page: Page, values: dict[str, str]) -> None:
    for label, text in values.items():
        page.get_by_role("textbox", name=label, exact=True).focus()
        page.keyboard.press("Control+a")
        page.keyboard.type(text)


def _pick(page: Page, label: str, text: str) -> None:
    box = page.get_by_role("combobox", name=label, exact=True)
    box.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def _refused(page: Page, *sentences: str) -> None:
    page.keyboard.press("Control+s")
    for sentence in sentences:
        expect(page.locator(".form-errors")).to_contain_text(sentence)
    assert [*faults_of(page), *too_wide(page)] == []


def _founded(page: Page, name: str) -> Organisation:
    """Shown before it is made, and made as shown."""
    page.keyboard.press("Control+s")
    expect(page.locator(".plan")).to_contain_text(f"“{name}”")
    assert [*faults_of(page), *too_wide(page)] == []
    page.keyboard.press("Control+s")
    expect(page.locator("#toasts")).to_contain_text("新建下级党组织：已完成")
    made = Organisation.objects.get(name=name)
    page.goto(f"/organisations/{made.uid}/")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    return made


def test_a_branch_below_a_committee_with_a_unit(sign_in: SignIn, land: World) -> None:
    """R-146, R-155: by its document, and with three full members at least."""
    page, name = sign_in("county"), "中共清源县织造厂机修支部委员会"
    _begin(page, land.mill, "631 党支部")
    expect(page.get_by_role("combobox", name="党组织所在单位情况")).to_have_value("1 与上级党组织相同")
    _refused(page, "成立时正式党员数", "批准建立日期")
    _write(page, WRITTEN | {"党组织名称": name, "批准文号": "", "成立时正式党员数": "2", "成立时预备党员数": "4"})
    _refused(page, "成立党组织须有上级批准文件，请填写批准文号。")
    _write(page, WRITTEN)
    _refused(page, "正式党员2人，不足3人，不能单独成立党支部，应成立联合党支部。")
    assert not Organisation.objects.filter(name=name).exists()
    _write(page, {"成立时正式党员数": "3"})
    made = _founded(page, name)
    assert (made.parent, made.category, made.short_name) == (land.mill, "631", "机修支部")
    assert [link.unit.name for link in made.own_units()] == ["清源县织造厂"]
    assert made.founding_document == WRITTEN["批准文号"]
    assert str(Standing.objects.get(organisation=made).started_on) == "2025-07-01"


def test_a_joint_branch_of_two_units(sign_in: SignIn, land: World) -> None:
    page, name = sign_in("county"), "中共清源县东岭镇商贸联合支部委员会"
    _begin(page, land.town, "632 联合党支部")
    expect(page.get_by_role("combobox", name="党组织所在单位情况")).to_have_value("2 联合党支部")
    _write(page, WRITTEN | {"党组织名称": name, "成立时正式党员数": "2", "成立时预备党员数": "1"})
    _write(page, {"单位名称": "清源县东岭镇布店"})
    _refused(page, "联合党支部的所在单位情况应为“联合党支部”，须关联两个或以上单位，现有1个。")
    _write(page, {"单位名称": "清源县东岭镇布店；清源县东岭镇茶馆", "单位代码": "0"})
    _refused(page, "填了2个单位名称、1个单位代码，请一一对应；暂无代码的填0。")
    _write(page, {"单位代码": "0；0"})
    _pick(page, "单位类别", "23")
    made = _founded(page, name)
    assert [link.unit.name for link in made.own_units()] == ["清源县东岭镇布店", "清源县东岭镇茶馆"]


def test_a_general_branch(sign_in: SignIn, land: World) -> None:
    page, name = sign_in("county"), "中共清源县织造厂后勤总支部委员会"
    _begin(page, land.mill, "621 党总支部")
    _write(page, WRITTEN | {"党组织名称": name, "成立时正式党员数": "55", "成立时预备党员数": "0"})
    assert _founded(page, name).category == "621"


def test_a_committee_of_a_higher_level_is_asked_for_no_unit_and_no_members(sign_in: SignIn, land: World) -> None:
    page, name = sign_in("city"), "中国共产党安平市委员会石湖新区工作委员会"
    _begin(page, land.city, "231")
    for label in ("单位名称", "成立时正式党员数", "党组织所在单位情况"):
        expect(page.get_by_label(label, exact=True)).to_have_count(0)
    _write(page, WRITTEN | {"党组织名称": name})
    assert _founded(page, name).parent == land.city


def test_without_a_category_there_is_no_second_step(sign_in: SignIn, land: World) -> None:
    page = sign_in("county")
    page.goto(f"/organisations/{land.mill.uid}/create/")
    _refused(page, "请选择要新建的党组织类别。")


def test_it_is_founded_without_scripts_too(browser: Browser, live_server: LiveServer, land: World) -> None:
    context = browser.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    page, name = log_in(context.new_page(), "mill"), "中共清源县织造厂络筒支部委员会"
    page.goto(f"/organisations/{land.spinning.uid}/")
    page.locator("#pane").get_by_role("link", name="新建下级党组织").click()
    page.get_by_role("radio", name="631 党支部").check()
    page.get_by_role("button", name="下一步").click()
    typed = WRITTEN | {"党组织名称": name, "成立时正式党员数": "2", "成立时预备党员数": "0"}
    for label, text in typed.items():
        page.get_by_role("textbox", name=label, exact=True).fill(text)
    page.get_by_role("button", name="预演").click()
    expect(page.locator(".form-errors")).to_contain_text("正式党员2人，不足3人")
    page.get_by_role("textbox", name="成立时正式党员数").fill("5")
    page.get_by_role("button", name="预演").click()
    page.get_by_role("button", name="按预演办理").click()
    page.wait_for_url(lambda address: not address.endswith("/create/"))
    assert Organisation.objects.get(name=name).parent == land.spinning
    context.close()
