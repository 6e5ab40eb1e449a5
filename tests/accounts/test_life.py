"""The life of an account (用户): one person, one account, opened level by level, never deleted, never given again."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from registry.accounts import console as opening
from registry.accounts import operations, passwords
from registry.accounts.models import Session
from registry.kernel.refusals import Invalid, Refused
from registry.organisations.models import Organisation
from registry.security.models import Role, User, UserStatus
from tests.screens import signed_in
from tests.world import PASSWORD, World, account_form, clerk, console

ACTOR = console()


def open_user(place: Organisation, number: int = 300, **changes: Any) -> User:
    return operations.open_user(place, actor=ACTOR, items=account_form(number, **changes))


def system_of(world: World) -> Any:
    return clerk(world.province, Role.SYSTEM)


def test_a_system_post_opens_accounts_for_its_own_organisation_and_those_directly_below(world: World) -> None:
    for number, place in enumerate((world.province, world.city)):
        user = operations.open_user(place, actor=system_of(world), items=account_form(310 + number))
        assert (user.organisation, user.status) == (place, UserStatus.OPENED)
    for place in (world.county, world.weavers):
        with pytest.raises(Refused, match="直接下级"):
            operations.open_user(place, actor=system_of(world), items=account_form(320))


def test_nobody_but_a_system_post_opens_accounts(world: World) -> None:
    for actor in (clerk(world.county), clerk(world.province, Role.SECURITY), clerk(world.province, Role.AUDIT)):
        with pytest.raises(Refused):
            operations.open_user(world.county, actor=actor, items=account_form(330))


def test_one_person_has_one_account_wherever_it_was_opened_and_even_after_it_was_closed(world: World) -> None:
    first = open_user(world.mill)
    operations.close(first, actor=ACTOR, reason="测试退休")
    with pytest.raises(Invalid, match="一个人只能有一个账号"):
        open_user(world.school, phone="19900009999")


def test_a_telephone_belongs_to_one_account_until_that_is_closed(world: World) -> None:
    first = open_user(world.mill)
    again = account_form(301) | {"phone": account_form(300)["phone"]}
    with pytest.raises(Invalid, match="该手机号已有账号使用"):
        operations.open_user(world.mill, actor=ACTOR, items=again)
    operations.close(first, actor=ACTOR, reason="测试退休")
    assert operations.open_user(world.mill, actor=ACTOR, items=again).phone_index == first.phone_index


def test_a_name_to_sign_in_with_is_never_given_twice(world: World) -> None:
    first = operations.open_user(world.mill, actor=ACTOR, items=account_form(300), login_name="newcomer")
    operations.close(first, actor=ACTOR, reason="测试退休")
    with pytest.raises(Invalid, match="登录名不能重复使用"):
        operations.open_user(world.mill, actor=ACTOR, items=account_form(301), login_name="newcomer")
    assert User.objects.filter(login_name="newcomer").count() == 1


@pytest.mark.parametrize("missing", ["name", "identity_number", "phone"])
def test_an_account_without_a_person_is_not_opened(missing: str, world: World) -> None:
    with pytest.raises(Invalid) as refusal:
        operations.open_user(world.mill, actor=ACTOR, items=account_form(300) | {missing: None})
    assert [violation.field for violation in refusal.value.violations] == [missing]


def test_names_follow_the_pattern_of_the_installation(world: World, settings: Settings) -> None:
    settings.LOGIN_NAMES = "code"
    names = [open_user(world.mill, number).login_name for number in (300, 301)]
    assert names == [f"B{world.mill.code}", f"B{world.mill.code}-2"]
    three = operations.open_user(world.mill, actor=ACTOR, items=account_form(302), role=Role.SYSTEM)
    assert three.login_name == f"A{world.mill.code}"
    settings.LOGIN_NAMES = "initials"
    assert open_user(world.mill, 303, name="单雄信").login_name.startswith("sxx")
    settings.LOGIN_NAMES = "mobile"
    drawn = open_user(world.mill, 304)
    assert drawn.login_name[0] == "M" and str(drawn.phone) not in drawn.login_name


def test_a_mobile_number_signs_in_as_well_as_the_name(world: World) -> None:
    user = User.objects.get(login_name="weavers-clerk")
    answer = Client().post(reverse("session.open"), {"login": str(user.phone), "password": PASSWORD})
    assert answer.status_code == 302


def test_a_correction_that_somebody_else_overtook_is_refused(world: World) -> None:
    user = open_user(world.mill)
    operations.correct(user, actor=ACTOR, items={"name": "测试更名"}, version=user.version)
    with pytest.raises(Refused, match="刚被别人改过"):
        operations.correct(user, actor=ACTOR, items={"name": "测试又改"}, version=user.version)


@pytest.mark.parametrize(
    ("act", "inputs"),
    [(operations.suspend, {"reason": "测试"}), (operations.close, {"reason": "测试"}), (operations.reset, {})],
)
def test_whoever_is_put_out_of_use_is_out_at_the_very_next_request(act: Any, inputs: Any, world: World) -> None:
    user = User.objects.get(login_name="weavers-clerk")
    client = signed_in(user)
    assert client.get("/").status_code == 200
    act(user, actor=ACTOR, **inputs)
    assert client.get("/").status_code == 302
    assert not Session.objects.filter(user=user, ended_at=None).exists()
    assert Client().post(reverse("session.open"), {"login": "weavers-clerk", "password": PASSWORD}).status_code == 422


def test_a_reset_leaves_nothing_that_opens_the_account_and_nobody_a_secret(world: World) -> None:
    user = User.objects.get(login_name="weavers-clerk")
    operations.reset(user, actor=ACTOR)
    assert not passwords.matches(user, PASSWORD)
    assert User.objects.get(pk=user.pk).status == UserStatus.OPENED


def test_what_is_closed_comes_back_only_by_its_owner_activating_it_anew(world: World) -> None:
    user = operations.close(User.objects.get(login_name="weavers-clerk"), actor=ACTOR, reason="测试")
    with pytest.raises(Refused):
        operations.reset(user, actor=ACTOR)
    assert operations.resume(user, actor=ACTOR).status == UserStatus.OPENED


def test_an_organisations_users_are_seen_from_it_and_above_only(world: World) -> None:
    user = opening.open_with_code(world.county, Role.SYSTEM, account_form(340), "county-system", console().today)[0]
    own = clerk(world.county, Role.SYSTEM)
    assert user in User.objects.visible_to(own, "user.view")
    assert set(User.objects.visible_to(own, "user.list")) < set(User.objects.visible_to(system_of(world), "user.list"))
    assert not User.objects.visible_to(own, "user.view").filter(organisation=world.school).exists()
