"""Finding a member by what a clerk has in hand (查找党员), in the list and from anywhere, only within one's scope."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from registry.members.models import Member
from registry.security.models import Post
from tests.screens import signed_in
from tests.world import World

WAYS: dict[str, Callable[[Member], str]] = {
    "name": lambda one: one.name,
    "part of the name": lambda one: one.name[1:],
    "initials": lambda one: one.pinyin,
    "number": lambda one: str(one.identity_number),
    "number as on a form": lambda one: (
        f" {one.identity_number[:6]} {one.identity_number[6:14]} {one.identity_number[14:]}"
    ),
    "number in full-width digits": lambda one: "".join(chr(ord(c) + 0xFEE0) for c in str(one.identity_number)),
    "telephone": lambda one: str(one.phone),
    "telephone with hyphens": lambda one: f"{one.phone[:3]}-{one.phone[3:7]}-{one.phone[7:]}",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_member_is_found_in_the_list_and_from_anywhere(world: World, way: str) -> None:
    text = WAYS[way](Member.objects.get(pk=world.li.pk))
    client = signed_in(Post.objects.get(organisation=world.county))
    assert str(world.li.uid) in client.post(reverse("search.find"), {"q": text}).content.decode()
    address = client.post(reverse("member.list"), {"q": text, "below": "1"})["Location"]
    assert str(world.li.uid) in client.get(address).content.decode()


@pytest.mark.parametrize("way", WAYS)
def test_a_member_of_another_branch_is_not_found(world: World, way: str) -> None:
    text = WAYS[way](Member.objects.get(pk=world.li.pk))
    client = signed_in(Post.objects.get(organisation=world.teachers))
    assert str(world.li.uid) not in client.post(reverse("search.find"), {"q": text}).content.decode()


@pytest.mark.parametrize("text", ["990001197503120001", "12345678", "13900009999", "不存在的人", "zzzz"])
def test_what_fits_nobody_finds_nobody(world: World, text: str) -> None:
    client = signed_in(Post.objects.get(organisation=world.county))
    assert "没有查到" in client.post(reverse("search.find"), {"q": text}).content.decode()
