"""The tree (组织树): every subordinate can be reached, each once and at its place, however many there are."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from registry.organisations import operations, ranks, tree
from registry.organisations.models import Organisation, State
from registry.security.models import Post
from tests.screens import queries as statements
from tests.screens import signed_in
from tests.support.writing import writing
from tests.world import World, clerk, organisation_form

pytestmark = pytest.mark.django_db
PAGE = 2
MORE = re.compile(r'class="tree-more".*?hx-get="([^"]+)".*?再显示 (\d+) 个（共 (\d+)）</a></div></li>', re.DOTALL)
NODE = re.compile(r'id="n(\d+)"[^>]*aria-setsize="(\d+)" aria-posinset="(\d+)"')


@pytest.fixture
def offices(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Organisation]:
    """Nine offices below the city beside its two counties, in an order of their own; two are shown at a time."""
    monkeypatch.setattr(tree, "PAGE", PAGE)
    actor, made = clerk(world.city), []
    for number in range(1, 10):
        items = organisation_form(name=f"中共清源县第{number}局委员会", situation="", category="141")
        made.append(operations.create(world.city, actor=actor, items=items))
    operations.arrange(world.city, actor=actor, ordered=[made[6], made[2], world.county, made[8]])
    return made


def whole(client: Client, page: str) -> str:
    """The tree of a page with every 再显示 pressed, from the last to the first, so that none stands on another's place."""
    while found := list(MORE.finditer(page)):
        more = found[-1]
        answer = client.get(more[1].replace("&amp;", "&")).content.decode()
        assert len(NODE.findall(answer)) == min(int(more[2]), PAGE)
        start = page.rindex("<li", 0, more.start())
        page = page[:start] + answer + page[more.end() :]
    return page


def seen(client: Client, chosen: Organisation, function: str = "organisation.view") -> str:
    address = reverse(function, args=[chosen.uid])
    return client.get(address).content.decode()


def test_wherever_the_one_looked_at_stands_all_its_siblings_can_be_reached(
    world: World, offices: list[Organisation]
) -> None:
    client, order = signed_in(Post.objects.get(organisation=world.city)), ranks.below(world.city)
    for chosen in (*offices, world.county, world.mill):
        nodes = NODE.findall(whole(client, seen(client, chosen)))
        siblings = [(int(key), int(position)) for key, size, position in nodes if int(key) in order]
        assert siblings == [(key, position) for position, key in enumerate(order, 1)]
        assert {size for key, size, _ in nodes if int(key) in order} == {str(len(order))}


def test_the_one_looked_at_is_shown_at_its_place_and_those_before_it_can_be_opened(
    world: World, offices: list[Organisation]
) -> None:
    order = ranks.below(world.city)
    chosen = Organisation.objects.get(pk=order[6])
    root = tree.tree(clerk(world.city), chosen)
    assert [(one.organisation.pk, one.position, one.hidden) for one in root.children] == [
        (order[0], 1, 0),
        (order[1], 2, 4),
        (order[6], 7, 4),
    ]
    assert [one.selected for one in root.children] == [False, False, True]


def test_one_that_ended_is_shown_and_hides_nobody(world: World, offices: list[Organisation]) -> None:
    client, order = signed_in(Post.objects.get(organisation=world.city)), ranks.below(world.city)
    for place in (0, 1, 5, 10):
        gone = Organisation.objects.get(pk=order[place])
        with writing():
            Organisation.objects.filter(pk=gone.pk).update(state=State.DISSOLVED)
        nodes = NODE.findall(whole(client, seen(client, gone)))
        assert [int(key) for key, *_ in nodes if int(key) in order] == order
        with writing():
            Organisation.objects.filter(pk=gone.pk).update(state=State.ACTIVE)


def test_a_node_opened_and_the_tree_take_one_query_each(world: World, offices: list[Organisation]) -> None:
    client = signed_in(Post.objects.get(organisation=world.city))
    address = reverse("organisation.list-children", args=[world.city.uid])
    _, opened = statements(client, address)
    _, page = statements(client, reverse("organisation.view", args=[offices[4].uid]))
    found = [one for one in (*opened, *page) if "has_children" in one]
    assert len(found) == 2
    assert len(opened) == 2


@pytest.mark.parametrize("page", ["no.list", "member.list", "member.view", ""])
def test_what_a_node_opens_is_a_list_or_its_file(world: World, page: str) -> None:
    client = signed_in(Post.objects.select_related("user").get(organisation=world.mill, role="operator"))
    answer = client.get(reverse("organisation.list-children", args=[world.mill.uid]), {"for": page})
    list_of_members = f"{reverse('member.list')}?at={world.weavers.uid}"
    file = reverse("organisation.view", args=[world.weavers.uid])
    assert f'href="{list_of_members if page == "member.list" else file}"' in answer.content.decode()
