"""What the screens of accounts read (账号查询)."""

from __future__ import annotations

from django.db.models import Q

from registry.organisations.models import Organisation, State
from registry.security.actors import Actor


def places(actor: Actor) -> list[Organisation]:
    """Where this actor may open accounts: the own organisation first, then those directly below in official order."""
    near = Q(pk=actor.seat.organisation) | Q(parent=actor.seat.organisation)
    visible = Organisation.objects.visible_to(actor, "user.open")
    found = list(visible.filter(near, state=State.ACTIVE).order_by("rank", "path"))
    return sorted(found, key=lambda one: one.pk != actor.seat.organisation)
