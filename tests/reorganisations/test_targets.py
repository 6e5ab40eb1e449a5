"""The dialog of a move begins with the superior that the tree was asked for (预填新的上级党组织)."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from registry.organisations import categories
from registry.organisations.sets import basic
from registry.security.models import User
from tests.screens import signed_in
from tests.world import World

pytestmark = pytest.mark.django_db


def browser(key: str) -> Client:
    return signed_in(User.objects.get(login_name=f"{key}-clerk"))


def begun(world: World, key: str, parent: UUID | str) -> str:
    """The dialog that moves the spinners' general branch, as it opens."""
    answer = browser(key).get(reverse("organisation.move", args=[world.spinning.uid]), {"parent": str(parent)})
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_superior_in_sight_stands_in_the_box(world: World) -> None:
    page = begun(world, "county", world.town.uid)
    assert f'name="parent" value="{world.town.uid}"' in page
    assert f'value="{world.town.short_name}"' in page


@pytest.mark.parametrize("parent", ["", "not-an-identity", "00000000-0000-0000-0000-000000000000"])
def test_a_name_of_nothing_leaves_the_box_empty(world: World, parent: str) -> None:
    assert 'name="parent" value=""' in begun(world, "county", parent)


def test_an_organisation_out_of_sight_is_not_told_of(world: World) -> None:
    page = begun(world, "mill", world.town.uid)
    assert 'name="parent" value=""' in page
    assert world.town.short_name not in page


def test_what_was_sent_counts_and_not_the_address(world: World) -> None:
    address = reverse("organisation.move", args=[world.spinning.uid]) + f"?parent={world.town.uid}"
    sent = {"parent": "", "parent_text": "东岭", "effective_on": "2025-09-01", "document": "清组发〔2025〕1号"}
    answer = browser("county").post(address, sent)
    assert "没有选定党组织" in answer.content.decode()


def test_what_the_tree_lets_stand_somewhere_is_what_the_rule_allows() -> None:
    codes = [one.code for one in basic.items["category"].field.options()]
    for parent in codes:
        allowed = {child for child in codes if categories.may_stand_below(child, parent)}
        expected = "" if not allowed else "branches" if allowed <= categories.BRANCHES else "all"
        assert categories.takes(parent) == expected, parent
