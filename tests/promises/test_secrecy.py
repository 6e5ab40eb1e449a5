"""What nobody can read off the tables (敏感信息): numbers and telephones are sealed, and a seal fits one place only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import MultipleObjectsReturned, ObjectDoesNotExist
from django.db import connection
from django.db.models.functions import Now
from django.urls import reverse

from registry.accounts.models import KeptRequest, Session
from registry.intake import operations as intake
from registry.intake.flow import Status
from registry.kernel.refusals import Invalid, Refused
from registry.kernel.sealing import SealBroken, keyring
from registry.members import operations as members
from registry.members.models import Member, MemberIdentity
from registry.members.sets import basic
from registry.organisations import operations as organisations
from registry.organisations.sets import basic as organisation_set
from registry.security.models import Post, StoredFile, User
from registry.web.models import Draft
from tests import declarations
from tests.intake.county import member
from tests.performances import performances
from tests.screens import signed_in
from tests.support.owning import owning
from tests.world import World, clerk, console, identity_number, member_form, written

NUMBER, NEW_NUMBER = identity_number("19750312", "男", 400), identity_number("19750312", "男", 401)
PHONES = ("13900004711", "0991-6654321", "13900004712")
ADDRESS = "清源县无人知晓路77号"
# Not inside hexadecimal text, where eighteen digits in a row may come about by chance.
LOOKS_LIKE_A_NUMBER = re.compile(rb"(?<![0-9a-f])[1-9][0-9]{16}[0-9Xx](?![0-9a-f])")

TRAIL = ("security_auditentry", "security_change")

pytestmark = pytest.mark.django_db


def everything() -> Iterator[tuple[str, bytes]]:
    """Every value of every column that can hold text, in every table, with the name of its column."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name, data_type from information_schema.columns join information_schema.tables "
            "using (table_schema, table_name) where table_schema = 'public' and table_type = 'BASE TABLE' and data_type in "
            "('text', 'character varying', 'character', 'jsonb', 'json', 'bytea', 'ARRAY', 'USER-DEFINED')"
        )
        for table, column, kind in cursor.fetchall():
            value = f'"{column}"' if kind == "bytea" else f"convert_to(\"{column}\"::text, 'UTF8')"
            cursor.execute(f'select {value} from "{table}" where "{column}" is not null')
            yield from ((f"{table}.{column}", bytes(found)) for (found,) in cursor.fetchall())


def dumped() -> Iterator[bytes]:
    """Every line of every table as a dump has it: what `pg_dump` writes is this COPY, and nothing else of the rows."""
    with owning(), connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
        for (table,) in cursor.fetchall():
            with cursor.copy(f'copy "{table}" to stdout') as lines:
                yield from (bytes(line) for line in lines)


def entered_and_corrected(world: World) -> Member:
    """A member whose number, telephone and address were entered and then changed, so that the ledger has all of them."""
    form = member_form(identity_number=NUMBER, phone=PHONES[0], address=ADDRESS)
    member = members.enter(world.weavers, actor=console("member.enter"), items=form)
    basis = StoredFile.put("认定材料.pdf", "pdf", f"认定 {NUMBER} 的电话 {PHONES[0]}".encode())
    items = written(basic, identity_number=NEW_NUMBER, phone=PHONES[1], address=ADDRESS + "二楼")
    return members.correct(member, actor=clerk(world.mill), items=items, version=member.version, basis=basis)


def test_no_column_holds_an_identity_number_a_telephone_or_an_address_in_clear(world: World) -> None:
    entered_and_corrected(world)
    items = written(organisation_set, phone=PHONES[2])
    organisations.maintain(world.weavers, actor=clerk(world.weavers), items=items, version=world.weavers.version)
    secrets = [NUMBER, NEW_NUMBER, *PHONES, PHONES[1].replace("-", ""), ADDRESS]
    seen = 0
    for column, value in everything():
        seen += 1
        assert not any(secret.encode() in value for secret in secrets), column
        assert not LOOKS_LIKE_A_NUMBER.search(value), column
    assert seen > 1000


@pytest.mark.parametrize("stage", ["intake.rehearse", "intake.start", "intake.undo"])
def test_a_sheet_on_its_way_in_shows_none_either(stage: str, world: World) -> None:
    """Examined, rehearsed and loaded, with a cell mended on the way."""
    batch = performances()[stage](world).subject
    if batch.status == Status.REHEARSED:
        batch = intake.mend(batch, actor=console(), row=3, item="phone", value=PHONES[0])
    people = [member(number, "") for number in (901, 902)]
    secrets = [str(person[column]) for person in people for column in (4, 12, 13)] + [PHONES[0]]
    for column, value in everything():
        assert not any(secret.encode() in value for secret in secrets), column
        assert not LOOKS_LIKE_A_NUMBER.search(value), column


def test_a_dump_of_the_filled_world_shows_none(world: World) -> None:
    """Members, ledger, a sheet on its way, drafts, what waits for a proof, searches, sessions, one-time secrets, files."""
    entered_and_corrected(world)
    performances()["intake.rehearse"](world)
    user = User.objects.get(login_name="mill-clerk")
    Draft.keep(user.pk, "member.correct", world.li.uid, {"identity_number": [NUMBER], "phone": [PHONES[0]]})
    client = signed_in(Post.objects.get(user=user))
    client.post(reverse("search.find"), {"text": NUMBER})
    client.post(reverse("member.reveal", args=[world.li.uid, "identity_number"]), {"purpose": "check"})
    Session.objects.update(proved_at=Now() - timedelta(hours=1))
    client.get(reverse("member.export") + "?text=" + PHONES[0])
    client.post(reverse("organisation.merge", args=[world.mill.uid]), {"reason": NUMBER, "document": PHONES[0]})
    people = [member(number, "") for number in (901, 902)]
    typed = [str(person[column]) for person in people for column in (4, 12, 13)]
    secrets = [NUMBER, NEW_NUMBER, *PHONES, ADDRESS, world.li.identity_number or "", world.li.phone or "", *typed]
    lines = 0
    for line in dumped():
        lines += 1
        assert not any(secret.encode() in line for secret in secrets), line[:300]
        assert not LOOKS_LIKE_A_NUMBER.search(line), line[:300]
    assert lines > 800
    assert KeptRequest.objects.exists()


def plan(statement: Any) -> str:
    """How the database finds it, on tables large enough that reading them whole would be wrong."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
    return str(statement.explain())


def test_a_person_is_found_by_number_with_one_probe_of_an_index(world: World) -> None:
    members_found = plan(MemberIdentity.objects.filter(index__in=keyring().blinds(NUMBER, "identity")))
    users_found = plan(User.objects.get_queryset().with_identity(NUMBER))
    for found, index in ((members_found, "members_memberidentity"), (users_found, "user_identity_once")):
        assert found.count("Index Scan") == 1, found
        assert "Seq Scan" not in found
        assert "index = '" in found or "identity_index = '" in found, found
        assert index in found


def test_after_everything_was_done_or_refused_once_the_trail_holds_no_number(world: World) -> None:
    """The dump of the audit tables alone (security.md S29)."""
    entered_and_corrected(world)
    done = 0
    for name, prepare in performances().items():
        with suppress(Refused, Invalid, AssertionError, LookupError, ObjectDoesNotExist, MultipleObjectsReturned):
            act = prepare(world)
            declarations.operations()[name].run(act.subject, actor=act.actor, **act.inputs)
            done += 1
    assert done > len(performances()) * 0.6
    dump = [(column, value) for column, value in everything() if column.startswith(TRAIL)]
    assert len(dump) > 500
    for column, value in dump:
        assert not LOOKS_LIKE_A_NUMBER.search(value), (column, value)


def test_the_search_through_all_columns_finds_what_is_there(world: World) -> None:
    found = {column for column, value in everything() if "阿依古丽".encode() in value}
    assert "members_member.name" in found
    assert "security_change.after" in found


@pytest.mark.parametrize("column", ["identity_number", "phone", "address"])
def test_a_sealed_value_moved_to_another_row_does_not_open(column: str, world: World) -> None:
    stolen = world.ouyang.__dict__[column]
    assert getattr(world.ouyang, column)
    world.li.__dict__[column] = stolen
    with pytest.raises(SealBroken):
        getattr(world.li, column)


def test_a_sealed_value_moved_to_another_column_does_not_open(world: World) -> None:
    world.li.__dict__["phone"] = world.li.__dict__["address"]
    with pytest.raises(SealBroken):
        _ = world.li.phone


def test_what_was_entered_is_read_back_by_its_row(world: World) -> None:
    member = Member.objects.get(pk=entered_and_corrected(world).pk)
    assert (member.identity_number, member.phone, member.address) == (NEW_NUMBER, PHONES[1], ADDRESS + "二楼")
    assert Member.objects.with_identity(NEW_NUMBER).get() == member
    assert Member.objects.with_phone("09916654321").get() == member
    assert not Member.objects.with_identity(NUMBER).exists()
