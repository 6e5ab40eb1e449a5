"""What every list keeps (列表): few questions to the database, and no more of them for many rows than for few."""

from __future__ import annotations

import pytest
from django.urls import reverse

from registry.members.lists import MemberList
from registry.members.models import Member
from registry.security import matrix
from registry.security.models import Post, Role
from registry.web import lists, lookups
from registry.web.lists import List
from tests import declarations
from tests.screens import Address, addresses, asked, queries, signed_in
from tests.world import PEOPLE, World, clerk

LISTS = [address for address in addresses() if address.name.endswith(".list")]
EVERY_LIST = pytest.mark.parametrize("address", LISTS, ids=[address.name for address in LISTS])
BUDGET = 3
"""The way down to the organisation at hand, the tree beside, the rows with their number."""

pytestmark = pytest.mark.django_db


def declared() -> list[type[List]]:
    """Every list of the registry; those that others are made of are none themselves."""
    found = {value for module in declarations.modules() for value in vars(module).values() if isinstance(value, type)}
    return [one for one in found if issubclass(one, List) and not one.__subclasses__()]


def test_every_list_has_a_function_with_a_screen() -> None:
    assert {one.function for one in declared()} <= {address.function for address in addresses()}


def test_every_list_that_may_leave_as_a_sheet_has_the_screen_for_it_and_leaves_a_trace() -> None:
    taken_out = {one.export for one in declared() if one.export}
    assert {"member.export", "unit.export"} <= taken_out <= {address.function for address in addresses()}
    assert all(matrix.function(name).trace for name in taken_out)


def holders(function: str) -> list[Post]:
    """The post with the widest sight that has the function, and one with little."""
    posts = Post.objects.select_related("user", "organisation").order_by("organisation__path", "pk")
    having = [post for post in posts if clerk(post.organisation, Role(post.role)).has(function)]
    return [having[0], having[-1]]


@EVERY_LIST
def test_every_column_of_a_list_has_a_label_and_a_key_of_its_own(address: Address, world: World) -> None:
    shown = signed_in(holders(address.function)[0]).get(reverse(address.name)).context.get("list")
    columns = shown.all_columns() if shown is not None else []
    keys = [column.key for column in columns]
    assert len(keys) == len(set(keys))
    assert all(column.label for column in columns)


@EVERY_LIST
def test_a_page_of_a_list_takes_few_queries_whatever_its_size(address: Address, world: World) -> None:
    taken = []
    for post in holders(address.function):
        answer, statements = queries(signed_in(post), reverse(address.name))
        assert answer.status_code in (200, 404)
        assert len(statements) <= BUDGET, statements
        taken += [len(statements)] * (answer.status_code == 200)
    assert len(set(taken)) == 1


BESIDE = {
    "a node chosen": ("member.list", "?at={uid}&below=1"),
    "a page further on": ("member.list", "?below=1&after={path}_0&from=3"),
    "a filter": ("member.list", "?below=1&sex=1"),
    "everything below": ("organisation.list", "?below=1"),
    "one organisation": ("organisation.view", "{uid}/?tab=below"),
    "a node opened": ("organisation.list", "{uid}/children/"),
    "a node opened further": ("organisation.list", "{uid}/children/?after={path}001&start=1"),
}


@pytest.mark.parametrize(("name", "rest"), BESIDE.values(), ids=BESIDE)
def test_what_stands_beside_a_list_takes_no_more(name: str, rest: str, world: World) -> None:
    client = signed_in(Post.objects.get(organisation=world.nation))
    base = reverse("organisation.list") if name.startswith("organisation") else reverse(name)
    for one in (world.nation, world.mill):
        answer, statements = queries(client, base + rest.format(uid=one.uid, path=one.path))
        assert answer.status_code == 200
        assert 1 <= len(statements) <= BUDGET, statements


SEARCHES = ("曾", "国兰", "oyj", "清源县", "织造厂", "990000199001010000", "13900000000")


@pytest.mark.parametrize("text", SEARCHES)
@pytest.mark.parametrize("name", ["search.find", "organisation.list-found"])
def test_a_search_takes_few_queries(name: str, text: str, world: World) -> None:
    client = signed_in(Post.objects.get(organisation=world.nation))
    answer, statements = asked(client, reverse(name), {"q": text})
    assert answer.status_code == 200
    assert 1 <= len(statements) <= BUDGET, statements


@pytest.mark.parametrize("text", SEARCHES)
def test_a_list_of_those_searched_for_takes_no_more(text: str, world: World) -> None:
    client = signed_in(Post.objects.get(organisation=world.nation))
    address = client.post(reverse("member.list"), {"q": text, "below": "1"})["Location"]
    answer, statements = queries(client, address)
    assert answer.context["list"].text == text
    assert len(statements) <= BUDGET, statements


def test_what_was_searched_for_is_known_to_its_own_session_alone(world: World) -> None:
    own, other = (signed_in(Post.objects.get(organisation=world.nation)) for _ in range(2))
    address = own.post(reverse("member.list"), {"q": "曾国兰"})["Location"]
    assert own.get(address).context["list"].text == "曾国兰"
    assert other.get(address).context["list"].text == ""
    assert "曾国兰" not in str(dict(own.session))
    for number in range(lookups.MOST):
        own.post(reverse("member.list"), {"q": f"第{number}人"})
    assert own.get(address).context["list"].text == ""


def test_the_number_beside_a_list_is_that_of_its_rows_on_every_page(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MemberList, "page_size", 7)
    client, seen, address = signed_in(Post.objects.get(organisation=world.nation)), [], "?below=1"
    while address:
        shown = client.get(reverse("member.list") + address).context["list"]
        assert (shown.count, shown.page.first) == (len(PEOPLE), len(seen) + 1)
        seen += [row.pk for row in shown.page.rows]
        address = shown.page.following and f"?below=1&after={shown.page.following}&from={len(seen) + 1}"
    assert seen == list(Member.objects.order_by("path", "pk").values_list("pk", flat=True))
    past = client.get(reverse("member.list") + "?below=1&after=~_0").context["list"]
    assert (past.page.rows, past.count) == ([], len(PEOPLE))


def test_beyond_what_is_counted_a_list_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "CAP", 10)
    shown = (
        signed_in(Post.objects.get(organisation=world.nation)).get(reverse("member.list") + "?below=1").context["list"]
    )
    assert (shown.count, shown.count_text) == (11, "超过 10")
