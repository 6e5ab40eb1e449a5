"""What every list keeps (列表): few questions to the database, and no more of them for many rows than for few."""

from __future__ import annotations

import pytest
from django.urls import reverse

from registry.security.models import Post
from registry.web.lists import List
from tests import declarations
from tests.screens import Address, addresses, queries, signed_in
from tests.world import World

LISTS = [address for address in addresses() if address.name.endswith(".list")]
EVERY_LIST = pytest.mark.parametrize("address", LISTS, ids=[address.name for address in LISTS])
BUDGET = 5
"""The organisation at hand, the tree beside, the way to it, the rows, their number."""

pytestmark = pytest.mark.django_db


def declared() -> list[type[List]]:
    """Every list of the registry."""
    found = {value for module in declarations.modules() for value in vars(module).values() if isinstance(value, type)}
    return [one for one in found if issubclass(one, List) and one is not List]


def test_every_list_has_a_function_with_a_screen() -> None:
    assert {one.function for one in declared()} <= {address.function for address in addresses()}


@EVERY_LIST
def test_every_column_of_a_list_has_a_label_and_a_key_of_its_own(address: Address, world: World) -> None:
    client = signed_in(Post.objects.get(organisation=world.nation))
    shown = client.get(reverse(address.name)).context.get("list")
    columns = shown.all_columns() if shown is not None else []
    keys = [column.key for column in columns]
    assert len(keys) == len(set(keys))
    assert all(column.label for column in columns)


@EVERY_LIST
def test_a_page_of_a_list_takes_few_queries_whatever_its_size(address: Address, world: World) -> None:
    taken = []
    for organisation in (world.nation, world.teachers):
        client = signed_in(Post.objects.get(organisation=organisation))
        answer, statements = queries(client, reverse(address.name))
        assert answer.status_code in (200, 404)
        assert len(statements) <= BUDGET, statements
        taken += [len(statements)] * (answer.status_code == 200)
    assert len(set(taken)) == 1
