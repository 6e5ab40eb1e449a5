"""What a post would give is said before it is given, and is what it then gives (授权推演, N15)."""

from __future__ import annotations

import pytest

from registry.members.models import Member
from registry.organisations.models import Organisation
from registry.rights.plans import Appointment
from registry.security import appointments
from registry.security.actors import Actor
from registry.security.models import Post, Role, User
from tests.world import TODAY, World, clerk, console


def seen(user: User) -> tuple[set[int], set[int], set[str]]:
    """The organisations, the members, the functions that the person's posts reach together."""
    actors = [Actor(user.pk, user.name, post.seat(TODAY), TODAY) for post in Post.held(user.pk, TODAY)]
    places = {one.pk for actor in actors for one in Organisation.objects.visible_to(actor, "organisation.list")}
    people = {one.pk for actor in actors for one in Member.objects.visible_to(actor, "member.list")}
    return places, people, {name for actor in actors for name in actor.seat.rights}


@pytest.mark.parametrize(
    ("login", "place", "role"),
    [
        ("weavers-clerk", "mill", Role.OPERATOR), ("weavers-clerk", "spinners", Role.OPERATOR),
        ("mill-clerk", "weavers", Role.APPROVER), ("spinning-clerk", "county", Role.OPERATOR),
        ("village-clerk", "weavers", Role.OPERATOR),
    ],
)  # fmt: skip
def test_what_is_predicted_is_what_comes(login: str, place: str, role: Role, world: World) -> None:
    user, organisation = User.objects.get(login_name=login), getattr(world, place)
    plan, before = Appointment(organisation, user, role, TODAY), seen(user)

    appointments.grant(organisation, actor=console("post.grant"), user=user, role=role)

    after = seen(user)
    assert plan.organisations == len(after[0]) - len(before[0])
    assert plan.members == len(after[1]) - len(before[1])
    assert plan.gained == after[2] - before[2]


def test_who_does_two_things_that_one_person_may_not_is_warned(world: World) -> None:
    plan = Appointment(world.mill, User.objects.get(login_name="weavers-clerk"), Role.OPERATOR, TODAY)
    assert plan.sums[0].startswith("新增看到")
    assert plan.lines[0].text == f"{world.mill.short_name}（经办）"
    assert clerk(world.mill).seat.title == plan.lines[0].text
