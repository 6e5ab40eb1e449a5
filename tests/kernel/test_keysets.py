"""Pages found by their last row (按键翻页): every row once, and what nobody wrote is no cursor."""

from __future__ import annotations

import pytest
from django.db import connection

from registry.kernel import keysets
from registry.organisations.models import Organisation
from registry.organisations.queries import ORDER
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("descending", [False, True])
def test_going_on_from_each_row_meets_every_row_once(world: World, descending: bool) -> None:
    order = [f"-{name}" if descending else name for name in ORDER]
    rows = list(Organisation.objects.order_by(*order))
    for place, row in enumerate(rows):
        values = keysets.read(keysets.cursor_of(row, ORDER), Organisation, ORDER)
        later = Organisation.objects.filter(keysets.beyond(ORDER, values, descending=descending)).order_by(*order)
        assert list(later) == rows[place + 1 :]


@pytest.mark.parametrize("cursor", ["", "_", "5", "x_001", "99999999999999999999_001", "-1_001", "5_\x00", "5_"])
def test_what_no_row_gave_is_no_cursor(cursor: str) -> None:
    assert keysets.read(cursor, Organisation, ORDER) == []


def test_the_rows_beyond_one_are_a_single_range_of_the_index(world: World) -> None:
    """Also where all have one rank, as long as nobody put them in order."""
    below = Organisation.objects.children_of(world.mill).filter(
        keysets.beyond(ORDER, [world.spinning.rank, world.spinning.path])
    )
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute("set local enable_bitmapscan = off")
        cursor.execute("set local enable_sort = off")  # twenty rows are sorted as quickly as they are found in order
        cursor.execute("set role none")  # whose policies are a filter of their own
    plan = below.explain()
    assert "organisation_order" in plan and "Index Cond: ((parent_id = " in plan
    assert "ROW(rank, path) >" in plan.split("Index Cond:")[1].split("\n")[0]
    assert "Sort" not in plan and "Filter" not in plan
