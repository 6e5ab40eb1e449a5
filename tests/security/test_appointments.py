"""Who may sit where (岗位): appointed from above, for a time, never by oneself, and no two kinds for one person (R-247)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from registry.kernel.refusals import Invalid, Refused
from registry.rights import operations as rights
from registry.security import appointments, granting
from registry.security.actors import Actor
from registry.security.granting import Said
from registry.security.models import Post, Role, User
from tests.support.together import together
from tests.world import TODAY, World, clerk, console, open_account

LATER = TODAY + timedelta(days=14)
BACK = TODAY + timedelta(days=28)


def person(login_name: str) -> User:
    return User.objects.get(login_name=login_name)


def officer(world: World, key: str = "province") -> Actor:
    """The security administrator of that place."""
    if key != "province":
        open_account(getattr(world, key), f"{key}-security", Role.SECURITY)
    return clerk(getattr(world, key), Role.SECURITY)


def newcomer(world: World) -> User:
    """Somebody with an account and no post."""
    post = Post.objects.get(user=open_account(world.village, "newcomer"))
    appointments.end(post, actor=console("post.end"), reason="")
    return post.user


@pytest.mark.parametrize("role", [Role.SYSTEM, Role.SECURITY, Role.AUDIT])
def test_a_clerk_is_made_no_administrator_nor_an_administrator_a_clerk(role: Role, world: World) -> None:
    with pytest.raises(Refused, match="须由不同的人担任"):
        appointments.grant(world.province, actor=console("post.grant"), user=person("mill-clerk"), role=role)
    with pytest.raises(Refused, match="须由不同的人担任"):
        appointments.grant(world.mill, actor=console("post.grant"), user=person(f"province-{role}"), role=Role.OPERATOR)


def test_two_administrators_are_two_persons(world: World) -> None:
    with pytest.raises(Refused, match="须由不同的人担任"):
        appointments.grant(
            world.province, actor=console("post.grant"), user=person("province-system"), role=Role.SECURITY
        )


def test_one_kind_may_follow_another(world: World) -> None:
    post = Post.objects.get(user__login_name="mill-clerk")
    appointments.end(post, actor=console("post.end"), reason="工作调动")
    made = appointments.grant(world.mill, actor=console("post.grant"), user=post.user, role=Role.SECURITY)
    assert made.seat(TODAY).title.endswith("（安全保密管理员）")


def test_one_person_has_several_posts_of_business(world: World) -> None:
    appointments.grant(world.dyers, actor=officer(world), user=person("spinners-clerk"), role=Role.OPERATOR)
    assert Post.held(person("spinners-clerk").pk, TODAY).count() == 2


def test_the_nearest_security_administrator_appoints(world: World) -> None:
    """S19: as long as the county has none, the province does; then the county, and only the county."""
    above = officer(world)
    appointments.grant(world.dyers, actor=above, user=person("spinners-clerk"), role=Role.OPERATOR)
    near = officer(world, "county")
    with pytest.raises(Refused, match="由“清源县委”的安全保密管理员办理"):
        appointments.grant(world.dyers, actor=above, user=person("weavers-clerk"), role=Role.OPERATOR)
    appointments.grant(world.dyers, actor=near, user=person("weavers-clerk"), role=Role.OPERATOR)


def test_ones_own_administrators_are_appointed_from_above(world: World) -> None:
    near, user = officer(world, "county"), newcomer(world)
    with pytest.raises(Refused, match="由“江川省委”的安全保密管理员办理"):
        appointments.grant(world.county, actor=near, user=user, role=Role.SYSTEM)
    appointments.grant(world.county, actor=officer(world), user=user, role=Role.SYSTEM)


def test_a_branch_has_no_administrators(world: World) -> None:
    with pytest.raises(Refused, match="不设系统、安全保密、审计管理员"):
        appointments.grant(world.weavers, actor=officer(world), user=newcomer(world), role=Role.SYSTEM)


def test_nobody_appoints_himself(world: World) -> None:
    actor = officer(world)
    with pytest.raises(Refused, match="不能给本人授予岗位"):
        appointments.grant(world.mill, actor=actor, user=person("province-security"), role=Role.SECURITY)
    with pytest.raises(Refused, match="不能办理本人的岗位"):
        appointments.review(Post.objects.get(user=actor.user), actor=actor)


def test_whoever_watches_the_others_is_appointed_by_two(world: World) -> None:
    open_account(world.province, "second-security", Role.SECURITY)
    first, user = officer_of("province-security"), newcomer(world)
    post = appointments.grant(world.county, actor=first, user=user, role=Role.AUDIT)
    assert not Post.held(user.pk, TODAY).exists()
    with pytest.raises(Refused, match="由其他人员办理"):
        appointments.confirm(post, actor=first)
    appointments.confirm(post, actor=officer_of("second-security"))
    assert Post.held(user.pk, TODAY).exists()
    with pytest.raises(Refused, match="已经确认"):
        appointments.confirm(post, actor=officer_of("second-security"))


def officer_of(login_name: str) -> Actor:
    post = Post.objects.get(user__login_name=login_name)
    return Actor(post.user_id, post.user.name, post.seat(TODAY), TODAY)


def test_a_clerk_who_is_away_lets_somebody_stand_in_for_two_weeks(world: World) -> None:
    post = Post.objects.get(user__login_name="weavers-clerk")
    stand_in = person("spinners-clerk")
    appointments.delegate(
        post, actor=clerk(world.weavers), user=stand_in, started_on=LATER, ended_on=BACK, reason="外出学习"
    )
    held = {day: [str(one) for one in Post.held(stand_in.pk, day)] for day in (TODAY, LATER, BACK)}
    assert [len(posts) for posts in held.values()] == [1, 2, 1]
    acting = Post.held(stand_in.pk, LATER).get(organisation=world.weavers)
    assert acting.seat(LATER).title == f"{world.weavers.short_name}（经办，代办）"
    assert acting.seat(LATER).rights == post.seat(LATER).rights


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"started_on": TODAY - timedelta(days=1)}, "started_on"),
        ({"ended_on": LATER}, "ended_on"),
        ({"ended_on": LATER + timedelta(days=93)}, "ended_on"),
    ],
)
def test_a_delegation_has_a_beginning_and_an_end(changes: dict[str, object], field: str, world: World) -> None:
    post = Post.objects.get(user__login_name="weavers-clerk")
    inputs = {"user": person("spinners-clerk"), "started_on": LATER, "ended_on": BACK, "reason": ""} | changes
    with pytest.raises(Invalid) as refusal:
        appointments.delegate(post, actor=clerk(world.weavers), **inputs)  # type: ignore[arg-type]
    assert [one.field for one in refusal.value.violations] == [field]


def test_nobody_delegates_what_is_not_his_or_was_delegated_to_him(world: World) -> None:
    post = Post.objects.get(user__login_name="weavers-clerk")
    dates = {"started_on": TODAY, "ended_on": LATER, "reason": ""}
    appointments.delegate(post, actor=clerk(world.weavers), user=person("spinners-clerk"), **dates)  # type: ignore[arg-type]
    acting = Post.held(person("spinners-clerk").pk, TODAY).get(organisation=world.weavers)
    stand_in = Actor(acting.user_id, "代办人", acting.seat(TODAY), TODAY)
    with pytest.raises(Refused, match="只能委托本人的岗位"):
        appointments.delegate(post, actor=stand_in, user=person("dyers-clerk"), **dates)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="代办的岗位不能委托"):
        appointments.delegate(acting, actor=stand_in, user=person("dyers-clerk"), **dates)  # type: ignore[arg-type]


def test_a_post_that_ends_takes_its_stand_in_along(world: World) -> None:
    post, stand_in = Post.objects.get(user__login_name="weavers-clerk"), person("spinners-clerk")
    dates = {"started_on": TODAY, "ended_on": LATER, "reason": ""}
    appointments.delegate(post, actor=clerk(world.weavers), user=stand_in, **dates)  # type: ignore[arg-type]
    appointments.end(post, actor=officer(world), reason="工作调动")
    assert [one.organisation for one in Post.held(stand_in.pk, TODAY)] == [world.spinners]
    with pytest.raises(Refused, match="已经结束"):
        appointments.end(post, actor=clerk(world.province, Role.SECURITY), reason="")


def test_a_post_is_handed_to_a_successor_on_one_day(world: World) -> None:
    post, user = Post.objects.get(user__login_name="weavers-clerk"), newcomer(world)
    rights.hand_over(post, actor=officer(world), user=user, on=LATER)
    assert Post.held(post.user_id, LATER - timedelta(days=1)).exists()
    assert not Post.held(post.user_id, LATER).exists()
    assert not Post.held(user.pk, LATER - timedelta(days=1)).exists()
    assert Post.held(user.pk, LATER).get().organisation == world.weavers


def test_a_post_is_not_handed_to_its_own_holder(world: World) -> None:
    post = Post.objects.get(user__login_name="weavers-clerk")
    with pytest.raises(Invalid, match="另一名用户"):
        rights.hand_over(post, actor=officer(world), user=post.user, on=TODAY)


@pytest.mark.django_db(transaction=True)
def test_of_two_conflicting_grants_at_once_exactly_one_commits(world: World) -> None:
    """S19: the database decides, whichever officer is quicker."""
    user = newcomer(world)
    roles = (Role.SYSTEM, Role.SECURITY, Role.AUDIT, Role.OPERATOR)

    def given(role: Role) -> Post:
        return appointments.grant(world.province, actor=console("post.grant"), user=user, role=role)

    outcomes = together(*(partial(given, role) for role in roles))
    assert sum(isinstance(one, Post) for one in outcomes) == 1
    assert sum(isinstance(one, Refused) for one in outcomes) == len(roles) - 1
    assert Post.objects.filter(user=user, ended_on=None).count() == 1


def test_nobody_confirms_hands_over_or_takes_back_what_is_his_own(world: World) -> None:
    actor, heir = officer(world), newcomer(world)
    own = Post.objects.get(user=actor.user)
    for act, inputs in (
        (appointments.end, {"reason": "调动"}), (rights.hand_over, {"user": heir, "on": TODAY}), (appointments.review, {}),
    ):  # fmt: skip
        with pytest.raises(Refused, match="不能办理本人的岗位"):
            act(own, actor=actor, **inputs)  # type: ignore[operator]


def test_nobody_confirms_his_own_audit_post(world: World) -> None:
    post = appointments.grant(world.county, actor=officer(world), user=newcomer(world), role=Role.AUDIT)
    himself = replace(console("post.confirm"), user=post.user_id)
    with pytest.raises(Refused, match="本人不能确认"):
        appointments.confirm(post, actor=himself)


def test_an_officer_opens_nothing_for_his_own_organisation_nor_beyond_its_ceiling(world: World) -> None:
    """S19: only subordinates, and only what the level may have and the superior has itself."""
    actor = officer(world, "county")
    with pytest.raises(Refused, match="由上级党组织办理"):
        granting.open_function(world.county, actor=actor, said=Said("transfer.nation", TODAY))
    with pytest.raises(Refused, match="不能开通给"):
        granting.open_function(world.weavers, actor=actor, said=Said("member.correct", TODAY))
