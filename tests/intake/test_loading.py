"""Loading: all that was rehearsed or nothing, never twice, and taken back as if it had never been."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from registry.intake import operations
from registry.intake.flow import Status
from registry.intake.jobs import load_or_rehearse
from registry.intake.models import Batch, Decision, Mend, Outcome, Scheme
from registry.intake.steps import members as reading
from registry.jobs.progress import SILENT
from registry.jobs.retention import swept
from registry.kernel import clock
from registry.kernel.records import record_models
from registry.kernel.refusals import Refused
from registry.members import operations as members
from registry.members.models import Member, MemberIdentity, Placement
from registry.organisations import naming, ranks, structure
from registry.organisations import operations as organisations
from registry.organisations.models import Organisation, Standing
from registry.security.actors import Actor
from registry.security.models import AuditEntry
from tests import world as country
from tests.intake import county as sheets
from tests.intake.conftest import loaded, outcomes, rehearsed, taken_in
from tests.support.writing import writing

BESIDE = (Batch, Mend, Decision, Scheme)


@pytest.fixture
def actor() -> Actor:
    return country.console(today=clock.today())


def contents() -> dict[str, list[Any]]:
    """Every record there is, without versions and counters, which only ever count up."""
    found = {}
    with connection.cursor() as cursor:
        for model in record_models():
            if model in BESIDE:
                continue
            table = model._meta.db_table
            cursor.execute(f"select to_jsonb(t) - 'version' - 'children_made' from {table} t order by id")
            found[table] = [json.loads(row) if isinstance(row, str) else row for (row,) in cursor.fetchall()]
    return found


@contextmanager
def raw_write() -> Iterator[None]:
    """Time passes faster than a test may wait: the ledger is opened by hand to set a moment back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('registry.entry', '1', true)")
        yield
        cursor.execute("select set_config('registry.entry', '', true)")


def a_day_later(batch: Batch) -> None:
    with raw_write():
        Batch.objects.filter(pk=batch.pk).update(loaded_at=clock.now() - timedelta(hours=24, seconds=1))


@pytest.mark.django_db
def test_a_load_is_one_act_with_one_entry_that_holds_every_row(new_county: Organisation, actor: Actor) -> None:
    county = sheets.sound()
    batches = taken_in(new_county, county, actor)
    entries = AuditEntry.objects.filter(function="intake.load", outcome="done", subject_id=batches["members"].pk)
    assert entries.count() == 1
    written = entries.get().changes.filter(table_name="members_member", before__isnull=True)
    assert written.count() == len(county.members)
    assert batches["members"].entries[0]["entry"] == entries.get().pk


@pytest.mark.django_db
def test_every_loaded_member_has_one_identity_and_one_place_from_the_day_of_the_sheet(
    new_county: Organisation, actor: Actor
) -> None:
    county = sheets.sound()
    loaded(new_county, "organisations", county.workbooks()["organisations"], actor)
    day = actor.today - timedelta(days=30)
    batch = operations.upload(new_county, actor=actor, name="m.xlsx", content=county.workbooks()["members"], as_of=day)
    batch = operations.rehearse(operations.examine(batch, actor=actor), actor=actor)
    operations.load(operations.start(batch, actor=actor), actor=actor)
    here = Member.objects.below(new_county.path)
    assert here.count() == len(county.members)
    assert MemberIdentity.objects.filter(member__in=here).count() == len(county.members)
    assert set(Placement.objects.filter(member__in=here).values_list("started_on", "ended_on")) == {(day, None)}


@pytest.mark.django_db
def test_what_is_sealed_in_the_staging_table_opens_in_the_register(new_county: Organisation, actor: Actor) -> None:
    county = sheets.sound()
    taken_in(new_county, county, actor)
    row = county.members[7]
    member = Member.objects.with_identity(row[4]).get()
    assert (member.identity_number, member.phone, member.address) == (row[4], row[12], row[13])
    assert Member.objects.with_phone(row[12]).get() == member
    assert member.path == member.organisation.path


@pytest.mark.django_db
def test_a_second_click_is_refused(new_county: Organisation, actor: Actor) -> None:
    batch = rehearsed(new_county, "organisations", sheets.sound().workbooks()["organisations"], actor)
    operations.start(batch, actor=actor)
    with pytest.raises(Refused, match="状态已经变化"):
        operations.start(batch, actor=actor)


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_one_batch_load_it_once(world: country.World, actor: Actor) -> None:
    items = country.organisation_form(name=sheets.COUNTY, category="141", situation="")
    place = country.organisations.create(world.city, actor=country.console("organisation.create"), items=items)
    county = sheets.sound(branches=3, size=4)
    loaded(place, "organisations", county.workbooks()["organisations"], actor)
    batch = rehearsed(place, "members", county.workbooks()["members"], actor)
    batch = operations.start(batch, actor=actor)
    together, results = Barrier(2), []

    def load() -> None:
        together.wait()
        try:
            results.append(operations.load(batch, actor=actor).status)
        except Refused as refusal:
            results.append(str(refusal))
        finally:
            connection.close()

    workers = [Thread(target=load) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(result == Status.LOADED for result in results) == [False, True]
    assert Member.objects.below(place.path).count() == len(county.members)


@pytest.mark.django_db
def test_a_number_registered_since_the_rehearsal_leads_to_a_new_rehearsal(
    world: country.World, new_county: Organisation, actor: Actor
) -> None:
    county = sheets.sound()
    loaded(new_county, "organisations", county.workbooks()["organisations"], actor)
    batch = rehearsed(new_county, "members", county.workbooks()["members"], actor)
    taken = country.member_form(
        identity_number=str(county.members[0][4]), birth_on=str(county.members[0][5]), sex=str(county.members[0][2])
    )
    members.enter(world.weavers, actor=actor, items=taken)
    before = Member.objects.count()
    batch = load_or_rehearse(operations.start(batch, actor=actor), actor, SILENT)
    assert (batch.status, Member.objects.count()) == (Status.REHEARSED, before)
    assert "名册有变动" in batch.failure
    assert outcomes(batch)[2] == Outcome.REJECTED


@pytest.mark.django_db
def test_a_member_changed_since_the_rehearsal_is_not_overwritten(new_county: Organisation, actor: Actor) -> None:
    county = sheets.sound()
    taken_in(new_county, county, actor)
    rows = [list(county.members[0])]
    rows[0][13] = "青石县新街9号"
    batch = rehearsed(new_county, "members", sheets.workbook(sheets.MEMBER_HEAD, rows), actor)
    member = Member.objects.with_identity(county.members[0][4]).get()
    items = country.written(country.member_set, address="青石县别处3号")
    members.correct(member, actor=actor, items=items, version=member.version)
    batch = load_or_rehearse(operations.start(batch, actor=actor, accepted=["address"]), actor, SILENT)
    member = Member.objects.get(pk=member.pk)
    assert (batch.status, member.address) == (Status.REHEARSED, "青石县别处3号")


@pytest.mark.django_db
def test_taking_a_batch_back_leaves_the_register_as_it_was(new_county: Organisation, actor: Actor) -> None:
    county = sheets.sound()
    empty = contents()
    batches = taken_in(new_county, county, actor)
    for batch in (batches["members"], batches["organisations"]):
        assert operations.undo(batch, actor=actor).status == Status.UNDONE
    assert contents() == empty


@pytest.mark.django_db
def test_taking_back_changes_restores_what_stood_there(new_county: Organisation, actor: Actor) -> None:
    county = sheets.sound()
    taken_in(new_county, county, actor)
    before = contents()
    for row in county.members[:5]:
        row[6], row[12], row[13] = "小学", "19811110000", "青石县旧街2号"
    batch = loaded(new_county, "members", county.workbooks()["members"], actor)
    assert contents() != before
    operations.undo(batch, actor=actor)
    assert contents() == before


@pytest.mark.django_db
def test_a_batch_is_not_taken_back_when_a_member_was_corrected_since(new_county: Organisation, actor: Actor) -> None:
    batch = taken_in(new_county, sheets.sound(), actor)["members"]
    member = Member.objects.below(new_county.path).first()
    items = country.written(country.member_set, address="青石县别处3号")
    members.correct(member, actor=actor, items=items, version=member.version)
    with pytest.raises(Refused, match="已有1条记录在此之后被修改"):
        operations.undo(batch, actor=actor)


@pytest.mark.django_db
def test_organisations_are_not_taken_back_from_under_their_members(new_county: Organisation, actor: Actor) -> None:
    batch = taken_in(new_county, sheets.sound(), actor)["organisations"]
    before = contents()
    with pytest.raises(Refused, match="已有其他记录依赖当时"):
        operations.undo(batch, actor=actor)
    assert contents() == before


@pytest.mark.django_db
def test_new_organisations_below_the_same_superior_are_no_hindrance_and_labels_are_not_used_again(
    new_county: Organisation, actor: Actor
) -> None:
    batch = loaded(new_county, "organisations", sheets.sound().workbooks()["organisations"], actor)
    paths = set(Organisation.objects.below(new_county.path).values_list("path", flat=True))
    country.organisations.create(
        new_county, actor=actor, items=country.organisation_form(), units=[country.unit_form()]
    )
    operations.undo(batch, actor=actor)
    later = country.organisations.create(
        new_county,
        actor=actor,
        items=country.organisation_form(name="中共青石县后来委员会"),
        units=[country.unit_form("后来局")],
    )
    assert later.path not in paths


@pytest.mark.django_db
def test_after_a_day_a_batch_stays_and_its_staged_rows_go(new_county: Organisation, actor: Actor) -> None:
    batch = loaded(new_county, "organisations", sheets.sound().workbooks()["organisations"], actor)
    batch.refresh_from_db()
    assert batch.loaded_at
    assert swept("staged", batch.loaded_at + timedelta(hours=24)) == 0
    assert batch.staged._default_manager.filter(batch=batch).exists()
    assert swept("staged", batch.loaded_at + timedelta(hours=24, seconds=1)) == 1
    a_day_later(batch)
    assert not batch.staged._default_manager.filter(batch=batch).exists()
    with pytest.raises(Refused, match="超过24小时"):
        operations.undo(batch, actor=actor)
    assert batch.file.read() == sheets.sound().workbooks()["organisations"] or batch.file.size > 0


@pytest.mark.django_db
def test_a_discarded_batch_leaves_only_its_sealed_workbook(new_county: Organisation, actor: Actor) -> None:
    batch = rehearsed(new_county, "organisations", sheets.sound().workbooks()["organisations"], actor)
    batch = operations.discard(batch, actor=actor)
    assert batch.status == Status.DISCARDED
    assert not batch.staged._default_manager.filter(batch=batch).exists()
    assert not batch.findings.exists()
    assert bytes(batch.file.content) != batch.file.read()


@pytest.mark.django_db
def test_a_sheet_read_by_several_processes_says_what_it_says_read_by_one(
    new_county: Organisation, actor: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = sheets.sound()
    loaded(new_county, "organisations", county.workbooks()["organisations"], actor)
    content = county.workbooks()["members"]
    alone = as_read(rehearsed(new_county, "members", content, actor))
    monkeypatch.setattr(reading, "LONG", 1)
    monkeypatch.setattr(reading, "CHUNK", 3)
    assert as_read(rehearsed(new_county, "members", content, actor)) == alone


def as_read(batch: Batch) -> tuple[list[dict[str, Any]], list[Any]]:
    """The staged rows without what is new each time, and what was found."""
    own = {"id", "batch_id", "uid", "identity_number", "phone", "address"}
    rows = [
        {name: value for name, value in row.items() if name not in own}
        for row in batch.staged._default_manager.filter(batch=batch).order_by("row").values()
    ]
    return rows, list(batch.findings.order_by("row", "item", "message").values_list("row", "item", "weight", "message"))


@pytest.mark.django_db
def test_a_sheet_says_since_when_organisations_stand_and_puts_it_right_in_a_second(
    new_county: Organisation, actor: Actor
) -> None:
    with writing():
        Standing.objects.filter(organisation=new_county).update(started_on=date(1950, 1, 1))
    head = (*sheets.ORGANISATION_HEAD, "批准建立日期")
    for founded in (date(1988, 3, 4), date(1985, 1, 1), date(1990, 5, 6)):
        rows = [
            [*row, f"{founded:%Y-%m-%d}" if place else ""] for place, row in enumerate(sheets.sound().organisations)
        ]
        loaded(new_county, "organisations", sheets.workbook(head, rows), actor)
        below = Standing.objects.filter(organisation__path__below=new_county.path).exclude(organisation=new_county)
        assert below.count() > 5
        assert set(below.values_list("started_on", flat=True)) == {founded}


@pytest.mark.django_db
def test_a_short_name_corrected_by_a_sheet_is_corrected_in_the_standing_too(
    new_county: Organisation, actor: Actor
) -> None:
    county = sheets.sound()
    loaded(new_county, "organisations", county.workbooks()["organisations"], actor)
    head = (*sheets.ORGANISATION_HEAD, "党组织简称")
    rows = [[*row, f"第{number}号"] for number, row in enumerate(county.organisations)]
    loaded(new_county, "organisations", sheets.workbook(head, rows), actor)
    below = Organisation.objects.below(new_county.path)
    assert below.filter(short_name="第1号").exists()
    standings = Standing.objects.filter(organisation__in=below)
    assert set(standings.values_list("organisation_id", "short_name")) == set(below.values_list("pk", "short_name"))


@pytest.mark.django_db
def test_the_initials_of_a_short_name_follow_the_sheet(new_county: Organisation, actor: Actor) -> None:
    county = sheets.sound()
    loaded(new_county, "organisations", county.workbooks()["organisations"], actor)
    below = Organisation.objects.below(new_county.path).exclude(pk=new_county.pk)
    spelt = set(below.values_list("short_name", "short_pinyin"))
    assert len(spelt) > 5
    assert spelt == {(name, naming.initials(name)) for name, _ in spelt}
    rows = [[*row, name] for row, name in zip(county.organisations[1:], ("红旗支部", "东风支部"), strict=False)]
    loaded(new_county, "organisations", sheets.workbook((*sheets.ORGANISATION_HEAD, "党组织简称"), rows), actor)
    assert {"hqzb", "dfzb"} <= set(below.values_list("short_pinyin", flat=True))


@pytest.mark.django_db
def test_what_a_sheet_brings_stands_behind_what_was_put_in_order(new_county: Organisation, actor: Actor) -> None:
    county = sheets.sound()
    loaded(new_county, "organisations", county.workbooks()["organisations"], actor)
    superior = max(Organisation.objects.below(new_county.path), key=lambda one: structure.below(one).count())
    made = list(structure.below(superior))
    assert made == sorted(made, key=lambda one: one.path)
    clerk = country.console("organisation.arrange")
    organisations.arrange(superior, actor=clerk, ordered=[*reversed(made)])
    name = sheets.ORGANISATION_HEAD.index("党组织名称")
    rows = [[*row] for row in county.organisations]
    for row in rows[1:]:
        row[name] = str(row[name]).replace("青石县", "青石县第二")
    loaded(new_county, "organisations", sheets.workbook(sheets.ORGANISATION_HEAD, rows), actor)
    after = ranks.below(superior)
    assert len(after) > len(made) > 1
    assert after[: len(made)] == [one.pk for one in reversed(made)]
