"""Accounts in a browser (账号): opened from a workbook, activated, slowed at the door, recovered, locked and proved anew."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from registry.accounts import operations
from registry.accounts.models import Session
from registry.accounts.signing import IDLE
from registry.security.models import Post, Role, User
from registry.security.proving import LASTS
from tests.accounts.keys import digits_now
from tests.accounts.test_activation import digits
from tests.accounts.test_sheets import CODE, person, workbook
from tests.journeys.conftest import faults_of
from tests.support.writing import writing
from tests.world import FOUNDED, PASSWORD, World, account_form, console

NEW = "Walnut-on-7-rivers"


@pytest.fixture
def letterbox(settings: Settings, tmp_path: Path) -> Path:
    """Where messages arrive in this test."""
    settings.VAR = tmp_path
    return tmp_path / "messages.jsonl"


def enter(page: Page, login: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in/")
    page.get_by_label("登录名或手机号", exact=True).fill(login)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def looked_at(page: Page) -> None:
    """The page as it stands has nothing that keeps anybody out, and fits a telephone."""
    assert faults_of(page) == []
    for width, height in ((390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_a_countys_accounts_are_opened_from_a_workbook_and_one_is_activated(
    page: Page, land: World, letterbox: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "用户.xlsx"
    sheet.write_bytes(workbook(person(700, land.city.name, "测试甲"), person(701, land.county.name, "测试乙")))
    enter(page, "province-system")
    page.get_by_role("link", name="用户").first.click()
    page.get_by_role("link", name="批量开通").click()
    looked_at(page)
    page.locator("input[type=file]").set_input_files(sheet)
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.get_by_text("1 人可以开通，1 人有问题")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="开通 1 人").click()
    expect(page.get_by_text("已开通 1 人")).to_be_visible()
    page.get_by_role("button", name="短信发送授权码").click()
    expect(page.locator(".toast", has_text="已向1人的手机发送授权码。")).to_be_visible()
    page.reload()
    looked_at(page)
    page.get_by_role("link", name="测试甲").click()
    looked_at(page)

    code = CODE.search(json.loads(letterbox.read_text(encoding="utf-8"))["text"])
    assert code
    items = account_form(700)
    page.context.clear_cookies()
    page.goto("/activate/")
    looked_at(page)
    for label, text in (
        ("登录名或手机号", items["phone"]),
        ("授权码", code[0]),
        ("姓名", "测试甲"),
        ("公民身份号码", items["identity_number"]),
    ):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_role("button", name="获取短信验证码").click()
    page.get_by_label("短信验证码", exact=True).fill(digits(letterbox))
    page.get_by_label("新密码", exact=True).fill("short")
    expect(page.locator('[data-demand="length"]')).to_have_attribute("data-met", "false")
    page.get_by_label("新密码", exact=True).fill(NEW)
    expect(page.locator('[data-demand="length"]')).to_have_attribute("data-met", "true")
    page.get_by_label("再输一次", exact=True).fill(NEW)
    looked_at(page)
    page.get_by_role("button", name="激活", exact=True).click()
    expect(page.get_by_text("激活成功")).to_be_visible()
    with writing():
        user = User.objects.get(name="测试甲")
        Post.objects.create(user=user, organisation=land.city, role=Role.OPERATOR, started_on=FOUNDED)
    enter(page, items["phone"], NEW)
    expect(page.get_by_role("heading", name="我的组织")).to_be_visible()


def test_slips_are_printed_and_the_page_goes_on(page: Page, land: World) -> None:
    operations.open_user(land.city, actor=console(), items=account_form(710, name="测试丙"))
    enter(page, "province-system")
    page.goto(reverse("user.list") + "?status=opened")
    page.get_by_role("checkbox", name="全选本页").check()
    with page.expect_response(re.compile("/users/issue/")) as answered:
        page.get_by_role("button", name="签发授权码并打印").click()
    assert answered.value.headers["content-type"] == "application/pdf"


def test_whoever_is_locked_out_recovers_with_a_code_and_the_question_can_be_read_aloud(
    page: Page, land: World, letterbox: Path
) -> None:
    enter(page, "weavers-clerk")
    page.goto(reverse("factor.enrol"))
    secret = page.locator(".enrol .mono").inner_text()
    page.get_by_label("动态口令", exact=True).fill(digits_now(secret))
    looked_at(page)
    page.get_by_role("button", name="绑定", exact=True).click()
    code = page.locator(".codes li").first.inner_text()
    looked_at(page)
    page.context.clear_cookies()
    for _ in range(3):
        enter(page, "weavers-clerk", "wrong")
        expect(page.get_by_text("登录名或密码不正确")).to_be_visible()
    expect(page.get_by_text("可以改填算式的得数")).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="找回密码").click()
    looked_at(page)
    page.get_by_label("登录名或手机号", exact=True).fill("weavers-clerk")
    page.get_by_label("恢复码", exact=True).fill(code)
    page.get_by_label("新密码", exact=True).fill(NEW)
    page.get_by_label("再输一次", exact=True).fill(NEW)
    page.get_by_role("button", name="用恢复码更换密码").click()
    expect(page.get_by_text("密码已更换")).to_be_visible()
    assert not Session.objects.filter(user__login_name="weavers-clerk", ended_at=None).exists()


def test_a_passkey_is_registered_enters_and_proves(
    page: Page, land: World, letterbox: Path, live_server: LiveServer
) -> None:
    """With the virtual authenticator of the browser: a key needs a host with a name."""
    at_home = live_server.url.replace("127.0.0.1", "localhost")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"automaticPresenceSimulation": True}})
    page.goto(f"{at_home}/sign-in/")
    page.get_by_label("登录名或手机号", exact=True).fill("province-system")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.goto(f"{at_home}{reverse('factor.register')}")
    looked_at(page)
    page.get_by_label("名称", exact=True).fill("办公室的钥匙")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    page.goto(f"{at_home}{reverse('factor.list')}")
    expect(page.get_by_text("办公室的钥匙")).to_be_visible()
    looked_at(page)

    page.context.clear_cookies()
    page.goto(f"{at_home}/sign-in/")
    page.get_by_label("登录名或手机号", exact=True).fill("province-system")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    looked_at(page)
    page.get_by_role("button", name="用通行密钥验证").click()
    page.wait_for_url(f"{at_home}/")

    _older(proved_at=LASTS * 2)
    page.goto(f"{at_home}{reverse('user.open')}")
    expect(page.get_by_role("heading", name="再次验证身份").last).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name="用通行密钥验证").click()
    expect(page.get_by_label("拟任岗位", exact=True)).to_be_visible()


def _older(**by: object) -> None:
    from django.db.models import F

    Session.objects.update(**{name: F(name) - age for name, age in by.items()})


def test_what_was_typed_into_a_dialog_survives_the_proof(page: Page, land: World) -> None:
    enter(page, "province-system")
    page.goto(reverse("user.list"))
    page.get_by_role("link", name="开通用户").click()
    items = account_form(720)
    page.get_by_label("姓名", exact=True).fill("测试丁")
    page.get_by_label("公民身份号码", exact=True).fill(items["identity_number"])
    page.get_by_label("手机号", exact=True).fill(items["phone"])
    _older(proved_at=LASTS * 2)
    page.get_by_role("button", name="开通", exact=True).click()
    expect(page.get_by_role("heading", name="再次验证身份").last).to_be_visible()
    looked_at(page)
    page.get_by_label("您的密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="验证并继续").click()
    expect(page.get_by_role("heading", name="测试丁")).to_be_visible()


def test_the_screen_locks_itself_and_the_password_brings_everything_back(
    page: Page, land: World, browser: Browser
) -> None:
    page.clock.install()
    enter(page, "mill-clerk")
    page.goto(reverse("member.maintain", args=[land.li.uid]))
    page.get_by_label("户籍所在地").fill("江川省")
    page.clock.run_for("15:00")
    expect(page.get_by_role("heading", name="已锁定")).to_be_visible()
    expect(page.get_by_role("heading", name="编辑 李守田")).to_be_hidden()
    assert faults_of(page) == []
    page.get_by_label("密码", exact=True).fill("wrong")
    page.get_by_role("button", name="解锁").click()
    expect(page.get_by_text("密码不正确")).to_be_visible()
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="解锁").click()
    expect(page.get_by_label("户籍所在地")).to_have_value("江川省")
    assert Session.objects.filter(user__login_name="mill-clerk", ended_at=None).exists()
    assert IDLE.total_seconds() == 900


def test_the_pages_of_ones_own_account_are_accessible(page: Page, land: World) -> None:
    enter(page, "weavers-clerk")
    for name in ("session.list", "password.change", "factor.list"):
        page.goto(reverse(name))
        looked_at(page)
