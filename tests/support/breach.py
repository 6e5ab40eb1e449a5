"""The registry without its first wall (拆去第一道墙): what the database alone still keeps from whom it does not concern.

`bin/test --second-wall` runs the whole suite so. What stays of `visible_to` is no question of the subtree: whether the seat has
the function at all, what it does at its own organisation only or below it only, and that superiors are no rows of one's own
(their names every subordinate may read, so the database shows them). It stays as well where the work sees everything: there no
second wall stands behind it, as in a test that asks the filter itself. What is read everywhere, such as who somebody is who
did something, the first wall alone keeps to its list.
"""

from __future__ import annotations

from typing import Any

from registry.kernel import paths
from registry.security.actors import Actor
from registry.security.matrix import Reach
from registry.security.scope import ScopedQuerySet
from registry.security.sight import EVERYTHING, current

_kept = ScopedQuerySet.visible_to


def take_the_first_wall_away() -> None:
    """For the rest of this process."""
    ScopedQuerySet.visible_to = _visible_to  # type: ignore[method-assign]


def _visible_to(rows: ScopedQuerySet, actor: Actor, function: str) -> Any:
    if current() == EVERYTHING:
        return _kept(rows, actor, function)
    if actor.reach(function) is not Reach.BELOW or not actor.user or rows.also_seen == "everywhere":
        return _kept(rows, actor, function)
    superiors = paths.ancestors(actor.seat.path)[:-1]
    return rows.exclude(**{f"{rows.path_name}__in": superiors}) if rows.also_seen else rows
