"""Being in (会话, S06, S12, S13, S14): judged by the database's clock, ended from elsewhere, locked and opened again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from registry.accounts import operations, signing
from registry.accounts.models import Ending, Password, Session
from registry.security.models import Post, Role, User
from tests.screens import signed_in
from tests.support.writing import writing
from tests.world import FOUNDED, PASSWORD, World, console


def clerk() -> User:
    return User.objects.get(login_name="weavers-clerk")


def stay_of(user: User) -> Session:
    return Session.objects.filter(user=user).latest("pk")


def aged(stay: Session, **ages: timedelta) -> None:
    Session.objects.filter(pk=stay.pk).update(**{name: F(name) - age for name, age in ages.items()})


def test_a_quarter_of_an_hour_without_a_request_and_the_password_is_wanted_again(world: World) -> None:
    client = signed_in(clerk())
    aged(stay_of(clerk()), seen_at=signing.IDLE - timedelta(minutes=1))
    assert client.get("/").status_code == 200
    aged(stay_of(clerk()), seen_at=signing.IDLE + timedelta(seconds=1))
    answer = client.get("/preferences/")
    assert (answer.status_code, answer["Location"]) == (302, reverse("session.open"))
    page = client.get(reverse("session.open")).content.decode()
    assert "已锁定" in page and clerk().name in page and 'name="login"' not in page
    assert client.post(reverse("session.open"), {"password": "wrong"}).status_code == 422
    answer = client.post(reverse("session.open"), {"password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/preferences/")
    assert client.get("/").status_code == 200
    assert Session.objects.filter(user=clerk()).count() == 1


def test_eight_hours_are_the_longest_however_busy_one_is(world: World) -> None:
    client = signed_in(clerk())
    aged(stay_of(clerk()), opened_at=signing.LONGEST + timedelta(seconds=1))
    assert client.get("/").status_code == 302
    assert stay_of(clerk()).ending == Ending.OVER
    assert "已满8小时" in client.get(reverse("session.open")).content.decode()


def test_a_page_that_asks_by_itself_does_not_keep_a_session_alive(world: World) -> None:
    client = signed_in(clerk())
    aged(stay_of(clerk()), seen_at=timedelta(minutes=5))
    before = stay_of(clerk()).seen_at
    client.get("/", headers={"HX-Polling": "true"})
    assert stay_of(clerk()).seen_at == before
    client.get("/")
    assert stay_of(clerk()).seen_at > before


def test_a_fragment_asked_for_while_locked_leaves_the_page_alone(world: World) -> None:
    client = signed_in(clerk())
    aged(stay_of(clerk()), seen_at=signing.IDLE * 2)
    answer = client.post(reverse("home.view-preferences"), headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Trigger"], answer.content) == (204, "session:idle", b"")


def test_the_lock_of_the_screen_holds_on_the_server_too_and_the_password_opens_it(world: World) -> None:
    client = signed_in(clerk())
    assert client.post(reverse("session.close-lock")).status_code == 204
    assert client.get("/").status_code == 302
    assert client.post(reverse("session.open-unlock"), {"password": "wrong"}).status_code == 422
    assert client.get("/").status_code == 302
    assert client.post(reverse("session.open-unlock"), {"password": PASSWORD}).status_code == 204
    assert client.get("/").status_code == 200


def test_a_second_device_ends_the_first_and_says_so(world: World, settings: Settings) -> None:
    settings.ONE_SESSION = True
    first = signed_in(clerk())
    second = signed_in(clerk())
    assert first.get("/").status_code == 302
    assert "另一台设备登录" in first.get(reverse("session.open")).content.decode()
    assert second.get("/").status_code == 200
    settings.ONE_SESSION = False
    third = signed_in(clerk())
    assert (second.get("/").status_code, third.get("/").status_code) == (200, 200)


def test_another_device_is_ended_from_the_list_and_nobody_elses(world: World) -> None:
    here = signed_in(clerk())
    away, there = stay_of(clerk()), signed_in(clerk())
    assert away.device in there.get(reverse("session.list")).content.decode()
    stranger = signed_in(User.objects.get(login_name="mill-clerk"))
    assert stranger.post(reverse("session.end", args=[away.uid])).status_code == 404
    assert there.post(reverse("session.end", args=[away.uid])).status_code == 302
    assert (here.get("/").status_code, there.get("/").status_code) == (302, 200)


def test_signing_in_and_changing_the_post_give_a_new_number(world: World) -> None:
    client = Client()
    client.get(reverse("home.view"))
    before = client.session.session_key
    client.post(reverse("session.open"), {"login": "weavers-clerk", "password": PASSWORD})
    signed = client.session.session_key
    with writing():
        post = Post.objects.create(user=clerk(), organisation=world.spinners, role=Role.OPERATOR, started_on=FOUNDED)
    assert client.post(reverse("post.switch"), {"post": post.pk}).status_code == 302
    assert len({before, signed, client.session.session_key}) == 3
    assert world.spinners.short_name in client.get("/").content.decode()


def test_what_signing_out_leaves_is_nothing(world: World) -> None:
    client = signed_in(clerk())
    cookie = client.cookies["session"].value
    answer = client.post(reverse("session.close"))
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    client.cookies["session"] = cookie
    assert client.get("/").status_code == 302
    assert stay_of(clerk()).ending == Ending.LEFT


def test_the_first_page_says_when_and_where_one_was_in_last(world: World) -> None:
    signed_in(clerk())
    page = signed_in(clerk()).get("/").content.decode()
    assert "上次登录：" in page and "127.0.0.1" in page


def test_pages_behind_the_door_are_kept_nowhere(world: World) -> None:
    assert signed_in(clerk()).get("/")["Cache-Control"] == "no-store"
    assert Client().get(reverse("session.open"))["Cache-Control"] == "no-store"


def test_a_password_of_ninety_one_days_opens_nothing_but_its_own_change(world: World) -> None:
    client = signed_in(clerk())
    Password.objects.filter(user=clerk()).update(set_at=F("set_at") - timedelta(days=91))
    for address in ("/", reverse("member.list"), reverse("factor.list")):
        assert client.get(address)["Location"] == reverse("password.change")
    assert client.get(reverse("password.change")).status_code == 200
    typed = {"present": PASSWORD, "password": "Walnut-on-7-rivers", "repeated": "Walnut-on-7-rivers"}
    assert client.post(reverse("password.change"), typed).status_code == 302
    assert client.get("/").status_code == 200


def test_two_weeks_before_it_ends_a_password_says_so(world: World) -> None:
    Password.objects.filter(user=clerk()).update(set_at=F("set_at") - timedelta(days=80))
    client = Client()
    client.post(reverse("session.open"), {"login": clerk().login_name, "password": PASSWORD})
    assert "密码还有9天到期" in client.get("/").content.decode()


@pytest.mark.parametrize("present", ["wrong", ""])
def test_a_password_is_changed_only_with_the_present_one(present: str, world: World) -> None:
    client = signed_in(clerk())
    typed = {"present": present, "password": "Walnut-on-7-rivers", "repeated": "Walnut-on-7-rivers"}
    assert client.post(reverse("password.change"), typed).status_code == 200
    assert Password.objects.filter(user=clerk()).count() == 1


def test_a_changed_password_ends_the_other_devices(world: World) -> None:
    other, here = signed_in(clerk()), signed_in(clerk())
    typed = {"present": PASSWORD, "password": "Walnut-on-7-rivers", "repeated": "Walnut-on-7-rivers"}
    assert here.post(reverse("password.change"), typed).status_code == 302
    assert (here.get("/").status_code, other.get("/").status_code) == (200, 302)


def test_every_actor_of_a_session_says_when_he_proved_who_he_is(world: World) -> None:
    """Only then does an actor without a moment mean that no session stands behind him."""
    client = signed_in(clerk())
    request = client.get("/").wsgi_request
    assert request.actor.proved_at is not None
    assert console("user.open").proved_at is None
    operations.suspend(clerk(), actor=console(), reason="测试")
