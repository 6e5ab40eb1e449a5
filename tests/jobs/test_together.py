"""Several sessions that end as one transaction (合写), on a server that prepares transactions (max_prepared_transactions)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from django.db import connection, transaction

from registry.intake import jobs, operations
from registry.intake.flow import Status
from registry.intake.models import Batch
from registry.jobs import together as writing
from registry.jobs.progress import SILENT
from registry.jobs.together import ALONE, Together, settle, together
from registry.kernel.refusals import Refused
from registry.members.models import Member, MemberIdentity, Placement
from registry.organisations.models import Headcount, Organisation
from registry.security.models import AuditEntry, Change
from tests import world as country
from tests.intake import county as sheets
from tests.intake.conftest import loaded, rehearsed

pytestmark = pytest.mark.django_db(transaction=True)
COUNTY = sheets.sound(branches=5, size=6)


@pytest.fixture
def batch(world: country.World) -> Batch:
    """The members of a county, ready to be written."""
    clerk = country.clerk(world.city)
    items = country.organisation_form(name=sheets.COUNTY, category="141", situation="")
    place = country.organisations.create(world.city, actor=country.console("organisation.create"), items=items)
    loaded(place, "organisations", COUNTY.workbooks()["organisations"], clerk)
    return operations.start(rehearsed(place, "members", COUNTY.workbooks()["members"], clerk), actor=clerk)


def here(batch: Batch) -> int:
    return Member.objects.below(batch.organisation.path).count()


def prepared() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from pg_prepared_xacts where database = current_database()")
        return int(cursor.fetchone()[0])


def aside(act: Callable[[], None]) -> None:
    """Done in a session of its own."""

    def run() -> None:
        act()
        connection.close()

    thread = Thread(target=run)
    thread.start()
    thread.join()


def write(batch: Batch, sessions: writing.Writing) -> Batch:
    return operations.load(batch, actor=country.console("intake.load"), writing=sessions)


def test_what_several_sessions_write_is_there_as_a_whole_under_one_entry(batch: Batch) -> None:
    with together(many=True) as sessions:
        write(batch, sessions)
        assert (sessions.parts > 1, here(batch)) == (True, 0)
    assert (here(batch), prepared()) == (len(COUNTY.members), 0)
    members = Member.objects.below(batch.organisation.path)
    assert MemberIdentity.objects.filter(member__in=members).count() == len(COUNTY.members)
    assert Placement.objects.filter(member__in=members).count() == len(COUNTY.members)
    counts = Headcount.objects.filter(organisation__in=Organisation.objects.below(batch.organisation.path))
    assert sum(one.full + one.probationary for one in counts) == len(COUNTY.members)
    [entry] = AuditEntry.objects.filter(function="intake.load", subject_id=batch.pk, outcome="done")
    told = Change.objects.filter(entry=entry, table_name="members_member")
    assert set(told.values_list("row_id", flat=True)) == set(members.values_list("pk", flat=True))


def test_nothing_is_left_of_an_operation_that_failed_after_its_parts_were_written(batch: Batch) -> None:
    def written_and_failed(sessions: writing.Writing) -> None:
        write(batch, sessions)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), together(many=True) as sessions:
        written_and_failed(sessions)
    assert (here(batch), prepared()) == (0, 0)


def test_a_part_that_fails_takes_the_others_with_it(world: country.World) -> None:
    def broken(part: int) -> Iterator[int]:
        with connection.cursor() as cursor:
            cursor.execute("select 1 / %s", [part])
        yield 0

    with pytest.raises(Exception, match="division by zero"), together(many=True) as sessions, transaction.atomic():
        list(sessions.carry_out(broken))
    assert prepared() == 0


def test_what_a_killed_process_left_is_settled_by_whether_its_operation_was(batch: Batch) -> None:
    killed = Together()
    batch = write(batch, killed)
    assert (batch.status, here(batch)) == (Status.LOADED, 0)
    with pytest.raises(Refused, match="收尾"):
        operations.undo(batch, actor=country.console("intake.undo"))
    assert settle() == killed.parts
    assert (here(batch), prepared()) == (len(COUNTY.members), 0)
    killed.end(commit=False)
    assert here(batch) == len(COUNTY.members)
    operations.undo(batch, actor=country.console("intake.undo"))
    assert here(batch) == 0


def test_what_is_left_of_an_operation_that_never_was_goes(world: country.World) -> None:
    settled: list[int] = []
    with transaction.atomic():
        list(Together().carry_out(lambda part: iter([part])))
        aside(lambda: settled.append(settle()))
        transaction.set_rollback(True)
    assert settled == [0], "somebody was still at work"
    assert settle() == Together.parts
    assert prepared() == 0


def test_where_somebody_is_in_the_way_one_session_writes_after_all(
    batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "PATIENCE", "100ms")
    monkeypatch.setattr(jobs, "MANY", 1)
    other, end = connection.copy(), Together.end
    with other.cursor() as cursor:
        cursor.execute("begin")
        cursor.execute("lock table organisations_headcount in share mode")

        def ended(sessions: Together, *, commit: bool) -> None:
            end(sessions, commit=commit)
            assert (commit, here(batch), prepared()) == (False, 0, 0)
            cursor.execute("rollback")

        monkeypatch.setattr(Together, "end", ended)
        loading = jobs.load_or_rehearse(batch, country.console("intake.load"), SILENT)
    other.close()
    assert (loading.status, here(batch)) == (Status.LOADED, len(COUNTY.members))


def test_few_rows_are_written_by_the_operation_itself() -> None:
    with together(many=False) as sessions:
        assert sessions is ALONE
