"""Finding Chinese text by a part of it (按片段检索): what the index finds is what a person would."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from registry.members.models import Member
from registry.organisations.models import Organisation
from tests.world import World

PIECES = some.text(
    some.sampled_from("李守田欧阳静叶䶮杰单雄信阿依古丽·买清源县织造厂支部委员会中共%_\\'"), min_size=1, max_size=6
)


@given(piece=PIECES)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_piece_of_a_name_finds_exactly_those_that_hold_it(piece: str, world: World) -> None:
    for model, rows in ((Member, world.members), (Organisation, world.organisations)):
        found = set(model._default_manager.filter(name__holds=piece).values_list("name", flat=True))
        expected = {
            row.name for row in rows.values() if (piece in row.name if len(piece) > 1 else row.name.startswith(piece))
        }
        assert found == expected


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sx", {"shan"}),
        ("dx", {"shan"}),
        ("dxx", {"shan"}),
        ("sxx", {"shan"}),
        ("cgl", {"zeng"}),
        ("cglx", set()),
        ("zgl", {"zeng"}),
        ("lwy", {"le"}),
        ("oy", {"ouyang"}),
        ("z", {"zeng", "zhong"}),
        ("yyj", {"ye"}),
        ("qqq", set()),
    ],
)
def test_pinyin_initials_find_by_their_beginning_in_either_reading(typed: str, found: set[str], world: World) -> None:
    names = {world.members[key].name for key in found}
    assert names <= set(Member.objects.spelt(typed).values_list("name", flat=True))
    assert all(
        any(initials.startswith(typed) for initials in (member.pinyin, *member.other_pinyin.split()))
        for member in Member.objects.spelt(typed)
    )
