"""The order of what stands directly below one organisation (党组织排序), beside the path and independent of it.

What was ordered has the ranks from one on; what never was has the rank `UNRANKED` and so follows in the order of its path.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import connection

from registry.organisations.models import UNRANKED, Organisation, State

T = TypeVar("T")

_ARRANGE = """
update organisations_organisation o set rank = n.rank
from (
  select c.id, row_number() over (order by g.place nulls last, c.rank, c.path) as rank
  from organisations_organisation c left join unnest(%(ordered)s::bigint[]) with ordinality g(id, place) on g.id = c.id
  where c.parent_id = %(superior)s and c.state = %(active)s and (g.id is not null or c.rank < %(unranked)s)
) n
where o.id = n.id and o.rank <> n.rank and o.parent_id = %(superior)s and o.state = %(active)s
"""


def below(superior: Organisation) -> list[int]:
    """The keys of its subordinates, in their order."""
    return list(Organisation.objects.children_of(superior).filter(state=State.ACTIVE).values_list("pk", flat=True))


def digest(ordered: Iterable[int]) -> str:
    """Tells one order from another: who arranges says which one he saw."""
    return hashlib.sha256(" ".join(map(str, ordered)).encode()).hexdigest()[:16]


def write(superior: Organisation, ordered: Sequence[int]) -> int:
    """Those stand first and in that order, the others behind them as they stood; returns how many have another rank.

    It is nobody's edit of the organisations that are moved about, so their versions stay.
    """
    named: dict[str, Any] = {
        "ordered": [*ordered],
        "superior": superior.pk,
        "active": State.ACTIVE,
        "unranked": UNRANKED,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ARRANGE, named)
        return int(cursor.rowcount)


def behind(parent: Organisation | None, path: str) -> int:
    """The rank by which an organisation with that path stands behind all others below `parent`."""
    siblings = Organisation.objects.filter(parent=parent).exclude(path=path).order_by("-rank", "-path")
    last = siblings.values_list("rank", "path").first()
    if last is None or last[0] < UNRANKED:
        return UNRANKED
    return last[0] if last[1] < path else last[0] + 1


def arranged(present: Sequence[T], wanted: Mapping[T, int]) -> list[T]:
    """The order in which each of `wanted` stands at its number, counted from one; the others fill the places between.

    Of several that want one place, those that stood before the others come first and push them on.
    """
    rest = deque(one for one in present if one not in wanted)
    asking = deque(sorted((one for one in present if one in wanted), key=lambda one: wanted[one]))
    order: list[T] = []
    while rest or asking:
        due = asking and (not rest or wanted[asking[0]] <= len(order) + 1)
        order.append(asking.popleft() if due else rest.popleft())
    return order
