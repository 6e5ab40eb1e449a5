"""What does not apply is not filled in (不适用的禁填): told of every item at once, in words, and only where a category is known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from registry.kernel.refusals import Invalid
from registry.organisations import operations as organisations
from registry.organisations.models import Organisation
from registry.organisations.sets import details
from registry.organisations.sets.details import items_fit_the_category
from tests.world import TODAY, World, clerk, written


def corrected(organisation: Organisation, **values: str) -> Any:
    items = written(details, **values)
    return organisations.correct(
        organisation, actor=clerk(organisation.parent), items=items, version=organisation.version
    )


def test_every_item_that_the_category_lacks_is_named_in_one_sentence(world: World) -> None:
    """C-C18: no branch approves probationary members."""
    with pytest.raises(Invalid) as refusal:
        corrected(world.weavers, may_admit="是")
    (said,) = refusal.value.violations
    assert (said.rule, said.message) == ("S2-48", "“党支部”没有这些项目，不可录入：是否有审批预备党员权限。")
    row = SimpleNamespace(category="141", functional=False, standard="1", may_admit=True)
    found = items_fit_the_category.violation(row, TODAY)
    assert found is not None
    assert found.message.endswith("没有这些项目，不可录入：是否功能型党组织、分类定等。")


def test_a_no_is_filled_in_as_well_as_a_yes(world: World) -> None:
    with pytest.raises(Invalid):
        corrected(world.weavers, may_admit="否")


def test_what_the_category_has_is_kept(world: World) -> None:
    assert corrected(world.mill, may_admit="是", functional="否").may_admit is True


def test_of_a_row_without_a_category_nothing_is_said() -> None:
    assert items_fit_the_category.violation(SimpleNamespace(category="", may_admit=True), TODAY) is None
