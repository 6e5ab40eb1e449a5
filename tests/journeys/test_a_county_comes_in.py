"""A county hands in its two sheets (一个县的两张表): in the browser from upload to the returned workbook, then taken back."""

from __future__ import annotations

import io
from pathlib import Path
from threading import Thread

import openpyxl
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Page, expect

from registry.members.identities import index_of
from registry.members.models import Member
from registry.organisations.models import Organisation
from tests.intake.county import County, faulty, identity_of
from tests.journeys.conftest import SignIn, faults_of
from tests.world import World


def _work() -> None:
    """The worker does what is in the queue, in a thread of its own as it is a process of its own."""

    def run() -> None:
        call_command("worker", once=True)
        connections.close_all()

    thread = Thread(target=run)
    thread.start()
    thread.join()


def _upload(page: Page, file: Path) -> None:
    """To the rehearsal, with nothing but keys once the file is chosen."""
    page.goto("/intake/upload/")
    page.locator("#id_file").set_input_files(file)
    page.get_by_role("button", name="上传并体检").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/intake/0*/")
    _work()
    _work()
    expect(page.locator(".tallies")).to_be_visible(timeout=15_000)


def _load(page: Page) -> None:
    page.keyboard.press("Control+s")
    expect(page.get_by_role("heading", name="正在导入")).to_be_visible()
    _work()
    expect(page.get_by_text("已导入", exact=False).first).to_be_visible(timeout=15_000)


def _mend_a_number(page: Page, county: County) -> str:
    """Put the number with the wrong check digit right: a slip of the finger is refused on the spot, then it is right."""
    row = page.locator("tr", has_text="R-019").first
    expect(row).to_contain_text("校验位应为")
    number = int(row.locator("td").first.inner_text())
    wrong = str(county.members[number - 2][4])
    row.get_by_role("link", name="改这一格").focus()
    page.keyboard.press("Enter")
    dialog = page.locator("#dialog")
    expect(dialog).to_contain_text("校验位应为")
    assert faults_of(page) == []
    page.keyboard.type(wrong[:-2])
    page.keyboard.press("Control+s")
    expect(dialog.locator(".field-error").first).to_contain_text("现为16位")
    dialog.locator("#id_value").fill("")
    page.keyboard.type(identity_of(wrong))
    page.keyboard.press("Control+s")
    expect(dialog).to_be_hidden()
    expect(page.locator("tr", has_text="R-019").filter(has_text=f"{number}")).to_have_count(0)
    return identity_of(wrong)


def test_a_county_is_taken_in_mended_returned_and_taken_back(sign_in: SignIn, land: World, tmp_path: Path) -> None:
    sheets, county = {}, faulty()
    for name, content in county.workbooks().items():
        sheets[name] = tmp_path / f"{name}.xlsx"
        sheets[name].write_bytes(content)
    page = sign_in("city")
    before = Member.objects.count()

    _upload(page, sheets["organisations"])
    assert faults_of(page) == []
    _load(page)
    assert Organisation.objects.filter(name="中国共产党青石县委员会").exists()

    _upload(page, sheets["members"])
    mended = _mend_a_number(page, county)
    _load(page)
    assert faults_of(page) == []
    assert Member.objects.count() > before
    assert Member.objects.filter(identity__index=index_of(mended)).exists()

    with page.expect_download() as download:
        page.get_by_role("link", name="需修改").click()
    returned = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert "导入结果" in [cell.value for cell in returned.active[1]]

    page.get_by_role("link", name="整批撤回").click()
    page.locator("#dialog").get_by_role("button", name="确定").click()
    expect(page.get_by_role("heading", name="已撤回")).to_be_visible()
    assert Member.objects.count() == before
