"""What every operation keeps (业务操作): its name is in the matrix, and each act leaves exactly one entry."""

from __future__ import annotations

import pytest

from registry.kernel.refusals import Refused
from registry.security.matrix import functions
from registry.security.models import AuditEntry, Change, Outcome
from registry.security.operation import Operation, place_of
from tests import declarations
from tests.performances import performances
from tests.reaching import wrong
from tests.world import World

OPERATIONS = declarations.operations()
EVERY_OPERATION = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())


def test_every_operation_has_a_performance_and_every_performance_an_operation() -> None:
    assert set(performances()) == set(OPERATIONS)


@EVERY_OPERATION
def test_its_name_is_a_function_of_the_matrix_with_a_chinese_label(operation: Operation) -> None:
    assert operation.name in functions()
    assert any("一" <= character <= "鿿" for character in operation.label)


@EVERY_OPERATION
def test_doing_it_leaves_exactly_one_entry_and_what_it_changed(operation: Operation, world: World) -> None:
    act = performances()[operation.name](world)
    before = set(AuditEntry.objects.values_list("pk", flat=True))
    changes = Change.objects.count()

    operation.run(act.subject, actor=act.actor, **act.inputs)

    entry = AuditEntry.objects.exclude(pk__in=before).get()
    assert (entry.function, entry.outcome, entry.reason) == (operation.name, Outcome.DONE, "")
    assert (entry.name, entry.user_id) == (act.actor.name, act.actor.user or None)
    assert Change.objects.filter(entry=entry).count() == Change.objects.count() - changes


@EVERY_OPERATION
def test_no_post_of_the_wrong_kind_or_place_does_it(operation: Operation, world: World) -> None:
    """Each that tries is told why, leaves exactly one entry that says so, and changes nothing."""
    act = performances()[operation.name](world)
    before = set(AuditEntry.objects.values_list("pk", flat=True))
    changes, said = Change.objects.count(), []

    for kind, side, actor in wrong(operation.name, place_of(act.subject).path):
        with pytest.raises(Refused) as refusal:
            operation.run(act.subject, actor=actor, **act.inputs)
        assert kind.refusal(operation.name, side) in str(refusal.value), (str(kind), side)
        said.append((operation.name, Outcome.REFUSED, str(refusal.value)))

    entries = AuditEntry.objects.exclude(pk__in=before).order_by("pk")
    assert list(entries.values_list("function", "outcome", "reason")) == said != []
    assert Change.objects.count() == changes
