"""What a closed period keeps as it was reported (封存): every dated act and every way back, found by their declarations."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from inspect import Parameter, signature
from typing import Any, get_args, get_type_hints

import pytest
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from registry.kernel.refusals import Invalid, Refused
from registry.members.models import Placement
from registry.organisations import operations as organisations
from registry.organisations.models import OrganisationUnit, Standing
from registry.reorganisations import operations as reorganisations
from registry.reporting import operations
from registry.security.models import Post
from registry.security.operation import Operation
from tests import declarations
from tests.performances import performances
from tests.reorganisations.performances import PAPER
from tests.reorganisations.test_reorganisations import everything
from tests.reporting.performances import LAST, closed
from tests.screens import signed_in
from tests.world import FOUNDED, TODAY, World, clerk, organisation_form

pytestmark = pytest.mark.django_db
OPERATIONS = declarations.operations()


def dated(operation: Operation) -> bool:
    """Whether it takes the day on which it takes effect, by itself or on the paper it rests on."""
    hints = get_type_hints(operation.run)
    names = set(signature(operation.run).parameters)
    for one in signature(operation.run).parameters.values():
        if one.kind is Parameter.VAR_KEYWORD:
            [paper] = get_args(hints[one.name])
            names |= set(get_type_hints(paper))
    return "effective_on" in names


DATED = sorted(name for name, operation in OPERATIONS.items() if dated(operation))
UNDOING = sorted(
    name
    for name, operation in OPERATIONS.items()
    if name.endswith(".undo") and "effective_on" in vars(next(iter(get_type_hints(operation.run).values())))
)


def test_the_dated_acts_and_the_ways_back_are_found(world: World) -> None:
    assert {"organisation.rename", "organisation.move", "organisation.situate", "unit.transform"} <= set(DATED)
    asking = set()
    for name, prepare in performances().items():
        savepoint = transaction.savepoint()
        asking |= {name} if "effective_on" in prepare(world).inputs else set()
        transaction.savepoint_rollback(savepoint)
    assert asking == set(DATED)
    assert UNDOING == ["organisation.undo", "unit.undo"]


@pytest.mark.parametrize("name", DATED)
def test_nothing_takes_effect_in_a_closed_period_or_before_it(name: str, world: World) -> None:
    act = performances()[name](world)
    closed(world)
    before = everything()
    for day, where in [
        (LAST, "2025-08-31在已封存的“2025年党内统计半年报”之内"),
        (date(2025, 2, 1), "2025-02-01早于已封存的“2025年党内统计半年报”（2025-03-01至2025-08-31）"),
    ]:
        with pytest.raises(Invalid) as refusal:
            OPERATIONS[name].run(act.subject, actor=act.actor, **{**act.inputs, "effective_on": day})
        [said] = refusal.value.violations
        assert said.field == "effective_on"
        assert said.message == f"生效日期{where}，不能再办理；请填写2025-09-01及以后的日期，或报省级解封。"
    assert everything() == before
    OPERATIONS[name].run(act.subject, actor=act.actor, **act.inputs)


@pytest.mark.parametrize("name", UNDOING)
def test_nothing_that_took_effect_in_a_closed_period_is_taken_back_until_it_is_open_again(
    name: str, world: World
) -> None:
    act, later = performances()[name](world), clerk(world.nation, today=TODAY + timedelta(30))
    period = operations.register(world.nation, actor=later, label="三季度", first_on=TODAY, last_on=TODAY)
    operations.close(period, actor=later)
    before = everything()
    with pytest.raises(Refused, match="生效日期2025-09-01在已封存的“三季度”之内，不能撤回"):
        OPERATIONS[name].run(act.subject, actor=act.actor, **act.inputs)
    assert everything() == before
    operations.reopen(period, actor=later, reason="上级要求更正")
    OPERATIONS[name].run(act.subject, actor=act.actor, **act.inputs)


def figures(day: date) -> tuple[Any, ...]:
    """What a report of that day counts: who was where, what the tree was, which units it had."""
    people = Counter(Placement.as_of(day).values_list("organisation_id", flat=True))
    tree = Standing.as_of(day).order_by("organisation_id").values_list("organisation_id", *Standing.FACTS)
    units = OrganisationUnit.as_of(day).order_by("pk").values_list("organisation_id", "unit_id", "main")
    return people, list(tree), list(units)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(some.sampled_from([name for name in DATED if name.startswith("organisation.")]), some.integers(-40, 1))
def test_whatever_is_done_on_whatever_day_the_figures_of_the_closed_day_stay(
    world: World, name: str, offset: int
) -> None:
    savepoint = transaction.savepoint()
    act = performances()[name](world)
    closed(world)
    before, day = figures(LAST), LAST + timedelta(offset)
    try:
        OPERATIONS[name].run(act.subject, actor=act.actor, **{**act.inputs, "effective_on": day})
    except (Refused, Invalid):
        assert day <= LAST
    else:
        assert day > LAST
    assert figures(LAST) == before
    transaction.savepoint_rollback(savepoint)


def test_what_is_open_again_takes_effect(world: World) -> None:
    period, paper = closed(world), PAPER | {"effective_on": LAST}
    operations.reopen(period, actor=clerk(world.nation), reason="上级要求更正")
    reorganisations.move(world.village, actor=clerk(world.county), parent=world.mill, **paper)
    assert Standing.as_of(LAST).get(organisation=world.village).parent == world.mill


def test_an_organisation_that_was_forgotten_is_entered_with_the_day_it_was_founded(world: World) -> None:
    closed(world)
    items = organisation_form(name="中共清源县漏登委员会", category="141", situation="", founded_on="2024-05-01")
    new = organisations.create(world.city, actor=clerk(world.city), items=items)
    assert Standing.objects.get(organisation=new).started_on == FOUNDED <= LAST


def test_the_preview_says_it_before_anything_is_done(world: World) -> None:
    closed(world)
    client = signed_in(Post.objects.get(organisation=world.county, role="operator"))
    sent = {
        "parent": str(world.mill.uid),
        "parent_text": "",
        "effective_on": f"{LAST}",
        "document": "1号",
        "reason": "",
    }
    answer = client.post(reverse("organisation.move", args=[world.village.uid]), sent).content.decode()
    assert "在已封存的“2025年党内统计半年报”之内" in answer
    assert "按预演办理" not in answer
