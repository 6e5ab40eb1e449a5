"""Making the demonstration (建立演示数据): one command, safe to repeat, and somebody can sign in."""

from __future__ import annotations

import re
import stat
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from registry.accounts.demonstration import FILE
from registry.intake.demonstration.making import ACCOUNTS
from registry.intake.demonstration.sheets import sheets
from registry.kernel import clock
from registry.members.models import Member
from registry.organisations.models import Organisation, Standing
from registry.security.models import AuditEntry, User

OFFICERS = ("system", "security", "audit")


def make(**options: Path) -> str:
    said = StringIO()
    call_command("make_demonstration", stdout=said, **options)
    if not options:
        call_command("open_demonstration_accounts", stdout=said)
    return said.getvalue()


@pytest.fixture
def empty(transactional_db: None, settings: Settings, tmp_path: Path) -> Path:
    """A registry in which nothing is, with a folder of its own."""
    call_command("flush", interactive=False)
    settings.VAR = tmp_path / "var"
    return tmp_path


def test_one_command_makes_the_county_and_a_second_changes_nothing(empty: Path) -> None:
    said = make()
    county = sheets(clock.today())
    assert Organisation.objects.count() == len(county.organisations) + 2
    assert Member.objects.count() == len(county.members)
    assert Standing.as_of(date(2019, 7, 1)).count() == Organisation.objects.count()
    entries, users = AuditEntry.objects.count(), User.objects.count()
    assert make() == said[said.index("演示账号") :]
    assert (AuditEntry.objects.count(), User.objects.count()) == (entries, users)

    written = empty / "var" / FILE
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    for key, name in ACCOUNTS.items():
        [password] = re.findall(rf" {key} +(\S+)$", written.read_text(), re.MULTILINE)
        _sees_the_members_below(Organisation.objects.get(name=name), key, password)

    for place, roles in {"county": ("approver", *OFFICERS), "province": OFFICERS}.items():
        for role in roles:
            [password] = re.findall(rf" {place}-{role} +(\S+)$", written.read_text(), re.MULTILINE)
            assert _signs_in(f"{place}-{role}", password)

    written.unlink()
    assert "city-2" in make()


def _signs_in(key: str, password: str) -> Client:
    client = Client()
    answer = client.post(reverse("session.open"), {"login": key, "password": password})
    assert answer.status_code == 302
    return client


def _sees_the_members_below(organisation: Organisation, key: str, password: str) -> None:
    page = _signs_in(key, password).get(reverse("member.list"), {"below": "1"}).content.decode()
    first = Member.objects.below(organisation.path).order_by("path", "pk")[0]
    assert first.name in page


def test_accounts_written_down_for_another_database_are_written_anew(empty: Path) -> None:
    written = empty / "var" / FILE
    written.parent.mkdir()
    written.write_text("东岭镇党委  town  walnut-poplar-peony-59\n", encoding="utf-8")
    make()
    assert "walnut-poplar-peony-59" not in written.read_text(encoding="utf-8")
    assert User.objects.filter(login_name="town").exists()


def test_only_the_sheets_are_written_where_only_they_are_asked_for(tmp_path: Path) -> None:
    said = make(sheets=tmp_path / "new" / "folder")
    files = sorted((tmp_path / "new" / "folder").iterdir())
    assert [file.suffix for file in files] == [".xlsx", ".xlsx"]
    assert sorted(said.split()) == [str(file) for file in files]


def test_a_real_node_is_never_filled_with_invented_people(db: None, settings: Settings) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="不是演示环境"):
        make()
