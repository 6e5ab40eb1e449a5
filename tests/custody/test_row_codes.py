"""Codes of rows (行鉴别码, S52): what somebody changes past the registry lends nothing, and is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from registry.custody import examining
from registry.members import operations as members
from registry.members.models import Member, MemberIdentity
from registry.members.sets import basic
from registry.organisations.models import Organisation
from registry.security import appointments, granting, vouching
from registry.security.codes import Broken
from registry.security.granting import Said
from registry.security.models import Adoption, AuditEntry, Grant, Outcome, Post, Role, RowCode, User
from tests.screens import signed_in
from tests.support.owning import owning
from tests.world import PASSWORD, TODAY, World, clerk, console, written

pytestmark = pytest.mark.django_db
NIGHT = date(2026, 3, 5)


@contextmanager
def behind_the_registrys_back() -> Iterator[None]:
    """As a superuser of the database, with all triggers asleep."""
    with owning(), connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        yield
        cursor.execute("set session_replication_role = origin")


def named() -> set[tuple[str, int]]:
    """The rows that the nightly report names."""
    entries = AuditEntry.objects.filter(function="row.examine", outcome=Outcome.REFUSED)
    return {(one.detail["table"], one.detail["row"]) for one in entries}


def test_every_post_grant_and_adoption_that_acts_made_is_vouched_for(world: World) -> None:
    said = Said("transfer.nation", TODAY, document="清组发〔2025〕9号")
    granting.open_function(world.mill, actor=console("right.open"), said=said)
    granting.adopt(
        world.province,
        actor=console("right.adopt"),
        profile="regulation",
        started_on=TODAY,
        document="江组发〔2025〕3号",
    )
    for model in (Post, Grant, Adoption):
        assert model.objects.exists()
        kept = RowCode.objects.filter(table_name=model._meta.db_table).values_list("row_id", flat=True)
        assert set(kept) >= set(model.objects.values_list("pk", flat=True))
    assert clerk(world.mill).has("transfer.nation")


@pytest.mark.parametrize(
    "change", [{"role": "security"}, {"ended_on": "2999-01-01"}, {"confirmed": False}, {"organisation_id": 1}]
)
def test_a_post_changed_by_a_superuser_is_refused_at_the_next_request_and_named(
    change: dict[str, object], world: World
) -> None:
    post = Post.objects.get(user__login_name="mill-clerk")
    client = signed_in(post)
    assert client.get("/").status_code == 200
    with behind_the_registrys_back():
        if "organisation_id" in change:
            change = {"organisation_id": world.province.pk}
        if "confirmed" in change:
            change = {"started_on": "2020-01-01"}
        Post.objects.filter(pk=post.pk).update(**change)
    assert client.get("/").status_code == 302
    entry = AuditEntry.objects.filter(outcome=Outcome.REFUSED).latest("pk")
    assert (entry.subject_table, entry.subject_id) == ("security_post", post.pk)
    assert f"第{post.pk}行" in entry.reason
    answer = Client().post(reverse("session.open"), {"login": "mill-clerk", "password": PASSWORD})
    assert "绕过系统改动" in answer.content.decode()


def test_a_post_that_nobody_granted_lends_nothing(world: World) -> None:
    user = User.objects.get(login_name="weavers-clerk")
    with behind_the_registrys_back():
        Post.objects.create(user=user, organisation=world.province, role=Role.APPROVER, started_on=date(2020, 1, 1))
    post = Post.held(user.pk, TODAY).get(organisation=world.province)
    with pytest.raises(Broken):
        post.seat(TODAY)


def test_a_grant_changed_by_a_superuser_stops_the_seats_it_reaches(world: World) -> None:
    said = Said("transfer.nation", TODAY, document="清组发〔2025〕9号")
    grant = granting.open_function(world.mill, actor=console("right.open"), said=said)
    with behind_the_registrys_back():
        Grant.objects.filter(pk=grant.pk).update(function="organisation.move")
    with pytest.raises(Broken, match=f"第{grant.pk}行"):
        clerk(world.mill)
    assert clerk(world.school).seat.rights


def test_a_later_act_does_not_vouch_for_what_a_superuser_changed(world: World) -> None:
    post = Post.objects.get(user__login_name="mill-clerk")
    with behind_the_registrys_back():
        Post.objects.filter(pk=post.pk).update(organisation_id=world.province.pk)
    appointments.review(Post.objects.get(pk=post.pk), actor=console("post.review"))
    with pytest.raises(Broken):
        Post.held(post.user_id, TODAY).get().seat(TODAY)


def test_a_copied_code_does_not_vouch_for_another_row(world: World) -> None:
    mine, other = (Post.objects.get(user__login_name=f"{key}-clerk") for key in ("mill", "town"))
    code = RowCode.objects.get(table_name="security_post", row_id=other.pk).code
    RowCode.objects.filter(table_name="security_post", row_id=mine.pk).update(code=bytes(code))
    with pytest.raises(Broken):
        clerk(world.mill)


def test_the_first_night_vouches_for_everybody_and_the_next_finds_nothing(world: World) -> None:
    assert examining.examine_all(NIGHT).broken == 0
    for model in vouching.nightly():
        codes = RowCode.objects.filter(table_name=model._meta.db_table).count()
        assert codes == model._base_manager.count() > 0, model
    assert {Member, MemberIdentity, User, Organisation} <= set(vouching.nightly())
    assert examining.examine_all(NIGHT).broken == 0


def test_what_acts_changed_is_vouched_for_the_night_after(world: World) -> None:
    examining.examine_all(NIGHT)
    items = written(basic, phone="13900007777")
    members.correct(world.li, actor=clerk(world.mill), items=items, version=world.li.version)
    assert examining.examine_all(NIGHT).broken == 0
    table = Member._meta.db_table
    assert RowCode.objects.get(table_name=table, row_id=world.li.pk).change > 0


@pytest.mark.parametrize(
    ("model", "change"),
    [(Member, {"name": "别人"}), (Member, {"status": "3"}), (Member, {"secrecy": "1"}), (User, {"status": "closed"}),
     (Organisation, {"name": "别的组织"}), (User, {"login_name": "another"})],
)  # fmt: skip
def test_a_row_edited_by_a_superuser_is_named_in_the_morning(
    model: type[Member], change: dict[str, str], world: World
) -> None:
    examining.examine_all(NIGHT)
    row = model._base_manager.order_by("-pk").first()
    assert row
    with behind_the_registrys_back():
        model._base_manager.filter(pk=row.pk).update(**change)
    assert examining.examine_all(NIGHT).broken == 1
    assert named() == {(model._meta.db_table, row.pk)}


def test_an_act_after_the_edit_hides_it_from_nobody(world: World) -> None:
    examining.examine_all(NIGHT)
    with behind_the_registrys_back():
        Member.objects.filter(pk=world.li.pk).update(name="别人", version=world.li.version)
    items = written(basic, phone="13900007777")
    members.correct(world.li, actor=clerk(world.mill), items=items, version=world.li.version)
    assert examining.examine_all(NIGHT).broken == 1
    assert named() == {("members_member", world.li.pk)}


def test_a_row_that_came_or_went_by_itself_is_named(world: World) -> None:
    examining.examine_all(NIGHT)
    gone = MemberIdentity.objects.get(member=world.li)
    with behind_the_registrys_back():
        MemberIdentity.objects.filter(pk=gone.pk).delete()
        made = MemberIdentity.objects.create(member=world.li, index=gone.index)
    assert examining.examine_all(NIGHT).broken == 2
    assert named() == {("members_memberidentity", gone.pk), ("members_memberidentity", made.pk)}


def test_taking_all_codes_away_introduces_none_a_second_time(world: World) -> None:
    examining.examine_all(NIGHT)
    RowCode.objects.filter(table_name="members_member").delete()
    with behind_the_registrys_back():
        Member.objects.filter(pk=world.li.pk).update(name="别人")
    assert examining.examine_all(NIGHT).broken == 1
    assert named() == {("members_member", world.li.pk)}
