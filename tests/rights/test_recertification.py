"""Posts are looked at twice a year (岗位复核, S18): many at once, each with its outcome, or on paper."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.urls import reverse

from registry.security.models import Post, Role
from tests.screens import signed_in
from tests.support.writing import writing
from tests.world import TODAY, World, open_account


def officer(world: World) -> Client:
    return signed_in(Post.objects.get(organisation=world.province, role=Role.SECURITY))


def posts(*keys: str) -> list[Post]:
    return [Post.objects.get(user__login_name=f"{key}-clerk") for key in keys]


def sent(client: Client, name: str, picked: list[Post], **more: str) -> str:
    answer = client.post(reverse(name), {"pick": [str(one.uid) for one in picked]} | more)
    return answer.content.decode()


def test_many_are_confirmed_at_once_and_each_has_its_outcome(world: World) -> None:
    client, own = officer(world), Post.objects.get(user__login_name="province-security")
    shown = sent(client, "post.review-picked", [*posts("mill", "weavers"), own])
    assert "完成 2 个，没有办成 1 个" in shown and "不能办理本人的岗位" in shown
    assert all(one.reviewed_on for one in posts("mill", "weavers"))
    own.refresh_from_db()
    assert own.reviewed_on is None


def test_many_are_ended_at_once_after_a_look_and_a_reason(world: World) -> None:
    client, picked = officer(world), posts("mill", "weavers")
    asked = sent(client, "post.end-picked", picked)
    assert "撤销 2 个岗位" in asked and "请填写撤销原因" not in asked
    assert "请填写撤销原因" in sent(client, "post.end-picked", picked, reason=" ")
    assert not Post.objects.filter(pk__in=[one.pk for one in picked]).exclude(ended_on=None).exists()
    assert "完成 2 个" in sent(client, "post.end-picked", picked, reason="半年复核，不再需要")
    assert {one.reason for one in posts("mill", "weavers")} == {"半年复核，不再需要"}
    assert all(one.ended_on for one in posts("mill", "weavers"))


def test_what_is_out_of_sight_is_not_picked(world: World) -> None:
    county = signed_in(Post.objects.get(user=open_account(world.other_county, "other-security", Role.SECURITY)))
    assert "还没有勾选岗位" in sent(county, "post.review-picked", posts("mill"))
    assert "还没有勾选岗位" in sent(county, "post.end-picked", [], reason="x")
    assert posts("mill")[0].reviewed_on is None


def test_the_list_tells_half_a_year_from_a_whole_one_and_prints_either(world: World) -> None:
    client, (half, year) = officer(world), posts("mill", "weavers")
    with writing():
        Post.objects.exclude(user__login_name="none").update(reviewed_on=TODAY + timedelta(days=3650))
        Post.objects.filter(pk=half.pk).update(reviewed_on=TODAY - timedelta(days=200))
        Post.objects.filter(pk=year.pk).update(reviewed_on=TODAY - timedelta(days=2000))
    address = reverse("post.list")
    assert "mill-clerk" in client.get(f"{address}?state=review").content.decode()
    late = client.get(f"{address}?state=year").content.decode()
    assert "weavers-clerk" in late
    sheet = client.get(f"{reverse('post.list-sheet')}?state=year")
    assert sheet["Content-Type"] == "application/pdf" and sheet.content.startswith(b"%PDF")
