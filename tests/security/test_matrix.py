"""The function matrix (功能权限矩阵): what R-245 to R-247 give each level, and nothing else."""

from __future__ import annotations

import pytest

from registry.security.actors import Actor, Seat, Top
from registry.security.matrix import LEVELS, Column, Reach, function, functions
from tests.world import TODAY, World

ADMINISTRATORS = [column for column in Column if column not in LEVELS]


def test_every_function_has_a_name_of_two_words_and_a_label_of_its_own() -> None:
    labels = [one.label for one in functions().values()]
    assert len(labels) == len(set(labels))
    for name in functions():
        noun, _, verb = name.partition(".")
        assert noun.isalpha()
        assert verb.isalpha()
        assert name.islower()


def test_what_must_be_kept_apart_is_a_function_too() -> None:
    for one in functions().values():
        assert one.apart <= set(functions())


@pytest.mark.parametrize(
    ("name", "lowest"),
    [
        ("organisation.create", Column.COMMITTEE), ("organisation.correct", Column.COMMITTEE),
        ("organisation.maintain", Column.BRANCH), ("member.correct", Column.COMMITTEE), ("member.maintain", Column.BRANCH),
        ("member.list", Column.BRANCH), ("member.view", Column.BRANCH), ("member.reveal", Column.BRANCH),
    ],
)  # fmt: skip
def test_a_function_belongs_to_its_level_and_all_above(name: str, lowest: Column) -> None:
    """R-245: a superior has what it may give."""
    has = [column for column in LEVELS if function(name).reach[column]]
    assert has == list(LEVELS[: LEVELS.index(lowest) + 1])
    assert function(name).granting()[0] == lowest


def test_no_administrator_has_a_function_of_business() -> None:
    """R-247: they open, grant and read the trail, and never do business."""
    for one in functions().values():
        if any(one.reach[column] for column in ADMINISTRATORS):
            business = one.name.split(".")[0] in ("member", "organisation", "intake", "search")
            assert not business, one.name


def test_users_are_opened_by_one_and_posts_granted_by_another() -> None:
    assert [c for c in Column if function("user.open").reach[c]] == [Column.SYSTEM]
    assert [c for c in Column if function("post.grant").reach[c]] == [Column.SECURITY]


def test_own_is_the_organisation_of_the_post_alone(world: World) -> None:
    seat = Seat(1, world.mill.pk, world.mill.path, "测试", {"a": Reach.OWN, "b": Reach.BELOW})
    actor = Actor(1, "测试", seat, TODAY)
    assert [actor.may("a", place) for place in (world.mill, world.weavers, world.county)] == [True, False, False]
    assert [actor.may("b", place) for place in (world.mill, world.weavers, world.county)] == [True, True, False]
    assert not actor.may("c", world.mill)


def test_whoever_works_at_the_machine_has_what_is_named_and_nothing_else() -> None:
    actor = Actor.console("member.enter", today=TODAY)
    assert actor.may("member.enter", Top())
    assert not actor.has("member.correct")
