"""Lending posts (授予岗位)."""

from __future__ import annotations

from registry.security.actors import Actor, Place
from registry.security.models import Post, Role, User
from registry.security.operation import operation


@operation("post.grant")
def grant(place: Place, *, actor: Actor, user: User, organisation: int, role: Role) -> Post:
    """A person gets a post at an organisation from today on (授予岗位)."""
    return Post.objects.create(user=user, organisation_id=organisation, role=role, started_on=actor.today)
