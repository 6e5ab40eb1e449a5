"""Handing a post over (移交岗位, N16): what is open goes along, the log names both, both sign a sheet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import reverse

from registry.jobs.models import State, Task
from registry.kernel.clock import CHINA
from registry.kernel.uids import uid
from registry.rights import jobs, operations
from registry.rights.models import Handover
from registry.security import appointments
from registry.security.models import AuditEntry, Post, Role, User
from registry.web.models import Draft, Preference
from tests.rights.performances import asked
from tests.screens import signed_in
from tests.world import TODAY, World, clerk, console, open_account

LATER = TODAY + timedelta(days=14)


def successor(world: World) -> User:
    """Somebody with an account and no post."""
    post = Post.objects.get(user=open_account(world.village, "newcomer"))
    appointments.end(post, actor=console("post.end"), reason="")
    return post.user


def work_of(post: Post) -> Task:
    """Something long that was asked for from the post."""
    return Task.objects.create(
        function="intake.load", title="党员汇总表", subject=1, subject_uid=uid(), screen="intake.view", user=post.user_id, post=post.pk
    )  # fmt: skip


def handed(world: World, on: object = TODAY) -> tuple[Post, Handover]:
    post = Post.objects.get(user__login_name="mill-clerk", organisation=world.mill)
    made = operations.hand_over(
        post, actor=clerk(world.province, Role.SECURITY), user=successor(world), on=on, reason="工作调动"
    )
    return post, made


def test_the_old_account_has_no_tasks_any_more_and_the_log_names_both(world: World) -> None:
    post = Post.objects.get(user__login_name="mill-clerk")
    task, done = work_of(post), work_of(post)
    Task.objects.filter(pk=done.pk).update(state=State.DONE)
    post, made = handed(world)
    task.refresh_from_db()
    assert (task.user, task.post) == (made.successor.user_id, made.successor.pk)
    assert list(Task.objects.filter(user=post.user_id)) == [done]
    entry = AuditEntry.objects.latest("pk")
    assert entry.function == "post.hand"
    assert (entry.detail["handed_from"], entry.detail["handed_to"]) == (post.user.name, made.successor.user.name)


def test_what_was_open_stands_on_the_sheet_with_what_becomes_of_it(world: World) -> None:
    asked(world)
    post = Post.objects.get(user__login_name="mill-clerk")
    work_of(post)
    stand_in = User.objects.get(login_name="spinners-clerk")
    dates = {"started_on": TODAY, "ended_on": LATER, "reason": "外出学习"}
    appointments.delegate(post, actor=clerk(world.mill), user=stand_in, **dates)  # type: ignore[arg-type]
    _, made = handed(world)
    assert [(one["kind"], one["goes"]) for one in made.left] == [
        ("后台任务", "转到接任人名下"), ("开通申请", "随党组织由接任人继续办理"), ("代办", "随原岗位结束"),
    ]  # fmt: skip


def test_drafts_and_chosen_columns_go_along_but_never_over_the_successors_own(world: World) -> None:
    user = User.objects.get(login_name="mill-clerk")
    Draft.keep(user.pk, "member.maintain", world.li.uid, {"phone": ["1"]})
    Preference.objects.create(user=user, key="columns:member.list", value=["name"])
    _, made = handed(world)
    heir = made.successor.user_id
    assert Draft.of(heir, "member.maintain", world.li.uid) is not None
    assert Draft.of(user.pk, "member.maintain", world.li.uid) is None
    assert Preference.objects.get(user=heir).value == ["name"]
    assert Preference.objects.filter(user=user).exists()


def test_whoever_goes_on_elsewhere_keeps_his_drafts(world: World) -> None:
    user = User.objects.get(login_name="mill-clerk")
    appointments.grant(world.weavers, actor=console("post.grant"), user=user, role=Role.APPROVER)
    Draft.keep(user.pk, "member.maintain", world.li.uid, {"phone": ["1"]})
    handed(world)
    assert Draft.of(user.pk, "member.maintain", world.li.uid) is not None


def test_what_is_handed_over_on_a_later_day_goes_along_that_night(world: World) -> None:
    task = work_of(Post.objects.get(user__login_name="mill-clerk"))
    post, made = handed(world, LATER)
    night = datetime(LATER.year, LATER.month, LATER.day, 2, tzinfo=CHINA)
    for moment, owner in ((night - timedelta(days=1), post), (night, made.successor), (night, made.successor)):
        jobs.hand(moment)
        task.refresh_from_db()
        assert task.post == owner.pk


def test_the_sheet_is_shown_and_printed_for_whoever_may_see_the_post(world: World) -> None:
    post, made = handed(world)
    officer = signed_in(Post.objects.get(organisation=world.province, role=Role.SECURITY))
    page = officer.get(reverse("post.list-handover", args=[made.uid])).content.decode()
    assert post.user.name in page and made.successor.user.name in page and "没有未办结的事项" in page
    sheet = officer.get(reverse("post.list-handover-sheet", args=[made.uid]))
    assert sheet["Content-Type"] == "application/pdf" and sheet.content.startswith(b"%PDF")
    assert "交接单" in officer.get(reverse("right.list-organisation", args=[world.mill.uid])).content.decode()
    county = signed_in(Post.objects.get(user=open_account(world.other_county, "other-security", Role.SECURITY)))
    assert county.get(reverse("post.list-handover", args=[made.uid])).status_code == 404


def test_handing_over_in_the_browser_leads_to_the_sheet(world: World) -> None:
    post, heir = Post.objects.get(user__login_name="mill-clerk"), successor(world)
    officer = signed_in(Post.objects.get(organisation=world.province, role=Role.SECURITY))
    address = reverse("post.hand", args=[post.uid])
    on = officer.get(address).context["form"]["on"].initial
    done = officer.post(address, {"user": heir.login_name, "on": on, "reason": "轮岗"})
    assert done["Location"] == reverse("post.list-handover", args=[Handover.objects.get().uid])
