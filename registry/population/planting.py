"""Writing a province (写入合成省): by COPY into tables without indexes and triggers, and what follows from it set by set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

from registry.jobs.crew import shared
from registry.kernel import uids
from registry.kernel.refusals import Refused
from registry.organisations.models import Organisation
from registry.population.consequences import STATEMENTS, given
from registry.population.flaws import FLAWS
from registry.population.places import FOUNDED, Place
from registry.population.province import PROVINCE_KEY, TOP, Order, cities, counties, draw_of
from registry.population.rows import ORGANISATION, TABLES, Lines, county_lines, joined, organisation_rows
from registry.security import trail
from registry.security.actors import Actor, Top
from registry.security.models import AuditEntry

FUNCTION = "node.prepare"
DERIVED = (
    "organisations_standing", "organisations_headcount", "members_placement", "dossiers_reward", "dossiers_notice", "dossiers_work",
    "dossiers_rectification", "dossiers_pairing", "dossiers_group", "dossiers_groupmembership",
)  # fmt: skip
FILLED = (*TABLES, *DERIVED)
NOT_EMPTY = "这个数据库里已有党组织。合成省只写入空的数据库：请另建一个数据库，用 DATABASE_URL 指明后再运行。"
SHARED_FROM = 60_000
"""So many members make it worth a second to start more processes."""
_INDEXES = """
select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i
where i.indrelid = any(%s::regclass[]) and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
order by i.indrelid::regclass::text, i.indexrelid
"""
Told = Callable[[int], object]
"""Hears how many members are there."""


def plant(order: Order, told: Told) -> dict[str, int]:
    """Write the province; returns how many members have each of the planted faults. Refused unless nothing is there."""
    if Organisation.objects.exists():
        raise Refused(NOT_EMPTY)
    with transaction.atomic(), connection.cursor() as cursor, _unguarded(cursor), _without_indexes(cursor):
        _copy(cursor, "organisations_organisation", ORGANISATION, _superiors(order))
        flaws = _fill(cursor, order, told)
        for statement in STATEMENTS:
            cursor.execute(statement, given(order.today))
        for table in FILLED:
            cursor.execute(f"select setval(pg_get_serial_sequence('{table}', 'id'), greatest(max(id), 1)) from {table}")
        cursor.execute("select setval('organisation_root', 1)")
        trail.append(_actor(order), FUNCTION, Top(), detail=_noted(order, flaws))
    return flaws


def settle() -> None:
    """What the planner knows of the tables, once they stand; not inside a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("vacuum (analyze)")


def planted() -> dict[str, int]:
    """How many rows were given a fault that breaks a rule, by the number of the rule, as the trail keeps it."""
    entry = AuditEntry.objects.filter(function=FUNCTION, detail__has_key="flaws").order_by("pk").last()
    flaws = entry.detail["flaws"] if entry else {}
    found: dict[str, int] = {}
    for flaw in FLAWS:
        found[flaw.rule] = found.get(flaw.rule, 0) + flaws.get(flaw.key, 0)
    return found


def _actor(order: Order) -> Actor:
    return Actor.console(FUNCTION, today=order.today)


def _noted(order: Order, flaws: dict[str, int]) -> dict[str, Any]:
    return {"members": order.members, "seed": order.seed, "day": order.today.isoformat(), "flaws": flaws}


def _fill(cursor: Any, order: Order, told: Told) -> dict[str, int]:
    """County by county, as they are made; several processes make them, this one writes."""
    flaws: dict[str, int] = {}
    done = 0
    for lines in _made(order):
        for table, columns in TABLES.items():
            _copy(cursor, table, columns, lines.of[table])
        for key, count in lines.flaws.items():
            flaws[key] = flaws.get(key, 0) + count
        done += lines.members
        told(done)
    return flaws


def _made(order: Order) -> Iterable[Lines]:
    if order.members < SHARED_FROM:
        return map(county_lines(order), counties(order))
    return shared(county_lines, order, counties(order))


def _superiors(order: Order) -> bytes:
    """The province and its cities."""
    province = Place(PROVINCE_KEY, 0, TOP, "中国共产党合成省委员会", "", "121", "", FOUNDED)
    below = [
        Place(city.key, PROVINCE_KEY, city.path, f"中国共产党{city.name}委员会", province.name, "131", "", FOUNDED)
        for city in cities(order)
    ]
    draw = draw_of(order, -1)
    moment = uids.moment_of(order.today)
    return joined(
        organisation_rows(
            [province, *below], draw, lambda count: uids.of_moment(moment, [draw.getrandbits(80) for _ in range(count)])
        )
    )


def _copy(cursor: Any, table: str, columns: tuple[str, ...], lines: bytes) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with cursor.copy(f"copy {table} ({names}) from stdin") as copy:
        copy.write(lines)


@contextmanager
def _without_indexes(cursor: Any) -> Iterator[None]:
    """Indexes are built at once at the end, in a third of the time of row by row; constraints keep theirs."""
    cursor.execute(_INDEXES, [list(FILLED)])
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"drop index {name}")
    yield
    cursor.execute("set maintenance_work_mem = '1GB'")
    cursor.execute("set max_parallel_maintenance_workers = 2")
    for _, definition in indexes:
        cursor.execute(definition)
    cursor.execute("reset maintenance_work_mem")


@contextmanager
def _unguarded(cursor: Any) -> Iterator[None]:
    """Nothing of this is an operation of anybody's: the owner lays the triggers aside, for this alone (docs/decisions)."""
    for table in FILLED:
        cursor.execute(f"alter table {table} disable trigger all")
    yield
    for table in FILLED:
        cursor.execute(f"alter table {table} enable trigger all")
