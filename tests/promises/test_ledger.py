"""What the database keeps (变更台账): no record is written outside an operation, and the trail only grows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, models, transaction

from registry.kernel.records import Record, record_models
from registry.kernel.uids import uid
from registry.members.models import Member
from registry.organisations.models import Organisation, Reorganisation
from registry.security.models import AuditEntry, Change
from tests.support.owning import owning
from tests.support.writing import writing
from tests.world import World

RECORDS = record_models()
EVERY_RECORD = pytest.mark.parametrize("model", RECORDS, ids=[model._meta.db_table for model in RECORDS])
TRIGGERS = {"ledger_insert", "ledger_update", "ledger_delete", "ledger_truncate"}
TRAIL = pytest.mark.parametrize("model", [AuditEntry, Change])
# Statement-level triggers speak even where no row is touched, so the same five statements fit every table.
WRITES = [
    "insert into {table} select * from {table} where false",
    "update {table} set id = id where false",
    "delete from {table} where false",
    "truncate {table} cascade",
    "copy {table} from stdin",
]

pytestmark = pytest.mark.django_db


def refused(write: Callable[[], Any]) -> str:
    """The code with which the database refuses the write even to the tables' owner; fails if it does not."""
    with owning(), pytest.raises((DatabaseError, psycopg.Error)) as refusal, transaction.atomic():
        write()
    error = refusal.value if isinstance(refusal.value, psycopg.Error) else refusal.value.__cause__
    return str(error.sqlstate)  # type: ignore[union-attr]


def run(statement: str) -> Callable[[], None]:
    """Execute a statement; a COPY is sent no rows."""

    def execute() -> None:
        with connection.cursor() as cursor:
            if statement.startswith("copy"):
                with cursor.copy(statement):
                    pass
            else:
                cursor.execute(statement)

    return execute


def test_the_registry_has_records() -> None:
    assert {"organisations_organisation", "members_member", "security_post"} <= {m._meta.db_table for m in RECORDS}


@EVERY_RECORD
def test_every_table_of_records_has_all_four_triggers(model: type[Record]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select tgname from pg_trigger where tgrelid = %s::regclass and tgenabled = 'O' and not tgisinternal",
            [model._meta.db_table],
        )
        assert {name for (name,) in cursor.fetchall()} >= TRIGGERS


@EVERY_RECORD
@pytest.mark.parametrize("statement", WRITES, ids=[statement.split()[0] for statement in WRITES])
def test_no_statement_writes_records_outside_an_operation(model: type[Record], statement: str) -> None:
    code = refused(run(statement.format(table=model._meta.db_table)))
    assert code == ("RG002" if statement.startswith("truncate") else "RG001")


def test_no_way_of_saving_goes_round_the_ledger(world: World) -> None:
    ways: list[Callable[[], Any]] = [
        lambda: world.li.save(),
        lambda: world.li.keep("pinyin"),
        lambda: world.li.delete(),
        lambda: Member.objects.filter(pk=world.li.pk).update(name="测试改名"),
        lambda: Member.objects.bulk_update([world.li], ["name"]),
        lambda: Organisation.objects.bulk_create([_copy(world.mill)]),
        lambda: Organisation.objects.filter(pk=world.dyers.pk)._raw_delete("default"),  # type: ignore[attr-defined]
    ]
    for way in ways:
        assert refused(way) == "RG001"


@TRAIL
@pytest.mark.parametrize("statement", ["update {table} set id = id", "delete from {table}", "truncate {table}"])
def test_the_trail_only_grows(model: type[models.Model], statement: str, world: World) -> None:
    assert model._default_manager.exists()
    assert refused(run(statement.format(table=model._meta.db_table))) == "RG002"


def _copy(organisation: Organisation) -> Organisation:
    organisation.pk, organisation.uid = None, uid()
    organisation.name, organisation.path, organisation.code = (
        "中共清源县副本委员会",
        organisation.path + "zzz",
        "099999999999",
    )
    return organisation


def test_many_changed_rows_are_told_as_a_single_one_is(world: World) -> None:
    """From a hundred rows on the ledger compares columns instead of whole rows; nothing of what it says may differ."""

    def told(rows: list[Reorganisation]) -> list[tuple[Any, Any]]:
        changes = {"document": "清“组”\\发\t\n12", "entry": None, "effective_on": date(2025, 7, 2), "former_name": ""}
        with writing():
            Reorganisation.objects.filter(pk__in=[row.pk for row in rows]).update(**changes)
        latest = Change.objects.filter(table_name="organisations_reorganisation").order_by("-pk")[: len(rows)]
        return [(one.before, one.after) for one in latest]

    def made(count: int) -> list[Reorganisation]:
        new = [
            Reorganisation(
                act="moved",
                organisation=world.mill,
                effective_on=date(2025, 7, 1),
                document="旧",
                entry=7,
                former_name="名",
            )
            for _ in range(count)
        ]
        with writing():
            return Reorganisation.objects.bulk_create(new)

    [single] = told(made(1))
    many = told(made(150))
    assert single[1].keys() == {"document", "entry", "effective_on", "former_name", "version"}
    assert many == [single] * 150
