"""A synthetic province (合成省): it resembles the bulletin, keeps the rules, and is the same for the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from registry.kernel.refusals import Level
from registry.members.models import Member, MemberIdentity, Placement
from registry.organisations import categories
from registry.organisations.models import Headcount, Organisation, Standing
from registry.population import checking, planting
from registry.population.flaws import FLAWS
from registry.population.province import Order, counties
from tests.support.owning import owning

TODAY = date(2025, 12, 31)
ORDER = Order(members=40_000, seed=7, today=TODAY)
SMALL = Order(members=1_500, seed=3, today=TODAY)
pytestmark = pytest.mark.django_db


@pytest.fixture
def empty_register() -> Iterator[None]:
    """Nothing in it, until the test is over."""
    with owning(), connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        for table in sorted(set(connection.introspection.table_names()) - {"django_migrations", "codes_code"}):
            cursor.execute(f'delete from "{table}"')
        cursor.execute("set session_replication_role = origin")
        yield


def test_every_line_of_the_bulletin_is_met_within_half_a_point(empty_register: None) -> None:
    planting.plant(ORDER, lambda members: None)
    assert Member.objects.count() == ORDER.members
    wrong = {one.figure.label: one.difference for one in checking.compared(TODAY) if abs(one.difference) > 0.5}
    assert wrong == {}
    assert len(list(counties(ORDER))) == 2


def test_the_rules_find_what_was_planted_and_nothing_else(empty_register: None) -> None:
    planting.plant(SMALL, lambda members: None)
    found = Counter[str]()
    for one in checking.found(TODAY):
        if one.rule.level is not Level.WARN or one.kind == "党员":
            found[one.rule.code] += one.count
    assert found == Counter({rule: count for rule, count in planting.planted().items() if count})
    assert {flaw.rule for flaw in FLAWS} >= set(found)


def test_members_and_organisations_hang_together(empty_register: None) -> None:
    planting.plant(SMALL, lambda members: None)
    branches = Organisation.objects.filter(category__in=categories.BRANCHES)
    assert not Member.objects.exclude(organisation__in=branches).exists()
    assert not Member.objects.exclude(path=F("organisation__path")).exists()
    assert (
        sum(Headcount.objects.annotate(all=F("full") + F("probationary")).values_list("all", flat=True))
        == SMALL.members
    )
    assert Placement.objects.filter(ended_on=None).count() == SMALL.members
    assert not Placement.objects.filter(ended_on=None).exclude(organisation=F("member__organisation")).exists()
    unknown = Member.objects.filter(identity_unknown=True).count()
    assert MemberIdentity.objects.count() == SMALL.members - unknown
    for one in Organisation.objects.exclude(parent=None).select_related("parent"):
        assert one.path[:-3] == one.parent.path
        assert categories.may_stand_below(one.category, one.parent.category), one.name
    assert Standing.objects.filter(ended_on=None).count() == Organisation.objects.count()


def test_a_sealed_value_opens_and_is_found(empty_register: None) -> None:
    planting.plant(SMALL, lambda members: None)
    member = Member.objects.exclude(identity_number=None).order_by("pk").first()
    assert member is not None
    assert member.identity_number.startswith("99")
    assert Member.objects.all().with_identity(member.identity_number).get() == member
    assert Member.objects.all().with_phone(member.phone).get() == member


def test_the_same_seed_gives_the_same_province_and_another_seed_another(empty_register: None) -> None:
    def told(order: Order) -> list[object]:
        planting.plant(order, lambda members: None)
        told = list(Member.objects.order_by("pk").values_list("uid", "name", "birth_on", "joined_on", "post", "path"))
        with connection.cursor() as cursor:
            for table in reversed(planting.FILLED):
                cursor.execute(f"alter table {table} disable trigger all")
                cursor.execute(f"delete from {table}")
        return told

    first, second = told(SMALL), told(SMALL)
    assert first == second
    assert told(Order(SMALL.members, SMALL.seed + 1, TODAY)) != first


def test_a_register_that_holds_something_is_left_alone(world: object) -> None:
    before = Member.objects.count()
    with pytest.raises(CommandError, match="只写入空的数据库"):
        call_command("populate", members=100, stdout=StringIO())
    assert Member.objects.count() == before


def test_the_comparison_can_be_read(world: object) -> None:
    out = StringIO()
    call_command("populate", check=True, day=TODAY, stdout=out)
    assert "女党员" in out.getvalue()
    assert "相差" in out.getvalue()
