"""Two people registering at the same moment (同时登记): real transactions on real connections."""

from __future__ import annotations

from functools import partial

import pytest

from registry.kernel.refusals import Invalid, Refused
from registry.units import operations
from registry.units.models import Unit
from tests.support.together import together
from tests.units.performances import unit_items
from tests.world import World, clerk

pytestmark = pytest.mark.django_db(transaction=True)


def registering(world: World, name: str, code: str = "0") -> partial[Unit]:
    return partial(
        operations.register, world.mill, actor=clerk(world.mill), items=unit_items(name=name, code=code)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("names", "codes"),
    [
        (("清源县粮油（集团）", "清源县粮油(集团)", "清源县 粮油（集团）"), ("0", "0", "0")),
        (("清源县甲店", "清源县乙店"), ("11999901000012345L", "11999901000012345L")),
    ],
)
def test_of_several_entries_of_one_unit_one_is_made(
    world: World, names: tuple[str, ...], codes: tuple[str, ...]
) -> None:
    made = together(*(registering(world, name, code) for name, code in zip(names, codes, strict=True)))
    assert len([one for one in made if isinstance(one, Unit)]) == 1, made
    assert all(isinstance(one, (Unit, Invalid, Refused)) for one in made)
    assert Unit.objects.filter(name__in=names).count() == 1
