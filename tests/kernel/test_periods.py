"""Facts with a beginning and an end (起止时段): begun inclusive, ended exclusive, never two at a time."""

from __future__ import annotations

from datetime import date, timedelta
from queue import Empty, Queue
from threading import Event, Thread

import pytest
from django.db import IntegrityError, connection

from registry.members.models import Member, Placement
from registry.organisations.models import OrganisationUnit
from registry.units.models import Unit
from tests.support.writing import writing
from tests.world import FOUNDED, World

LATER, WEEK = date(2025, 8, 1), date(2025, 8, 8)


def placements(member: Member) -> list[tuple[int, date, date | None]]:
    rows = member.placements.order_by("started_on")
    return list(rows.values_list("organisation_id", "started_on", "ended_on"))


def test_moving_ends_the_former_fact_on_the_day_the_new_one_begins(world: World) -> None:
    with writing():
        world.li.place(world.dyers, LATER)
    assert placements(world.li) == [(world.weavers.pk, FOUNDED, LATER), (world.dyers.pk, LATER, None)]
    world.li.refresh_from_db()
    assert (world.li.organisation_id, world.li.path) == (world.dyers.pk, world.dyers.path)


def test_every_day_has_exactly_one_answer(world: World) -> None:
    with writing():
        world.li.place(world.dyers, LATER)
    for day in (FOUNDED, LATER - timedelta(days=1), LATER, LATER + timedelta(days=500)):
        [found] = Placement.as_of(day).filter(member=world.li)
        assert found.organisation == (world.weavers if day < LATER else world.dyers)
    assert not Placement.as_of(FOUNDED - timedelta(days=1)).filter(member=world.li).exists()


def test_the_database_refuses_two_at_a_time(world: World) -> None:
    with pytest.raises(IntegrityError, match="placement_open_once"), writing():
        Placement.objects.create(member=world.li, organisation=world.dyers, started_on=LATER)


def test_two_that_overlap_are_refused_whichever_is_written_later(world: World) -> None:
    with writing():
        world.li.placements.get().end(LATER)
    with pytest.raises(IntegrityError, match="placement_once"), writing():
        Placement.objects.create(
            member=world.li, organisation=world.dyers, started_on=LATER - timedelta(days=1), ended_on=LATER
        )
    with pytest.raises(IntegrityError, match="placement_once"), writing():
        Placement.objects.create(member=world.li, organisation=world.dyers, started_on=FOUNDED)
    with writing():
        Placement.objects.create(member=world.li, organisation=world.dyers, started_on=LATER)
    with pytest.raises(IntegrityError, match="placement_once"), writing():
        world.li.placements.filter(ended_on=LATER).update(ended_on=LATER + timedelta(days=1))
    assert len(placements(world.li)) == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_writers_at_once_the_second_waits_and_is_refused(world: World) -> None:
    with writing():
        world.li.placements.get().end(LATER)
    begun, refused = Event(), Queue[str]()

    def second() -> None:
        begun.wait()
        try:
            with writing():
                Placement.objects.create(member=world.li, organisation=world.dyers, started_on=LATER, ended_on=WEEK)
            refused.put("")
        except IntegrityError as error:
            refused.put(str(error))
        finally:
            connection.close()

    thread = Thread(target=second)
    thread.start()
    with writing():
        Placement.objects.create(member=world.li, organisation=world.market, started_on=LATER)
        begun.set()
        with pytest.raises(Empty):
            refused.get(timeout=0.5)
    thread.join()
    assert "placement_once" in refused.get()
    assert len(placements(world.li)) == 2


def test_a_fact_may_begin_on_the_day_the_other_ends(world: World) -> None:
    with writing():
        world.li.placements.get().end(LATER)
        Placement.objects.create(member=world.li, organisation=world.dyers, started_on=LATER)
    assert len(placements(world.li)) == 2


def test_a_fact_that_ends_before_it_began_lasted_no_day(world: World) -> None:
    with writing():
        world.li.placements.get().end(FOUNDED - timedelta(days=30))
    assert placements(world.li) == [(world.weavers.pk, FOUNDED, FOUNDED)]


def test_an_organisation_has_one_main_unit_and_may_have_others(world: World) -> None:
    other = Unit.objects.exclude(organisation_links__organisation=world.market).first()
    with pytest.raises(IntegrityError, match="main_unit_once"), writing():
        OrganisationUnit.link(world.market, other, LATER, main=True)
    with writing():
        OrganisationUnit.link(world.market, other, LATER, main=False)
    assert OrganisationUnit.as_of(LATER).filter(organisation=world.market).count() == 3
