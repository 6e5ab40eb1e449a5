"""The auditor's desk (审计台): who reads whose trail, what is found in it, and that looking leaves its own trace."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from registry.kernel import clock
from registry.members import operations as members
from registry.members.sets import basic
from registry.security import trail
from registry.security.models import AuditEntry, Outcome, Post, Role
from tests.screens import signed_in
from tests.world import World, clerk, identity_number, open_account, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> date:
    settings.ANCHOR_FILE = str(tmp_path / "anchors.jsonl")
    return clock.today()


def auditor(place: Any) -> Client:
    """The auditor of that organisation, signed in."""
    held = Post.objects.filter(organisation=place, role=Role.AUDIT).first()
    return signed_in(held or Post.objects.get(user=open_account(place, f"auditor-{place.pk}", Role.AUDIT)))


def found(client: Client, text: str = "", **params: str) -> list[AuditEntry]:
    """The entries on the page that the search leads to."""
    answer = client.get(reverse("audit.list"), params)
    if text:
        answer = client.post(reverse("audit.list"), {"q": text}, follow=True)
    return list(answer.context["list"].page.rows)


def test_an_organisations_trail_is_read_by_its_superiors_auditor_and_not_by_its_own(world: World) -> None:
    trail.read(clerk(world.mill), "member.view", world.mill)
    entry = AuditEntry.objects.latest("pk")
    assert entry in found(auditor(world.county))
    assert entry not in found(auditor(world.mill))
    assert entry not in found(auditor(world.other_county))
    assert auditor(world.mill).get(reverse("audit.view", args=[entry.pk])).status_code == 404
    assert auditor(world.county).get(reverse("audit.view", args=[entry.pk])).status_code == 200


def test_the_auditor_at_the_top_reads_what_nobody_else_can(world: World) -> None:
    """Failures at the door belong to no organisation, and above the top is nobody."""
    Client().post(reverse("session.open"), {"login": "nobody-at-all", "password": "x"})
    entry = AuditEntry.objects.filter(function="session.open", outcome="refused").latest("pk")
    assert entry in found(auditor(world.nation))
    assert entry not in found(auditor(world.county))


def test_who_saw_a_person_is_found_by_the_persons_number_which_stands_in_no_address(world: World) -> None:
    trail.read(clerk(world.mill), "member.reveal", world.li, item="identity_number")
    trail.read(clerk(world.mill), "member.view", world.ouyang)
    number = identity_number("19620305", "男")
    client = auditor(world.county)
    answer = client.post(reverse("audit.list"), {"q": number})
    assert answer.status_code == 302 and number not in answer["Location"]
    rows = list(client.get(answer["Location"]).context["list"].page.rows)
    assert {row.subject_id for row in rows} == {world.li.pk}
    assert "member.reveal" in {row.function for row in rows}


def test_a_member_of_another_county_is_not_found_by_his_number(world: World) -> None:
    trail.read(clerk(world.school), "member.view", world.gai)
    assert found(auditor(world.county), identity_number("19640816", "男")) == []


@pytest.mark.parametrize("text", ["mill-clerk", "织造厂党委经办", "中共清源县织造厂委员会"])
def test_acts_are_found_by_name_login_name_and_organisation(text: str, world: World) -> None:
    actor = clerk(world.mill)
    text = actor.name if text.endswith("经办") else text
    trail.read(actor, "member.view", world.li)
    entry = AuditEntry.objects.latest("pk")
    rows = found(auditor(world.county), text)
    assert entry in rows
    assert not [row for row in rows if row.path.startswith(world.school.path)]


def test_filters_narrow_by_outcome_function_and_days(world: World) -> None:
    trail.refuse(clerk(world.mill), "member.correct", world.li, "不能办理")
    client = auditor(world.county)
    assert {row.outcome for row in found(client, outcome="refused")} == {Outcome.REFUSED}
    assert {row.function for row in found(client, act="member.correct")} == {"member.correct"}
    assert found(client, since="2020-01-01", until="2020-12-31") == []


def test_an_entry_shows_what_changed_and_no_number(world: World) -> None:
    items = written(basic, education="大专", phone="13900004711")
    members.correct(world.li, actor=clerk(world.mill), items=items, version=world.li.version)
    entry = AuditEntry.objects.filter(function="member.correct").latest("pk")
    shown = auditor(world.county).get(reverse("audit.view", args=[entry.pk])).content.decode()
    assert "学历" in shown and "大专" in shown and "初中" in shown
    assert "13900004711" not in shown and "139****4711" in shown


def test_looking_leaves_an_entry_of_its_own(world: World) -> None:
    client = auditor(world.county)
    before = AuditEntry.objects.latest("pk").pk
    found(client, "织造厂")
    client.get(reverse("audit.view", args=[before]))
    kept = AuditEntry.objects.filter(pk__gt=before, function__startswith="audit.")
    assert {(one.function, one.outcome) for one in kept} >= {("audit.list", Outcome.READ)}
    assert "织造厂" not in "".join(str(one.detail) for one in kept)


def test_pages_go_on_without_a_row_twice_or_left_out(world: World) -> None:
    for number in range(120):
        trail.read(clerk(world.mill), "member.view", world.li, number=number)
    client, seen = auditor(world.county), []
    address = reverse("audit.list") + "?act=member.view"
    while True:
        shown = client.get(address).context["list"].page
        seen += [row.pk for row in shown.rows]
        if not shown.following:
            break
        address = f"{reverse('audit.list')}?act=member.view&after={quote(shown.following)}"
    assert len(seen) == len(set(seen)) >= 120
    assert seen == sorted(seen, reverse=True)


def test_the_years_counts_are_those_of_the_trail(world: World) -> None:
    for _number in range(3):
        trail.read(clerk(world.mill), "member.view", world.li)
    shown = auditor(world.county).get(reverse("audit.count")).context
    counted = {name: outcomes for name, outcomes, _total in shown["functions"]}
    assert counted["查看党员档案"]["read"] == 3
    assert str(world.mill) in dict(shown["organisations"])


def test_nobody_but_an_auditor_finds_the_desk(world: World) -> None:
    for post in Post.objects.exclude(role=Role.AUDIT).select_related("user")[:6]:
        assert signed_in(post).get(reverse("audit.list")).status_code == 404


def test_who_is_not_there_and_what_is_beyond_is_written_down(world: World) -> None:
    client = signed_in(Post.objects.get(organisation=world.school))
    client.get(reverse("member.view", args=[world.li.uid]))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.function, entry.outcome, entry.detail) == ("member.view", Outcome.REFUSED, {"uid": str(world.li.uid)})
    client.get(reverse("audit.list"))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.function, entry.outcome, entry.reason) == ("audit.list", Outcome.REFUSED, "岗位没有这项功能")


def test_signing_out_is_written_down(world: World) -> None:
    client = signed_in(Post.objects.get(organisation=world.mill))
    client.post(reverse("session.close"))
    entry = AuditEntry.objects.latest("pk")
    assert (entry.function, entry.outcome, entry.detail) == ("session.close", Outcome.DONE, {"why": "left"})
