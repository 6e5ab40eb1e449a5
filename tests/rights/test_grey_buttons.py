"""What is grey says why, who opens it, and leads to asking for it (C-A11, U-06), by keyboard as by touch."""

from __future__ import annotations

from django.urls import reverse

from registry.rights import operations
from registry.security.models import Post
from tests.screens import signed_in
from tests.world import World, clerk


def about(world: World, key: str, name: str) -> str:
    client = signed_in(Post.objects.get(organisation=getattr(world, key)))
    return client.get(f"{reverse('right.view')}?about={name}").content.decode()


def test_what_the_level_may_have_can_be_asked_for_from_where_it_is_grey(world: World) -> None:
    page = about(world, "mill", "transfer.nation")
    assert "这个岗位现在没有" in page and "由“江川省委”的安全保密管理员开通" in page
    assert f"{reverse('right.ask', args=[world.mill.uid])}?function=transfer.nation" in page


def test_what_was_asked_for_already_says_so(world: World) -> None:
    operations.ask(world.mill, actor=clerk(world.mill), function="transfer.nation", reason="外省务工党员较多")
    assert "已申请，由“江川省委”的安全保密管理员答复" in about(world, "mill", "transfer.nation")


def test_what_the_level_never_has_says_who_has_it(world: World) -> None:
    page = about(world, "weavers", "member.correct")
    assert "该权限属于" in page and "本层级不能开通这项功能" in page


def test_what_is_held_or_unknown_is_not_spoken_of(world: World) -> None:
    for name in ("member.list", "no.such", ""):
        assert "这个岗位现在没有" not in about(world, "mill", name)


def test_a_grey_button_holds_its_reason_and_the_way_to_ask(world: World) -> None:
    client = signed_in(Post.objects.get(organisation=world.weavers))
    page = client.get(reverse("organisation.view", args=[world.weavers.uid])).content.decode()
    assert 'aria-disabled="true"' in page and f"{reverse('right.view')}?about=" in page
    marks = [part.split('"')[0] for part in page.split('role="tooltip" id="')[1:]]
    assert len(marks) == len(set(marks))
    assert all(f'aria-describedby="{mark}"' in page for mark in marks)
