"""A post in a browser (岗位的一生): granted after its preview, lent for two weeks, handed over, looked at again, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from registry.kernel.clock import today
from registry.rights.models import Handover
from registry.security import appointments
from registry.security.models import Post, Role, User
from tests.journeys.conftest import faults_of
from tests.journeys.test_accessible import is_page, too_wide
from tests.journeys.test_accounts import enter
from tests.performances import performances
from tests.screens import addresses, sample_values
from tests.visiting import Visitor
from tests.world import World, console, open_account


def fits(page: Page) -> None:
    """The page as it stands, without what it says for a moment, keeps nobody out and fits every screen."""
    page.evaluate("document.querySelectorAll('#toasts > *').forEach(toast => toast.remove())")
    assert [*faults_of(page), *too_wide(page)] == []


def newcomer(land: World, login_name: str = "newcomer") -> User:
    """Somebody with an account and no post."""
    post = Post.objects.get(user=open_account(land.village, login_name))
    appointments.end(post, actor=console("post.end", today=today()), reason="")
    return post.user


def as_another(page: Page, login_name: str) -> None:
    """Whoever sat here has gone; somebody else signs in."""
    page.context.clear_cookies()
    enter(page, login_name)
    page.wait_for_url("**/")


def agreed(page: Page, button: str) -> None:
    """The preview is looked at and agreed to."""
    page.locator("#dialog").get_by_role("button", name="预演").click()
    expect(page.locator("#dialog").get_by_role("button", name=button)).to_be_visible()
    fits(page)
    page.locator("#dialog").get_by_role("button", name=button).click()


def test_a_post_is_granted_lent_handed_over_and_signed_for(page: Page, land: World) -> None:
    newcomer(land)
    enter(page, "province-security")
    page.goto(reverse("right.list-organisation", args=[land.mill.uid]))
    fits(page)
    page.get_by_role("link", name="授予岗位").click()
    page.get_by_label("用户登录名", exact=True).fill("newcomer")
    page.get_by_label("审批", exact=True).check()
    agreed(page, "按预演办理")
    expect(page.get_by_role("cell", name="newcomer")).to_be_visible()

    as_another(page, "newcomer")
    page.goto(reverse("right.view"))
    page.get_by_role("link", name="委托代办").click()
    page.get_by_label("代办人登录名", exact=True).fill("weavers-clerk")
    page.get_by_label("截止日期", exact=True).fill((today() + timedelta(days=14)).isoformat())
    page.get_by_label("委托原因", exact=True).fill("外出学习两周")
    fits(page)
    page.locator("#dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text("代我办理的人")).to_be_visible()

    as_another(page, "weavers-clerk")
    page.locator(".who summary").click()
    expect(page.get_by_text("切换岗位")).to_be_visible()
    fits(page)
    page.locator(".who").get_by_role("button", name="织造厂党委 审批，代办").click()
    expect(page.locator(".who-post")).to_contain_text("审批，代办")

    newcomer(land, "heir")
    as_another(page, "province-security")
    page.goto(reverse("right.list-organisation", args=[land.mill.uid]))
    page.get_by_role("row", name="newcomer").get_by_role("link", name="移交").click()
    page.get_by_label("接任人登录名", exact=True).fill("heir")
    page.get_by_label("依据和说明", exact=True).fill("工作调动")
    fits(page)
    page.locator("#dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_role("link", name="打印交接单")).to_be_visible()
    expect(page.get_by_role("cell", name="随原岗位结束")).to_be_visible()
    fits(page)
    made = Handover.objects.get()
    assert (made.post.user.login_name, made.successor.user.login_name) == ("newcomer", "heir")

    page.context.clear_cookies()
    enter(page, "newcomer")
    expect(page.get_by_text("您目前没有在任岗位")).to_be_visible()
    as_another(page, "heir")
    expect(page.locator(".who-post")).to_contain_text("织造厂党委（审批）")


def test_many_posts_are_confirmed_and_taken_back_from_the_list(page: Page, land: World) -> None:
    enter(page, "province-security")
    page.goto(reverse("post.list") + "?role=operator")
    for name in ("mill-clerk", "weavers-clerk"):
        page.get_by_role("row", name=name).get_by_role("checkbox").check()
    fits(page)
    page.get_by_role("button", name="复核：仍需保留").click()
    expect(page.get_by_text("完成 2 个")).to_be_visible()
    fits(page)
    page.get_by_role("link", name="全部岗位").click()
    page.get_by_role("row", name="weavers-clerk").get_by_role("checkbox").check()
    page.get_by_role("button", name="撤销…").click()
    fits(page)
    page.get_by_label("撤销原因", exact=True).fill("半年复核，不再需要")
    page.get_by_role("button", name="撤销这 1 个岗位").click()
    expect(page.get_by_text("完成 1 个")).to_be_visible()
    assert Post.objects.get(user__login_name="weavers-clerk").ended_on == today()


def test_ten_posts_are_switched_between_by_keyboard(page: Page, land: World) -> None:
    user = User.objects.get(login_name="mill-clerk")
    keys = (
        "weavers",
        "spinners",
        "dyers",
        "spinning",
        "town",
        "village",
        "market",
        "county",
        "city",
        "school",
        "teachers",
    )
    for key in keys:
        appointments.grant(
            getattr(land, key), actor=console("post.grant", today=today()), user=user, role=Role.OPERATOR,
            ended_on=today() + timedelta(days=30),
        )  # fmt: skip
    enter(page, "mill-clerk")
    page.wait_for_url("**/")
    page.locator(".who summary").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("button", name="织造厂党委 经办 · 现在")).to_be_focused()
    fits(page)
    page.locator(".who summary").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".who-post")).to_contain_text("织布支部（经办）")
    page.goto(reverse("post.switch"))
    expect(page.get_by_role("radio", checked=True)).to_be_focused()
    fits(page)


def test_what_is_grey_leads_to_asking_and_the_superior_answers(page: Page, land: World) -> None:
    enter(page, "mill-clerk")
    page.goto(reverse("right.view") + "?about=transfer.nation")
    fits(page)
    page.get_by_role("link", name="申请开通", exact=True).first.click()
    page.get_by_label("申请理由", exact=True).fill("外省务工党员较多")
    page.locator("#dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_text("本组织的开通申请")).to_be_visible()
    as_another(page, "province-security")
    page.goto(reverse("right.list"))
    fits(page)
    page.get_by_role("link", name="同意", exact=True).click()
    agreed(page, "按预演办理")
    as_another(page, "mill-clerk")
    page.goto(reverse("right.view"))
    expect(page.get_by_text("已开通")).to_be_visible()


@pytest.mark.parametrize("key", ["system", "security"])
def test_every_page_of_an_administrator_is_accessible_and_fits_every_screen(page: Page, land: World, key: str) -> None:
    performances()["right.ask"](land)
    visitor = Visitor.at(Post.objects.select_related("user", "organisation").get(organisation=land.province, role=key))
    users = User.objects.filter(login_name__in=("mill-clerk", "weavers-clerk"))
    values = sample_values() | {
        "uid": [land.mill.uid, *(one.uid for one in users), *Post.objects.values_list("uid", flat=True)[:3]]
    }
    paths = []
    for address in addresses():
        if not address.name.startswith(("session.", "home.view-")):
            paths += [path for path in address.examples(values) if is_page(visitor, path)][:1]
    assert len(paths) > 5
    enter(page, f"province-{key}")
    found = {}
    for path in paths:
        page.goto(path)
        if faults := [*faults_of(page), *too_wide(page)]:
            found[path] = faults
    assert found == {}
