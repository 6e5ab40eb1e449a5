"""Paths in the tree (层级码): three characters a level, and one range for everything below."""

from __future__ import annotations

import pytest
from django.core.exceptions import FieldError
from hypothesis import given
from hypothesis import strategies as some

from registry.kernel import paths
from registry.organisations.models import Organisation
from tests.world import World

NUMBERS = some.integers(1, paths.LAST_LABEL)


@given(NUMBERS, NUMBERS)
def test_labels_are_three_characters_and_sort_like_their_numbers(first: int, second: int) -> None:
    assert len(paths.label(first)) == paths.WIDTH
    assert (paths.label(first) < paths.label(second)) is (first < second)


@pytest.mark.parametrize("number", [0, -1, paths.LAST_LABEL + 1])
def test_there_is_no_label_outside_three_characters(number: int) -> None:
    with pytest.raises(ValueError, match="no label"):
        paths.label(number)


def test_the_last_child_of_a_parent_is_number_46655() -> None:
    assert paths.label(46_655) == "zzz"


def test_the_way_down_begins_at_the_root_and_ends_at_the_path_itself() -> None:
    assert paths.ancestors("001002003") == ["001", "001002", "001002003"]
    assert paths.ancestors("") == []


def test_everything_is_below_the_top_and_nobody_below_his_brother() -> None:
    assert paths.is_below("001002", "")
    assert paths.is_below("001002", "001002")
    assert not paths.is_below("001002", "001003")
    assert not paths.is_below("001", "001002")


def test_the_range_finds_a_subtree_and_not_its_neighbours(world: World) -> None:
    for top in world.organisations.values():
        found = set(Organisation.objects.filter(path__below=top.path).values_list("path", flat=True))
        assert found == {one.path for one in world.organisations.values() if paths.is_below(one.path, top.path)}


@pytest.mark.parametrize("lookup", ["startswith", "istartswith", "contains", "icontains", "regex", "iregex"])
def test_a_lookup_that_is_not_leakproof_is_refused(lookup: str) -> None:
    with pytest.raises(FieldError, match="use 'below'"):
        Organisation.objects.filter(**{f"path__{lookup}": "001"})


def test_paths_sort_in_the_order_of_the_tree(world: World) -> None:
    ordered = list(Organisation.objects.order_by("path").values_list("path", flat=True))
    assert ordered == sorted(ordered)
    for place, path in enumerate(ordered):
        below = [other for other in ordered if paths.is_below(other, path)]
        assert ordered[place : place + len(below)] == below
