"""Posts, rights and requests end with their organisation (撤销后的岗位), as the preview says, and come back with it."""

from __future__ import annotations

import pytest
from django.urls import reverse

from registry.kernel.refusals import Refused
from registry.organisations.models import Reorganisation
from registry.reorganisations import operations, planning
from registry.rights import operations as rights
from registry.rights.models import Answer, Request
from registry.security import appointments, granting
from registry.security.granting import Said
from registry.security.models import Grant, Post, User
from tests.reorganisations.performances import PAPER
from tests.screens import signed_in
from tests.world import TODAY, World, clerk, console, organisation_form


def furnished(world: World) -> Post:
    """The dyers with a clerk, a stand-in, a function closed for them, and a request on its way."""
    post = Post.objects.get(user__login_name="dyers-clerk")
    granting.close_function(world.dyers, actor=console("right.close"), said=Said("member.reveal", TODAY))
    rights.ask(world.dyers, actor=clerk(world.dyers), function="member.reveal", reason="核对号码")
    stand_in = User.objects.get(login_name="spinners-clerk")
    later = TODAY.replace(month=TODAY.month + 1)
    appointments.delegate(
        post,
        actor=clerk(world.dyers),
        user=stand_in,
        started_on=later,
        ended_on=later.replace(day=20),
        reason="外出学习",
    )
    return post


def test_posts_rights_and_requests_end_with_the_organisation_as_the_preview_says(world: World) -> None:
    post = furnished(world)
    plan = planning.merged([world.dyers], world.spinners, TODAY)
    assert {"随之结束的岗位2个", "随之结束的功能授权1项", "随之终止的开通申请1件"} <= set(plan.sums)
    said = " ".join(line.text for line in plan.lines)
    assert f"{post.user}（经办）" in said and "功能授权1项" in said
    operations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **PAPER)
    assert not Post.objects.filter(organisation=world.dyers, ended_on=None).exists()
    assert {one.ended_on for one in Post.objects.filter(organisation=world.dyers, stands_in_for=None)} == {TODAY}
    assert all(one.ended_on == one.started_on for one in Post.objects.filter(stands_in_for=post))
    assert Grant.objects.get(organisation=world.dyers).ended_on == TODAY
    assert Request.objects.get().answer == Answer.LAPSED
    assert not Post.held(post.user_id, TODAY).exists()


def test_undoing_it_brings_posts_rights_and_requests_back(world: World) -> None:
    post = furnished(world)
    operations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **PAPER)
    operations.undo(Reorganisation.objects.get(), actor=clerk(world.mill))
    assert Post.held(post.user_id, TODAY).get() == post
    assert post.stand_ins.get().ended_on == TODAY.replace(month=TODAY.month + 1, day=20)
    assert Grant.objects.get(organisation=world.dyers).ended_on is None
    assert Request.objects.get().answer == Answer.WAITING


@pytest.mark.parametrize("goes", [True, False])
def test_a_split_ends_them_only_where_the_organisation_goes(goes: bool, world: World) -> None:
    part = organisation_form(name="中共清源县织造厂织布第二支部委员会", category="631", situation="1")
    everybody = (world.li, world.ouyang, world.ye, world.shan)
    deal = {str(one.uid): 1 for one in (everybody if goes else everybody[:3])}
    operations.split(world.weavers, actor=clerk(world.mill), parts=[part], deal=deal, goes=goes, **PAPER)
    assert Post.held(User.objects.get(login_name="weavers-clerk").pk, TODAY).exists() is not goes


def test_an_organisation_where_nobody_sits_is_dissolved_without_a_word_of_posts(world: World) -> None:
    for post in Post.objects.filter(organisation=world.dyers):
        appointments.end(post, actor=console("post.end"), reason="工作调动")
    assert not any(
        line.text.endswith("随之结束") for line in planning.merged([world.dyers], world.spinners, TODAY).lines
    )


def test_who_lost_his_last_post_is_out_and_stands_in_the_system_administrators_list(world: World) -> None:
    user = User.objects.get(login_name="dyers-clerk")
    at_work, officer = signed_in(user), signed_in(User.objects.get(login_name="province-system"))
    assert user.login_name not in officer.get(f"{reverse('user.list')}?posts=none").content.decode()
    operations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **PAPER)
    assert at_work.get("/").status_code == 302
    page = officer.get(f"{reverse('user.list')}?posts=none").content.decode()
    assert user.login_name in page and "weavers-clerk" not in page


def test_what_lapsed_is_not_answered_any_more(world: World) -> None:
    furnished(world)
    operations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **PAPER)
    with pytest.raises(Refused):
        rights.agree(Request.objects.get(), actor=console("right.agree"))


def test_a_post_that_was_taken_back_before_it_began_hinders_nothing(world: World) -> None:
    later = TODAY.replace(month=TODAY.month + 1)
    user = User.objects.get(login_name="spinners-clerk")
    post = appointments.grant(world.dyers, actor=console("post.grant"), user=user, role="approver", started_on=later)
    appointments.end(post, actor=console("post.end"), reason="改派")
    operations.merge(world.spinners, actor=clerk(world.mill), others=[world.dyers], **PAPER)
    post.refresh_from_db()
    assert post.ended_on == later
