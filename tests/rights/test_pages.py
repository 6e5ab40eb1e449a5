"""The pages of posts and rights (授权页面): what the security administrator and everybody sees and does there."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from registry.rights.models import Answer, Request
from registry.security.models import Grant, Post, Role
from tests.rights.performances import asked
from tests.screens import signed_in
from tests.support.writing import writing
from tests.world import TODAY, World


def officer(world: World) -> Client:
    return signed_in(Post.objects.get(organisation=world.province, role=Role.SECURITY))


def at(world: World, key: str) -> str:
    return reverse("right.list-organisation", args=[getattr(world, key).uid])


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_the_security_administrator_goes_down_the_tree_and_sees_what_waits(world: World) -> None:
    asked(world)
    client = officer(world)
    shown = text(client, reverse("right.list"))
    assert "待答复的开通申请" in shown and "外省务工党员较多" in shown and "安平市委" in shown
    below = text(client, f"{reverse('right.list')}?at={world.county.uid}")
    assert "织造厂党委" in below and "东岭镇党委" in below
    assert client.get(f"{reverse('right.list')}?at={world.nation.uid}").status_code == 404


def test_an_organisations_page_says_who_sits_there_and_what_it_may_do(world: World) -> None:
    shown = text(officer(world), at(world, "mill"))
    for words in ("mill-clerk", "全国范围转接", "须上级开通", "初始权限（2018年）", "授予岗位"):
        assert words in shown
    assert "开通用户" not in shown


def test_a_post_is_granted_after_its_preview(world: World) -> None:
    client, address = officer(world), reverse("post.grant", args=[world.mill.uid])
    sent = {"user": "weavers-clerk", "role": "operator", "started_on": "", "ended_on": "", "reason": "轮岗"}
    sent["started_on"] = client.get(address).context["form"]["started_on"].initial
    preview = client.post(address, sent)
    assert "新增看到" in preview.content.decode()
    done = client.post(address, sent | {"agreed": preview.context["plan"].digest})
    assert (done.status_code, done["Location"]) == (302, at(world, "mill"))
    assert Post.objects.filter(organisation=world.mill, user__login_name="weavers-clerk").exists()


def test_an_unknown_person_is_no_user_and_nobody_is_listed(world: World) -> None:
    client, address = officer(world), reverse("post.grant", args=[world.mill.uid])
    answer = client.post(address, {"user": "nobody-here", "role": "operator", "started_on": "2030-01-01"})
    assert "没有登录名为“nobody-here”的用户" in answer.content.decode()


def test_a_function_is_opened_from_its_row(world: World) -> None:
    client = officer(world)
    address = f"{reverse('right.open', args=[world.mill.uid])}?function=transfer.nation"
    form = client.get(address).context["form"]
    assert form["function"].value() == "transfer.nation"
    sent = {"function": "transfer.nation", "started_on": form["started_on"].initial, "document": "江组发〔2025〕5号"}
    preview = client.post(address, sent)
    assert "下一次点击即生效" in preview.content.decode()
    client.post(address, sent | {"agreed": preview.context["plan"].digest})
    assert Grant.objects.get(organisation=world.mill).function == "transfer.nation"
    assert "江组发〔2025〕5号" in text(client, at(world, "mill"))


def test_a_clerk_sees_what_is_his_what_is_not_and_asks_for_it(world: World) -> None:
    client = signed_in(Post.objects.get(organisation=world.mill))
    shown = text(client, reverse("right.view"))
    assert "可以申请开通的功能" in shown and "全国范围转接" in shown and "由上级办理" in shown
    address = reverse("right.ask", args=[world.mill.uid])
    client.post(address, {"function": "transfer.nation", "reason": "外省务工党员较多"})
    assert Request.objects.get().answer == Answer.WAITING
    assert "待答复" in text(client, reverse("right.view"))


def test_posts_that_nobody_looked_at_for_half_a_year_are_found(world: World) -> None:
    client = officer(world)
    post = Post.objects.get(user__login_name="weavers-clerk")
    address = f"{reverse('post.list')}?state=review"
    before = [one.pk for one in client.get(address).context["list"].page.rows]
    assert post.pk in before
    client.post(reverse("post.review", args=[post.uid]), {"sure": "yes"})
    assert post.pk not in [one.pk for one in client.get(address).context["list"].page.rows]


def test_the_list_of_posts_tells_those_apart_that_are_over(world: World) -> None:
    with writing():
        Post.objects.filter(user__login_name="dyers-clerk").update(ended_on=TODAY - timedelta(days=1))
    client = officer(world)
    for state, expected in (("ended", ["dyers-clerk"]), ("unconfirmed", []), ("later", [])):
        rows = client.get(f"{reverse('post.list')}?state={state}").context["list"].page.rows
        assert [one.user.login_name for one in rows] == expected
    assert "没有符合条件的岗位" in text(client, f"{reverse('post.list')}?state=later")
