"""Clues (异常线索): each pattern is found when it is too much and not before, once, and an auditor says what it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from registry.auditing import jobs, operations
from registry.auditing.flow import Status
from registry.auditing.models import Clue, Verification
from registry.auditing.patterns import BY_KEY, PATTERNS
from registry.kernel import clock
from registry.kernel.clock import CHINA
from registry.kernel.refusals import Invalid
from registry.security import seals, trail
from registry.security.actors import BEYOND, Actor, Top
from registry.security.models import AuditEntry, Outcome, Post, Role
from tests.auditing.performances import found
from tests.screens import signed_in
from tests.support.owning import owning
from tests.world import World, clerk

pytestmark = pytest.mark.django_db
DAY, NIGHT = datetime(2026, 3, 4, 10, 0, tzinfo=CHINA), datetime(2026, 3, 4, 23, 30, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, settings: Any) -> None:
    settings.ANCHOR_FILE = str(tmp_path / "anchors.jsonl")


def reveal(actor: Actor, world: World, times: int) -> None:
    trail.read_all(actor, "member.reveal", [world.li] * times)


def view(actor: Actor, world: World, times: int) -> None:
    trail.read_all(actor, "member.view", [world.li] * times)


def be_refused(actor: Actor, world: World, times: int) -> None:
    for place in (world.school, world.teachers, world.other_county)[:times]:
        trail.refuse(actor, "organisation.correct", place, BEYOND)


def probe(actor: Actor, world: World, times: int) -> None:
    for _ in range(times):
        trail.refuse(actor, "member.enter", world.weavers, "R-022")


def come_in(actor: Actor, world: World, times: int) -> None:
    for number in range(times):
        trail.append(
            Actor(actor.user, actor.name, actor.seat, actor.today, f"192.{number}.2.1"), "session.open", world.mill
        )


def grant(actor: Actor, world: World, times: int) -> None:
    for _ in range(times):
        trail.append(actor, "post.grant", world.mill)


def fail_at_the_door(actor: Actor, world: World, times: int) -> None:
    stranger = Actor(0, "未登录者", Actor.console(today=actor.today).seat, actor.today, "192.0.2.77")
    for _ in range(times):
        trail.append(stranger, "session.open", Top(), outcome=Outcome.REFUSED, reason="登录名或密码不正确")


def export(actor: Actor, world: World, times: int) -> None:
    trail.read(actor, "member.export", world.mill, rows=times)


# The pattern, what is done, how often is still usual, and when it happens.
ACTS: dict[str, tuple[Callable[[Actor, World, int], None], int, datetime]] = {
    "reveal": (reveal, 30, DAY),
    "night": (view, 20, NIGHT),
    "beyond": (be_refused, 2, DAY),
    "probe": (probe, 5, DAY),
    "regions": (come_in, 1, DAY),
    "grants": (grant, 0, NIGHT),
    "failures": (fail_at_the_door, 9, DAY),
    "export": (export, 5000, DAY),
}


def found_of(key: str, actor: Actor, hour: int) -> list[Any]:
    """What that pattern finds, were it now that hour."""
    pattern = BY_KEY[key]
    moment = f"(date_trunc('week', at at time zone 'Asia/Shanghai') + interval '{hour} hours')"
    query = pattern.query.replace("at at time zone 'Asia/Shanghai'", moment)
    with connection.cursor() as cursor:
        cursor.execute(query, [pattern.lasts.total_seconds()])
        return [row for row in cursor.fetchall() if row[0] in (actor.user, None)]


def test_every_pattern_over_entries_is_tried_out_here() -> None:
    assert set(ACTS) == {pattern.key for pattern in PATTERNS if pattern.of_entries}


@pytest.mark.parametrize("key", ACTS)
def test_too_much_is_found_and_what_is_usual_is_not(key: str, world: World) -> None:
    act, usual, moment = ACTS[key]
    actor = clerk(world.mill)
    if usual:
        act(actor, world, usual)
    assert found_of(key, actor, moment.hour) == []
    act(actor, world, 3 if key in ("beyond", "regions") else 1)
    [row] = found_of(key, actor, moment.hour)
    assert row[3] > 0
    if key in ("night", "grants"):
        assert found_of(key, actor, 10) == []


def test_a_clue_is_found_once_and_says_nothing_of_the_person_concerned(world: World) -> None:
    reveal(clerk(world.mill), world, 31)
    assert "新线索" in jobs.seal()
    clue = Clue.objects.get(pattern="reveal")
    assert (clue.user_id, clue.organisation, clue.count) == (clerk(world.mill).user, world.mill, 31)
    reveal(clerk(world.mill), world, 5)
    jobs.seal()
    assert Clue.objects.filter(pattern="reveal").count() == 1
    entry = AuditEntry.objects.filter(function="clue.find").latest("pk")
    assert world.li.name not in f"{clue} {entry.detail} {entry.reason}"


def test_a_lag_of_the_sealer_is_a_clue_of_the_whole_node(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "lag", lambda: 2 * seals.LATE)
    jobs.seal()
    jobs.seal()
    clue = Clue.objects.get(pattern="lag")
    assert (clue.organisation, clue.count) == (world.nation, 10)


def test_an_entry_that_nobody_coded_is_a_clue(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seals, "seal", lambda: seals.Sealed(1, 0, [77]))
    jobs.seal()
    assert Clue.objects.get(pattern="broken").first == 77


def test_the_superiors_auditor_reads_explains_and_confirms_a_clue(world: World) -> None:
    clue = found(world)
    client = signed_in(Post.objects.get(organisation=world.province, role=Role.AUDIT))
    assert clue in client.get(reverse("clue.list")).context["list"].page.rows
    shown = client.get(reverse("clue.view", args=[clue.uid])).content.decode()
    assert "大量显示完整号码" in shown and "待核查" in shown
    client.post(reverse("clue.explain", args=[clue.uid]), {"words": "已了解"})
    clue.refresh_from_db()
    assert (clue.status, clue.words) == (Status.EXPLAINED, "已了解")
    client.post(reverse("clue.confirm", args=[clue.uid]), {"words": "情况属实"})
    clue.refresh_from_db()
    assert (clue.status, clue.decided_on) == (Status.CONFIRMED, clock.today())
    assert clue.decided_by is not None


def test_nothing_is_explained_without_words(world: World) -> None:
    with pytest.raises(Invalid):
        operations.explain(found(world), actor=Actor.console("clue.explain", today=clock.today()), words="  ")


def test_verifying_on_screen_says_what_was_looked_at(world: World) -> None:
    client = signed_in(Post.objects.get(organisation=world.province, role=Role.AUDIT))
    assert "还没有校验过" in client.get(reverse("audit.verify")).content.decode()
    shown = client.post(reverse("audit.verify"), follow=True).content.decode()
    assert "不符 0 处" in shown
    assert Verification.objects.get().faults == []


def test_the_months_to_come_are_there_already_and_are_made_only_once(world: World) -> None:
    assert jobs.make_parts(DAY) == "新建分区 0 个"
    with owning(), connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_inherits where inhparent = 'security_auditentry'::regclass")
        assert cursor.fetchone()[0] == 14
