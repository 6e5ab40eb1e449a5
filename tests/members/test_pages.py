"""What the pages of members explain (党员页面): a list that is empty, a figure, a search not yet begun."""

from __future__ import annotations

from django.urls import reverse

from registry.members.models import Member
from registry.security.models import Post
from tests.screens import signed_in
from tests.support.writing import writing
from tests.world import World


def shown(world: World, address: str) -> str:
    client = signed_in(Post.objects.get(organisation=world.county))
    return client.get(address).content.decode()


def test_a_committee_without_members_of_its_own_leads_to_those_of_its_branches(world: World) -> None:
    page = shown(world, f"{reverse('member.list')}?at={world.town.uid}&below=0")
    assert f"没有党员直接编入{world.town.short_name}" in page
    assert f'href="{reverse("member.list")}?at={world.town.uid}&amp;below=1">查看下级的党员' in page


def test_a_branch_without_members_leads_to_the_intake(world: World) -> None:
    with writing():
        Member.objects.at(world.market.path).update(organisation=world.village)
    page = shown(world, f"{reverse('member.list')}?at={world.market.uid}")
    assert f"{world.market.short_name}还没有党员" in page
    assert "可在导入中心上传党员汇总表" in page


def test_a_percentage_says_what_is_missing(world: World) -> None:
    with writing():
        Member.objects.filter(pk=world.li.pk).update(post="", ethnicity="")
    page = shown(world, f"{reverse('member.list')}?at={world.weavers.uid}")
    assert 'title="还缺：民族、工作岗位"' in page
    assert 'title="完整"' in page


def test_a_search_that_finds_more_than_it_lists_says_so(world: World) -> None:
    client = signed_in(Post.objects.get(organisation=world.county))
    assert "只列出前 8 个" in client.post(reverse("search.find"), {"q": "清源县"}).content.decode()
    assert "只列出前" not in client.post(reverse("search.find"), {"q": "织造厂党委"}).content.decode()


def test_a_search_not_yet_begun_says_what_can_be_found(world: World) -> None:
    assert "完整的身份号码或电话" in shown(world, reverse("search.find"))
