"""A worker killed in the middle of a load: another one finishes it, with no row lost or doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, transaction

from registry.intake import operations
from registry.intake.flow import Status
from registry.intake.models import Batch
from registry.jobs.models import State, Task
from registry.members.models import Member, MemberIdentity, Placement
from registry.organisations.models import Headcount, Organisation
from registry.security.models import AuditEntry
from tests import world as country
from tests.intake import county as sheets
from tests.intake.conftest import loaded, rehearsed

_BLOCKED = "select count(*) from pg_locks where relation = 'members_placement'::regclass and not granted"


def worker(*options: str) -> subprocess.Popen[bytes]:
    """A real worker on the database of this test."""
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}"))
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "registry.config.settings_test"}
    return subprocess.Popen([sys.executable, "-m", "django", "worker", *options], env=environment)


def kill_in_the_middle() -> None:
    """Kill a worker when it has written the members but not yet their places, which a lock of ours keeps from it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("lock table members_placement in share mode")
        process, deadline, waiting = worker(), time.monotonic() + 60, 0
        while not waiting:
            assert process.poll() is None and time.monotonic() < deadline, "the worker never came to the places"
            cursor.execute(_BLOCKED)
            [waiting] = cursor.fetchone()
        process.send_signal(signal.SIGKILL)
        process.wait()


@pytest.mark.django_db(transaction=True)
def test_a_load_whose_worker_was_killed_is_finished_by_the_next(world: country.World, new_county: Organisation) -> None:
    clerk, county = country.clerk(world.city), sheets.sound()
    loaded(new_county, "organisations", county.workbooks()["organisations"], clerk)
    batch = rehearsed(new_county, "members", county.workbooks()["members"], clerk)
    before = Member.objects.count()
    operations.start(batch, actor=clerk)

    kill_in_the_middle()
    batch = Batch.objects.get(pk=batch.pk)
    assert (batch.status, Member.objects.count()) == (Status.LOADING, before)

    assert worker("--once").wait(timeout=120) == 0
    here = Member.objects.below(new_county.path)
    assert here.count() == here.values("uid").distinct().count() == len(county.members)
    assert Placement.objects.filter(member__in=here).count() == len(county.members)
    assert MemberIdentity.objects.filter(member__in=here).count() == len(county.members)
    counts = Headcount.objects.filter(organisation__in=Organisation.objects.below(new_county.path))
    assert sum(one.full + one.probationary for one in counts) == len(county.members)
    assert Batch.objects.get(pk=batch.pk).status == Status.LOADED
    assert Task.objects.get(function="intake.load", subject=batch.pk).state == State.DONE
    assert AuditEntry.objects.filter(function="intake.load", subject_id=batch.pk, outcome="done").count() == 1
