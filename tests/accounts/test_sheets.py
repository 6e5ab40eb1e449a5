"""Opening many accounts at once (批量开通), codes on paper (交付单), and the first three of a node (S17)."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from pytest_django import Settings

from registry.accounts import activation, operations, sheets
from registry.accounts.models import ActivationCode
from registry.kernel.refusals import Refused
from registry.organisations.models import Organisation
from registry.security.models import AuditEntry, Post, Role, User, UserStatus
from tests.screens import signed_in
from tests.world import World, account_form, console, identity_number

CODE = re.compile(r"(?:[2-9A-HJ-NP-Z]{4}-){5}[2-9A-HJ-NP-Z]{4}")


def workbook(*rows: tuple[str, ...]) -> bytes:
    """The template, filled in."""
    book = openpyxl.load_workbook(io.BytesIO(sheets.empty()))
    for row in rows:
        book["用户"].append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def person(number: int, place: str, name: str = "测试乙", role: str = "经办") -> tuple[str, ...]:
    items = account_form(number)
    return (name, items["identity_number"], items["phone"], place, role)


@pytest.fixture
def system(world: World, settings: Settings, tmp_path: Path) -> Client:
    """The province's system post at its desk, and a letterbox for messages."""
    settings.VAR = tmp_path
    return signed_in(User.objects.get(login_name="province-system"))


def judged(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("用户.xlsx", content)
    return client.post(reverse("user.open-many"), {"sheet": file}).context


def test_every_row_is_judged_before_anything_is_opened(system: Client, world: World) -> None:
    taken = User.objects.get(login_name="mill-clerk")
    context = judged(system, workbook(
        person(600, world.province.name), person(601, world.city.short_name), person(602, world.city.code, role=""),
        person(603, world.county.name), person(604, ""), person(605, world.city.name, role="站长"),
        person(600, world.city.name), ("测试甲", str(taken.identity_number), "19900006060", world.city.name, ""),
        ("", "990001197503120011", "13900", world.city.name, ""),
    ))  # fmt: skip
    said = [" ".join(line.findings) for line in context["lines"]]
    assert said[:3] == ["", "", ""]
    for found, words in zip(
        said[3:], ("直接下级", "请填写党组织", "岗位应为", "与第2行的身份证号相同", "已有账号", "手机号"), strict=True
    ):
        assert words in found
    assert (context["good"], context["bad"]) == (3, 6)
    assert not User.objects.filter(name="测试乙").exists()


def test_the_good_rows_are_opened_each_as_an_act_of_its_own(system: Client, world: World) -> None:
    content = workbook(person(600, world.province.name), person(601, world.city.name), person(602, world.county.name))
    kept = judged(system, content)["kept"]
    before = AuditEntry.objects.filter(function="user.open").count()
    answer = system.post(reverse("user.open-many"), {"kept": str(kept)})
    assert [user.organisation for user in answer.context["done"]] == [world.province, world.city]
    assert AuditEntry.objects.filter(function="user.open").count() == before + 2
    assert {user.wanted_role for user in answer.context["done"]} == {"operator"}
    again = system.post(reverse("user.open-many"), {"kept": str(kept)})
    assert again.context["done"] == []


def test_a_sheet_without_its_columns_says_which(system: Client, world: World) -> None:
    book = openpyxl.Workbook()
    book.active.append(("姓名", "手机号", "备注"))
    book.active.append(("测试乙", "19900000001", ""))
    made = io.BytesIO()
    book.save(made)
    errors = judged(system, made.getvalue())["form"].errors["sheet"]
    assert "公民身份号码、党组织" in errors[0]


def test_what_is_no_workbook_is_refused_in_a_sentence(system: Client, world: World) -> None:
    assert judged(system, b"not a workbook")["form"].errors["sheet"]


def test_more_people_than_one_sheet_may_hold_are_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST", 1)
    with pytest.raises(Refused, match="拆成几个工作簿"):
        sheets.read(workbook(person(600, "甲"), person(601, "甲")), "用户.xlsx", [world.province])


def test_slips_carry_a_code_each_that_works_and_is_nowhere_afterwards(system: Client, world: World) -> None:
    people = [operations.open_user(world.city, actor=console(), items=account_form(610 + n)) for n in range(5)]
    answer = system.post(reverse("user.issue"), {"pick": [str(one.uid) for one in people], "by": "slip"})
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = "".join(page.extract_text() for page in pages)
    codes = CODE.findall(text)
    assert (len(pages), len(codes), len(set(codes))) == (2, 5, 5)
    for user, code in zip(people, codes, strict=True):
        assert activation.request_of(user, code, user.name, str(user.identity_number)) is not None
    assert str(people[0].identity_number) not in text and str(people[0].phone) not in text
    entry = AuditEntry.objects.filter(function="user.issue").latest("pk")
    assert not CODE.search(json.dumps(entry.detail))


def test_a_code_by_message_goes_to_the_telephone_of_the_account(system: Client, world: World, tmp_path: Path) -> None:
    user = operations.open_user(world.city, actor=console(), items=account_form(620))
    assert system.post(reverse("user.issue"), {"pick": str(user.uid), "by": "message"}).status_code == 302
    sent = json.loads((tmp_path / "messages.jsonl").read_text(encoding="utf-8"))
    assert sent["phone"] == str(user.phone) and CODE.search(sent["text"])


def test_codes_are_issued_only_to_those_in_sight_who_wait_for_one(system: Client, world: World) -> None:
    active = User.objects.get(login_name="mill-clerk")
    answer = system.post(reverse("user.issue"), {"pick": [str(active.uid), "nonsense"], "by": "slip"})
    assert answer.status_code == 403 and "待激活" in answer.content.decode()
    assert not ActivationCode.objects.filter(user=active, used_at=None).exists()


def test_a_user_is_found_by_what_one_knows_and_no_number_is_in_the_address(system: Client, world: World) -> None:
    user = operations.open_user(world.city, actor=console(), items=account_form(630, name="测试丁"))
    for text in ("测试丁", user.login_name, str(user.phone), str(user.identity_number)):
        address = system.post(reverse("user.list"), {"q": text})["Location"]
        assert text not in address
        shown = system.get(address)
        assert [row.pk for row in shown.context["list"].page.rows] == [user.pk]
        assert str(user.identity_number) not in shown.content.decode().replace(f"查找：{text}", "").replace(
            f'value="{text}"', ""
        )


def test_a_users_file_leaves_its_trace_and_shows_masks_alone(system: Client, world: World) -> None:
    user = operations.open_user(world.city, actor=console(), items=account_form(640))
    page = system.get(reverse("user.view", args=[user.uid])).content.decode()
    assert user.identity_mask in page and str(user.identity_number) not in page and str(user.phone) not in page
    entry = AuditEntry.objects.latest("pk")
    assert (entry.function, entry.outcome, entry.subject_id) == ("user.view", "read", user.pk)


def three(**changes: str) -> dict[str, str]:
    people = {
        role.value: ",".join((f"测试{role.label}"[:8], identity_number("19800101", "男", 20 + n), f"1990001000{n}"))
        for n, role in enumerate((Role.SYSTEM, Role.SECURITY, Role.AUDIT))
    }
    return people | changes


def test_a_fresh_node_gets_its_first_three_by_codes_at_the_console(world: World) -> None:
    said = io.StringIO()
    with pytest.raises(CommandError, match="已有管理员账号"):
        call_command("open_first_accounts", stdout=said, **three())
    _without_posts()
    call_command("open_first_accounts", stdout=said, **three())
    codes = CODE.findall(said.getvalue())
    made = list(User.objects.order_by("-pk")[:3])
    assert len(codes) == 3 and {user.status for user in made} == {UserStatus.OPENED}
    assert {post.role for post in Post.objects.filter(user__in=made)} == {Role.SYSTEM, Role.SECURITY, Role.AUDIT}


def _without_posts() -> None:
    from tests.support.writing import writing

    with writing():
        Post.objects.filter(role__in=(Role.SYSTEM, Role.SECURITY, Role.AUDIT)).delete()


@pytest.mark.parametrize("written", ["测试甲", "测试甲,123,19900010000", "测试甲,990001198001010411,12345"])
def test_what_is_written_wrongly_for_the_first_three_is_said(written: str, world: World) -> None:
    _without_posts()
    with pytest.raises(CommandError, match="系统管理员："):
        call_command("open_first_accounts", stdout=io.StringIO(), **three(system=written))
    assert not Post.objects.filter(role=Role.SYSTEM).exists()


FOUNDING = {
    "name": "中国共产党岭南省委员会",
    "category": "121",
    "founded_on": "1949-10-01",
    "founding_document": "中发〔1949〕1号",
    "secretary": "测试甲",
    "contact": "测试乙",
    "phone": "19900000001",
}


@pytest.mark.django_db(transaction=True)
def test_a_node_with_nothing_in_it_begins_with_its_top_organisation_and_three_people() -> None:
    call_command("flush", verbosity=0, interactive=False, allow_cascade=True)
    assert not Organisation.objects.exists()
    with pytest.raises(CommandError, match="一并建立"):
        call_command("open_first_accounts", stdout=io.StringIO(), **three())
    with pytest.raises(CommandError, match="组织类别"):
        call_command("open_first_accounts", stdout=io.StringIO(), **three(), **FOUNDING | {"category": "无此类别"})
    assert not Organisation.objects.exists()
    said = io.StringIO()
    call_command("open_first_accounts", stdout=said, **three(), **FOUNDING)
    top = Organisation.objects.get()
    assert (top.name, top.parent) == ("中国共产党岭南省委员会", None)
    assert len(CODE.findall(said.getvalue())) == 3 == Post.objects.filter(organisation=top).count()


def test_a_second_top_organisation_is_not_made_beside_the_first(world: World) -> None:
    _without_posts()
    with pytest.raises(CommandError, match="已有顶级党组织“中国共产党全国测试委员会”"):
        call_command("open_first_accounts", stdout=io.StringIO(), **three(), **FOUNDING)
