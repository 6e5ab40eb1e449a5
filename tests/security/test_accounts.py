"""Users and their posts (用户, 岗位): a post lends rights, for a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from registry.kernel.refusals import Refused
from registry.security import appointments
from registry.security.matrix import Column
from registry.security.models import AuditEntry, Post, Role, User, UserStatus
from tests.support.writing import writing
from tests.world import FOUNDED, PASSWORD, TODAY, World, clerk, console

ACTOR = console("post.grant")


def test_one_person_has_the_same_post_only_once(world: World) -> None:
    user = User.objects.get(login_name="weavers-clerk")
    with pytest.raises(Refused, match="已有同样的岗位"):
        appointments.grant(world.weavers, actor=ACTOR, user=user, role=Role.OPERATOR)


def test_a_post_lends_what_the_matrix_gives_its_level(world: World) -> None:
    rights = {key: clerk(getattr(world, key)).reach("organisation.create") for key in ("county", "mill", "weavers")}
    assert rights == {"county": "below", "mill": "below", "weavers": ""}
    assert world.spinning.level == Column.BRANCH


def test_a_post_is_held_from_its_first_day_to_the_day_before_it_ends(world: World) -> None:
    post = Post.objects.get(user__login_name="weavers-clerk")
    with writing():
        post.end(TODAY)
    held = {day: Post.held(post.user_id, day).exists() for day in (FOUNDED, TODAY)}
    assert held == {FOUNDED: True, TODAY: False}
    assert not Post.held(post.user_id, FOUNDED - timedelta(days=1)).exists()
    assert Post.held(post.user_id, TODAY - timedelta(days=1)).exists()


def test_somebody_who_was_shut_out_holds_no_post(world: World) -> None:
    user = User.objects.get(login_name="weavers-clerk")
    with writing():
        User.objects.get_queryset().filter(pk=user.pk).update(status=UserStatus.SUSPENDED)
    assert not Post.held(user.pk, TODAY).exists()


def test_an_ended_post_ends_the_session_at_the_next_request(world: World) -> None:
    client = Client()
    answer = client.post(reverse("session.open"), {"login": "weavers-clerk", "password": PASSWORD})
    assert (answer.status_code, client.get("/").status_code) == (302, 200)
    with writing():
        Post.objects.get(user__login_name="weavers-clerk").end(TODAY)
    assert client.get("/").status_code == 302


def test_signing_in_leaves_an_entry(world: World) -> None:
    Client().post(reverse("session.open"), {"login": "weavers-clerk", "password": PASSWORD})
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.function, entry.user.login_name, entry.address) == ("session.open", "weavers-clerk", "127.0.0.1")


@pytest.mark.parametrize(("login", "password"), [("weavers-clerk", "wrong-password"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_name_and_a_wrong_password_are_answered_alike(login: str, password: str, world: World) -> None:
    answer = Client().post(reverse("session.open"), {"login": login, "password": password})
    assert answer.status_code == 422
    assert "登录名或密码不正确" in answer.content.decode()
