"""Reaching rows only through the actor's rights (可见范围): `visible_to` is the one way in (architecture.md 8)."""

from __future__ import annotations

from typing import Any, Self

from registry.kernel.records import RecordQuerySet
from registry.security.actors import Actor


class ScopedQuerySet(RecordQuerySet):
    """Rows that stand at a path of the tree; `path_name` leads to it."""

    path_name = "path"

    def visible_to(self, actor: Actor, function: str) -> Self:
        """The rows on which `actor` has `function`; none without the right."""
        reach = str(actor.reach(function))
        if reach == "below":
            return self.filter(**{f"{self.path_name}__below": actor.seat.path})
        if reach == "own":
            return self.filter(**{self.path_name: actor.seat.path})
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
