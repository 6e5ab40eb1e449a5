"""The owner is told what became of his account (安全提示, S12): by message, and on his desk when he is next in."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from registry.accounts.models import Notice
from registry.security.models import User
from tests import declarations
from tests.performances import performances
from tests.screens import signed_in
from tests.world import PASSWORD, World

Capture = Callable[..., AbstractContextManager[list[Any]]]
TELLING = {
    "password.change": "密码刚刚修改", "user.recover": "通过“找回密码”更换", "user.reset": "已由上级重置",
    "factor.enrol": "绑定了动态口令", "factor.register": "登记了一个通行密钥", "factor.draw": "恢复码刚刚重新生成",
    "factor.remove": "解除了一种二次验证",
}  # fmt: skip


@pytest.fixture
def letterbox(settings: Settings, tmp_path: Path) -> Path:
    settings.VAR = tmp_path
    return tmp_path / "messages.jsonl"


def sent(letterbox: Path) -> list[str]:
    return [json.loads(line)["text"] for line in letterbox.read_text(encoding="utf-8").splitlines()]


def enter(user: User, address: str, agent: str) -> Client:
    client = Client(REMOTE_ADDR=address, HTTP_USER_AGENT=agent)
    answer = client.post(reverse("session.open"), {"login": user.login_name, "password": PASSWORD})
    assert answer.status_code == 302
    return client


@pytest.mark.parametrize("name", TELLING)
def test_whatever_opens_the_account_is_told_to_its_owner_when_it_changes(
    name: str, world: World, letterbox: Path, django_capture_on_commit_callbacks: Capture
) -> None:
    act = performances()[name](world)
    with django_capture_on_commit_callbacks(execute=True):
        declarations.operations()[name].run(act.subject, actor=act.actor, **act.inputs)
    assert TELLING[name] in sent(letterbox)[-1]
    assert TELLING[name] in Notice.objects.latest("pk").text


def test_a_new_device_is_told_by_message_and_on_the_desk_of_the_next_time(
    world: World, letterbox: Path, django_capture_on_commit_callbacks: Capture
) -> None:
    user = User.objects.get(login_name="mill-clerk")
    enter(user, "10.0.0.1", "Windows Chrome")
    enter(user, "10.0.0.1", "Windows Chrome")
    assert not Notice.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        enter(user, "10.0.0.7", "Android Firefox")
    assert "没有用过的设备或网络地址登录（Android · Firefox，10.0.0.7）" in sent(letterbox)[-1]
    home = enter(user, "10.0.0.1", "Windows Chrome")
    assert "Android · Firefox，10.0.0.7" in home.get("/").content.decode()
    again = enter(user, "10.0.0.1", "Windows Chrome")
    assert (
        "Android · Firefox，10.0.0.7" not in again.get("/").content.decode().split("data-toast")[0].split("上次登录")[0]
    )


def test_an_administrators_desk_shows_notices_too(world: World) -> None:
    user = User.objects.get(login_name="province-system")
    Notice.objects.create(user=user, text="您的密码刚刚修改。")
    assert "您的密码刚刚修改。" in signed_in(user).get("/").content.decode()
