"""Reaching rows only through the actor's rights (可见范围): `visible_to` is the one way in (architecture.md 8)."""

from __future__ import annotations

from typing import Any, Literal, Self

from registry.kernel.records import RecordQuerySet
from registry.security.actors import Actor
from registry.security.matrix import Reach


class ScopedQuerySet(RecordQuerySet):
    """Rows that stand at a path of the tree; `path_name` leads to it.

    For the second wall (policies.py): who besides those above reads them, and whether they are about people.
    """

    path_name = "path"
    also_seen: Literal["", "from below", "everywhere"] = ""
    people = False

    def visible_to(self, actor: Actor, function: str) -> Self:
        """The rows on which `actor` has `function`; none without the right."""
        if self.people and not actor.seat.people:
            return self.none()
        own, inside = {self.path_name: actor.seat.path}, {f"{self.path_name}__below": actor.seat.path}
        match actor.reach(function):
            case Reach.BELOW:
                return self.filter(**inside)
            case Reach.UNDER:
                return self.filter(**inside, **{f"{self.path_name}__gt": actor.seat.path})
            case Reach.OWN:
                return self.filter(**own)
        return self.none()

    def below(self, path: str) -> Self:
        """The rows at `path` and everywhere under it."""
        return self.filter(**{f"{self.path_name}__below": path})

    def at(self, path: str) -> Self:
        """The rows at exactly `path`."""
        return self.filter(**{self.path_name: path})

    def with_uid(self, uid: Any) -> Self:
        """The row of that identity, if it is among these."""
        return self.filter(uid=uid)
