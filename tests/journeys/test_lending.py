"""Lending in a browser (导出借阅): asked for in full, agreed to by another, fetched, destroyed; overdue, and a leak traced."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from registry.jobs.models import Task
from registry.jobs.progress import SILENT
from registry.jobs.queue import asker
from registry.lending import jobs, operations
from registry.lending.models import Loan
from registry.security.models import Role
from tests.journeys.conftest import faults_of, log_in
from tests.lending.performances import TERMS, new_loan, wanted
from tests.world import PASSWORD, World, clerk, identity_number, open_account

NUMBER = identity_number("19620305", "男")


def looked_at(page: Page) -> None:
    """The page as it stands keeps nobody out, and fits a telephone."""
    assert faults_of(page) == []
    for width, height in ((390, 844), (1366, 768)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def filled(page: Page) -> None:
    """What a copy is for, typed with the keys alone."""
    page.get_by_label("用途", exact=True).select_option("report")
    page.get_by_label("用途说明", exact=True).fill("报市委组织部核对")
    page.get_by_label("提供给", exact=True).fill("市委组织部")


def enter(page: Page, login: str) -> None:
    page.context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_label("登录名或手机号", exact=True).fill(login)
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("**/")


def test_a_small_masked_list_is_one_dialog_and_a_file(page: Page, land: World, tmp_path: Path) -> None:
    log_in(page, "county")
    page.goto(reverse("member.list") + "?below=1")
    page.get_by_role("link", name="导出", exact=True).click()
    expect(page.get_by_role("heading", name="导出党员名册")).to_be_visible()
    looked_at(page)
    filled(page)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="导出", exact=True).click()
    downloading.value.save_as(tmp_path / "名册.xlsx")
    rows = list(openpyxl.load_workbook(tmp_path / "名册.xlsx").worksheets[0].iter_rows(values_only=True))
    assert Loan.objects.get().number in str(rows[0][0])
    assert NUMBER not in str(rows)


def test_numbers_in_full_are_agreed_to_by_another_fetched_and_destroyed(
    page: Page, land: World, tmp_path: Path
) -> None:
    open_account(land.county, "county-second")
    log_in(page, "county")
    page.goto(reverse("member.list") + "?below=1")
    page.get_by_role("link", name="导出", exact=True).click()
    filled(page)
    page.get_by_role("checkbox", name="公民身份号码").check()
    page.get_by_role("button", name="导出", exact=True).click()
    expect(page.get_by_text("已送审批")).to_be_visible()
    looked_at(page)
    loan = Loan.objects.get()

    enter(page, "county-second")
    page.goto(reverse("loan.list") + "?state=asked")
    looked_at(page)
    page.get_by_role("link", name=loan.number).click()
    page.get_by_role("link", name="批准导出", exact=True).click()
    page.get_by_role("button", name="预演").click()
    expect(page.get_by_text("合计：清源县委的党员17人")).to_be_visible()
    looked_at(page)
    page.get_by_role("button", name=re.compile("^按预演")).click()
    expect(page.locator(".tag", has_text="制作中")).to_be_visible()
    task = Task.of("loan.make", loan.pk)
    assert task
    jobs.make(loan.pk, asker(task), SILENT)

    enter(page, "county-clerk")
    page.goto(reverse("loan.view", args=[loan.uid]))
    looked_at(page)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="下载").click()
    downloading.value.save_as(tmp_path / "名册.xlsx")
    rows = openpyxl.load_workbook(tmp_path / "名册.xlsx").worksheets[0].iter_rows(values_only=True)
    assert NUMBER in [cell for row in rows for cell in row]
    page.reload()
    page.get_by_role("link", name="归还或销毁", exact=True).click()
    expect(page.get_by_role("radio", name="已销毁")).to_be_checked()
    looked_at(page)
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".tag", has_text="已销毁")).to_be_visible()
    page.reload()  # the toast is looked at elsewhere
    looked_at(page)


@pytest.fixture
def late(land: World) -> Loan:
    """A list the county should have brought back long ago."""
    borrower = clerk(land.county)
    content = wanted(borrower, land.county, ())
    return operations.ask(new_loan(land.county), actor=borrower, content=content, terms=TERMS)


def test_what_is_overdue_is_seen_by_borrower_and_auditor_and_a_leak_is_traced(page: Page, late: Loan) -> None:
    log_in(page, "county")
    page.get_by_role("link", name="去登记").click()
    expect(page.locator(".tag", has_text="逾期")).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name=late.number).click()
    looked_at(page)

    enter(page, f"province-{Role.AUDIT}")
    page.get_by_role("link", name="借阅监督").first.click()
    page.get_by_label("状态").select_option("overdue")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("link", name=late.number)).to_be_visible()
    looked_at(page)
    page.get_by_role("link", name="泄露溯源").first.click()
    looked_at(page)
    assert late.file
    leaked = {"name": "名单.xlsx", "mimeType": "application/zip", "buffer": late.file.read()}
    page.get_by_label("外泄的表格", exact=True).set_input_files(leaked)  # type: ignore[arg-type]
    page.get_by_role("button", name="比对").click()
    expect(page.get_by_role("link", name=late.number)).to_be_visible()
    looked_at(page)
    page.goto(reverse("loan.trace"))
    page.get_by_label("或粘贴其中的行", exact=True).fill("张三\t某支部\n李四\t某支部")
    page.get_by_role("button", name="比对").click()
    expect(page.get_by_text("没有相符的借阅")).to_be_visible()
    looked_at(page)
