"""Whatever is done to the tree in whatever order (状态机): what must hold of it holds, and the last act can be taken back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from registry.kernel.refusals import Invalid, Refused
from registry.members.models import Member, Placement
from registry.organisations import operations as organisations
from registry.organisations import ranks, structure
from registry.organisations.models import Organisation, Reorganisation, Standing, State
from registry.organisations.sets import basic
from registry.reorganisations import operations
from tests.reorganisations.test_reorganisations import everything, sound
from tests.world import TODAY, World, console, organisation_form, written

CATEGORIES = ("611", "621", "631", "632")
SOME = st.integers(min_value=0, max_value=10_000)


class TreeMachine(RuleBasedStateMachine):
    """Each rule tries one act on organisations picked by number; what is refused must have changed nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.savepoint()
        self.day, self.members = TODAY, Member.objects.count()
        self.past = self._figures(TODAY)
        self.before: dict[str, Any] | None = None

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.savepoint)

    @rule(one=SOME, under=SOME)
    def move(self, one: int, under: int) -> None:
        self._try(lambda: operations.move(self._pick(one), parent=self._pick(under), **self._paper()))

    @rule(one=SOME, others=st.lists(SOME, min_size=1, max_size=3))
    def merge(self, one: int, others: list[int]) -> None:
        picked = list({other.pk: other for other in map(self._pick, others)}.values())
        self._try(lambda: operations.merge(self._pick(one), others=picked, **self._paper()))

    @rule(one=SOME, others=st.lists(SOME, min_size=2, max_size=3), category=st.sampled_from(CATEGORIES))
    def unite_any(self, one: int, others: list[int], category: str) -> None:
        picked = list({other.pk: other for other in map(self._pick, others)}.values())
        items = self._items(category)
        self._try(lambda: operations.unite(self._pick(one), others=picked, items=items, **self._paper()))

    @rule(one=SOME, category=st.sampled_from(CATEGORIES))
    def unite(self, one: int, category: str) -> None:
        parent = self._pick(one)
        others = list(Organisation.objects.filter(parent=parent, state=State.ACTIVE)[:3])
        items = self._items(category)
        self._try(lambda: operations.unite(parent, others=others, items=items, **self._paper()))

    @rule(one=SOME, shares=st.lists(st.integers(0, 2), min_size=8, max_size=8), goes=st.booleans())
    def split(self, one: int, shares: list[int], goes: bool) -> None:
        organisation = self._pick(one)
        parts = [self._items(organisation.category), self._items(organisation.category)]
        dealt = [*Member.objects.filter(organisation=organisation), *Organisation.objects.filter(parent=organisation)]
        deal = {str(row.uid): share for row, share in zip(dealt, shares * 9, strict=False)}
        self._try(lambda: operations.split(organisation, parts=parts, deal=deal, goes=goes, **self._paper()))

    @rule(one=SOME)
    def dissolve(self, one: int) -> None:
        self._try(lambda: operations.dissolve(self._pick(one), reason="机构改革", **self._paper()))

    @rule(one=SOME, category=st.sampled_from(CATEGORIES))
    def recategorise(self, one: int, category: str) -> None:
        items = written(basic, category=category)
        self._try(lambda: operations.recategorise(self._pick(one), items=items, **self._paper()))

    @rule(one=SOME, seed=SOME)
    def arrange(self, one: int, seed: int) -> None:
        superior = self._pick(one)
        shuffled = sorted(structure.below(superior), key=lambda row: row.pk * seed % 101)
        before = everything()
        try:
            organisations.arrange(superior, actor=console(today=self.day), ordered=shuffled)
        except Refused:
            assert everything() == before
        else:
            assert ranks.below(superior) == [row.pk for row in shuffled]
            self.before = None

    @rule()
    def tomorrow(self) -> None:
        self.day += timedelta(days=1)

    @rule()
    def take_the_last_act_back(self) -> None:
        last = Reorganisation.objects.order_by("-pk").first()
        if last is None or self.before is None:
            return
        operations.undo(last, actor=console(today=self.day))
        assert everything() == self.before
        self.before = None

    @invariant()
    def nothing_is_out_of_place(self) -> None:
        sound()
        assert Member.objects.count() == self.members
        assert Organisation.objects.filter(parent=None).count() == 1

    @invariant()
    def the_past_stays(self) -> None:
        assert self._figures(TODAY) == self.past

    def _try(self, act: Callable[[], object]) -> None:
        before = everything()
        try:
            act()
        except (Refused, Invalid):
            assert everything() == before
        else:
            self.before = before

    def _pick(self, number: int) -> Organisation:
        rows = list(Organisation.objects.order_by("pk"))
        return rows[number % len(rows)]

    def _paper(self) -> dict[str, Any]:
        return {"actor": console(today=self.day), "effective_on": self.day, "document": "清组发〔2025〕12号"}

    def _items(self, category: str) -> dict[str, Any]:
        number = Organisation.objects.count() + Reorganisation.objects.count()
        self.named = getattr(self, "named", 0) + 1
        name = f"中共清源县新建第{number}之{self.named}委员会"
        return organisation_form(name=name, category=category, situation="1")

    @staticmethod
    def _figures(day: date) -> tuple[Any, ...]:
        """Of the day before: who was where, and what the tree was."""
        before = day - timedelta(days=1)
        people = Counter(Placement.as_of(before).values_list("organisation_id", flat=True))
        tree = Standing.as_of(before).order_by("organisation_id")
        return people, list(tree.values_list("organisation_id", "parent_id", "path", "name", "category"))


@pytest.mark.django_db
def test_the_tree_is_sound_whatever_is_done_in_whatever_order(world: World) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        TreeMachine,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            derandomize=True,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
