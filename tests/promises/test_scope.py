"""The two questions of the permissions have one answer (可见范围): of one row, and of a whole table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from registry.members.models import Member
from registry.organisations.models import Organisation
from registry.security.actors import Actor
from registry.security.matrix import Column, Reach, functions
from registry.security.models import Post, Role
from registry.security.operation import place_of
from registry.security.scope import ScopedQuerySet
from registry.security.sight import seeing
from registry.units.models import Unit
from tests.world import TODAY, World

SCOPED = [model for model in apps.get_models() if isinstance(model._default_manager.all(), ScopedQuerySet)]
EVERY_SCOPED = pytest.mark.parametrize("model", SCOPED, ids=[model._meta.db_table for model in SCOPED])
BUSINESS = [column for column in Column if column not in set(Role)]


def everybody() -> list[Actor]:
    """Every person of the country at his post."""
    posts = Post.objects.select_related("user", "organisation").order_by("pk")
    return [Actor(post.user_id, post.user.name, post.seat(TODAY), TODAY) for post in posts]


def one_of_each_reach(actor: Actor, turn: int) -> Iterator[str]:
    """For each reach that his functions have one of them: with every actor and every table it is another's turn."""
    for reach in Reach:
        having = [name for name in functions() if actor.reach(name) is reach]
        if having:
            yield having[turn % len(having)]


def test_organisations_units_and_members_are_reached_through_rights() -> None:
    assert {Organisation, Unit, Member} <= set(SCOPED)


@EVERY_SCOPED
def test_may_of_each_row_and_visible_to_of_the_table_agree(model: type[models.Model], world: World) -> None:
    rows: list[Any] = list(model._default_manager.all())
    for number, actor in enumerate(everybody()):
        for name in one_of_each_reach(actor, number + SCOPED.index(model)):
            with seeing(actor.seat.sight):
                seen = set(model._default_manager.visible_to(actor, name))  # type: ignore[attr-defined]
            hidden = model._default_manager.all().people and not actor.seat.people  # type: ignore[attr-defined]
            meant = {row for row in rows if not hidden and actor.may(name, place_of(row))}
            assert seen == meant, (actor.seat.title, name)


def test_there_is_a_post_at_every_level_and_in_every_role(world: World) -> None:
    posts = Post.objects.select_related("organisation")
    levels = {post.organisation.level for post in posts if post.role == Role.OPERATOR}
    assert levels == set(BUSINESS)
    assert {post.role for post in posts} >= {Role.SYSTEM, Role.SECURITY, Role.AUDIT}


@pytest.mark.parametrize(
    ("post", "members"),
    [("weavers", 4), ("spinning", 7), ("mill", 11), ("county", 17), ("other_county", 3), ("nation", 20), ("town", 6)],
)
def test_a_post_sees_the_members_of_its_organisation_and_below(post: str, members: int, world: World) -> None:
    actor = next(actor for actor in everybody() if actor.seat.path == getattr(world, post).path)
    with seeing(actor.seat.sight):
        assert Member.objects.visible_to(actor, "member.list").count() == members


def test_administrators_see_no_business(world: World) -> None:
    administrators = [actor for actor in everybody() if "管理员" in actor.seat.title]
    assert len(administrators) == 3
    for actor in administrators:
        for name in (name for name, one in functions().items() if one.granting()):
            rows = [*Member.objects.visible_to(actor, name), *Unit.objects.visible_to(actor, name)]
            assert rows == [], name
