"""Any life the register may have (随机办理): whatever clerks do in whatever order, what must hold holds."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from registry.kernel import paths
from registry.kernel.dates import add_months
from registry.kernel.records import record_models
from registry.kernel.refusals import Invalid, Refused
from registry.members import operations as members
from registry.members.models import Member, MemberIdentity, Placement
from registry.members.sets import basic as member_set
from registry.organisations import operations as organisations
from registry.organisations.models import Headcount, Organisation, Standing
from registry.organisations.sets import basic as organisation_set
from registry.security.models import AuditEntry
from registry.units.models import Unit
from tests import world as country
from tests.world import TODAY, console, identity_number, member_form, organisation_form, unit_form, written

NUMBERS = count(1)
ACTOR = console()
CATEGORIES = some.sampled_from(["141", "241", "341", "611", "621", "631", "632"])
BELONGING = some.sampled_from([("1", 0), ("3", 1), ("2", 2), ("", 0), ("2", 1)])
"""What stands as 所在单位情况, and how many units are named."""
PLACES = some.integers(0, 10_000)
DAYS = some.dates(date(1930, 1, 1), date(2006, 12, 31))


class Life(RuleBasedStateMachine):
    """Clerks at work; every step is one operation, done or refused."""

    @initialize()
    def begin(self) -> None:
        self.entries = AuditEntry.objects.count()

    def attempt(self, act: Any, subject: Any, **inputs: Any) -> None:
        """One operation: it may be refused, but never fail, and always leaves one entry."""
        with contextlib.suppress(Refused, Invalid):
            act(subject, actor=ACTOR, **inputs)
        self.entries += 1

    @rule(place=PLACES, category=CATEGORIES, belonging=BELONGING)
    def make_an_organisation(self, place: int, category: str, belonging: tuple[str, int]) -> None:
        number, (situation, units) = next(NUMBERS), belonging
        form = organisation_form(name=f"中共第{number}委员会", category=category, situation=situation)
        blocks = [unit_form(f"第{number}单位{n}") for n in range(units)]
        self.attempt(organisations.create, _pick(Organisation.objects, place), items=form, units=blocks)

    @rule(place=PLACES, other=PLACES)
    def make_one_of_a_name_that_is_taken(self, place: int, other: int) -> None:
        form = organisation_form(name=_pick(Organisation.objects, other).name, category="631", situation="1")
        self.attempt(organisations.create, _pick(Organisation.objects, place), items=form)

    @rule(place=PLACES, name=some.sampled_from(["secretary", "short_name", "name"]), stale=some.booleans())
    def correct_an_organisation(self, place: int, name: str, stale: bool) -> None:
        chosen = _pick(Organisation.objects, place)
        items = written(organisation_set, **{name: f"中共测试{next(NUMBERS) % 7}委员会"})
        self.attempt(organisations.correct, chosen, items=items, version=chosen.version - stale)

    @rule(place=PLACES, anywhere=some.sampled_from([False, False, False, True]), born=DAYS, years=some.integers(17, 45),
          known=some.booleans(), full=some.booleans())  # fmt: skip
    def enter_a_member(self, place: int, anywhere: bool, born: date, years: int, known: bool, full: bool) -> None:
        number, joined = next(NUMBERS), add_months(born, 12 * years)
        form = member_form(
            name=f"测试{'甲乙丙丁戊己庚辛'[number % 8]}", birth_on=born.isoformat(), joined_on=joined.isoformat(),
            identity_number=identity_number(f"{born:%Y%m%d}", "男", number % 499) if known else "0" * 18,
            category="正式党员" if full else "预备党员", converted_on=f"{joined.year + 1}-12-31" if full else "",
        )  # fmt: skip
        branch = _pick(Organisation.objects.all() if anywhere else Organisation.objects.branches(), place)
        self.attempt(members.enter, branch, items=form)

    @rule(place=PLACES, values=some.dictionaries(
        some.sampled_from(["address", "household", "phone", "name"]), some.sampled_from(["13900001111", "石桥村", "甲乙"]),
    ), stale=some.booleans())  # fmt: skip
    def correct_a_member(self, place: int, values: dict[str, str], stale: bool) -> None:
        chosen = _pick(Member.objects, place)
        self.attempt(members.correct, chosen, items=written(member_set, **values), version=chosen.version - stale)

    @rule(place=PLACES, day=DAYS)
    def change_a_key_date_without_a_document(self, place: int, day: date) -> None:
        chosen = _pick(Member.objects, place)
        items = written(member_set, birth_on=day.isoformat())
        self.attempt(members.correct, chosen, items=items, version=chosen.version)

    @rule(place=PLACES, number=some.sampled_from(["R-012", "R-016", "R-021", "R-026", "R-208"]))
    def explain_something(self, place: int, number: str) -> None:
        self.attempt(members.explain, _pick(Member.objects, place), rule=number, text="档案如此。")

    @invariant()
    def every_attempt_left_one_entry(self) -> None:
        assert AuditEntry.objects.count() == self.entries

    @invariant()
    def everything_stands_below_its_superior(self) -> None:
        for one in Organisation.objects.select_related("parent"):
            assert one.path[: -paths.WIDTH] == (one.parent.path if one.parent else "")

    @invariant()
    def members_and_units_stand_where_their_organisation_stands(self) -> None:
        assert not Member.objects.exclude(path=F("organisation__path")).exists()
        assert not Unit.objects.exclude(path=F("keeper__path")).exists()

    def teardown(self) -> None:
        _the_tree_of_today_is_the_tree()
        _everybody_is_placed_counted_and_known_once()
        _the_ledger_tells_every_row()


def _pick(rows: Any, place: int) -> Any:
    """One of the rows there are."""
    return rows.order_by("pk")[place % rows.count()]


def _the_tree_of_today_is_the_tree() -> None:
    dated = Standing.as_of(TODAY).values_list("organisation_id", *Standing.FACTS)
    assert sorted(dated, key=str) == sorted(Organisation.objects.values_list("pk", *Standing.FACTS), key=str)
    assert Organisation.objects.values("code").distinct().count() == Organisation.objects.count()


def _everybody_is_placed_counted_and_known_once() -> None:
    placed = Placement.as_of(TODAY).order_by("member").values_list("member", "organisation")
    assert list(placed) == list(Member.objects.order_by("pk").values_list("pk", "organisation"))
    known = MemberIdentity.objects.order_by("member").values_list("member", flat=True)
    assert list(known) == list(
        Member.objects.filter(identity_unknown=False).order_by("pk").values_list("pk", flat=True)
    )
    for one in Headcount.objects.select_related("organisation"):
        assert one.path == one.organisation.path
        counted = Member.objects.filter(organisation=one.organisation_id)
        assert (one.full, one.probationary) == tuple(counted.filter(category=kind).count() for kind in "12")


def _the_ledger_tells_every_row() -> None:
    """Played again from the beginning, the changes of each table end in its rows as they are."""
    told: dict[str, dict[int, dict[str, Any]]] = {model._meta.db_table: {} for model in record_models()}
    with connection.cursor() as cursor:
        cursor.execute("select table_name, row_id, after from security_change order by id")
        for table, row, after in cursor.fetchall():
            told[table][row] = _after(told[table].get(row, {}), after)
        for table, rows in told.items():
            cursor.execute(f'select id, jsonb_strip_nulls(to_jsonb(t)) from "{table}" t')
            found = {row: json.loads(columns) for row, columns in cursor.fetchall()}
            assert {row: columns for row, columns in rows.items() if columns} == found, table


def _after(row: dict[str, Any], after: str | None) -> dict[str, Any]:
    """The row after one change of the ledger; empty when it was deleted."""
    if after is None:
        return {}
    return {name: value for name, value in {**row, **json.loads(after)}.items() if value is not None}


@pytest.mark.django_db
def test_whatever_clerks_do_what_must_hold_holds() -> None:
    country.standing()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck),
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
        ),
    )  # fmt: skip
