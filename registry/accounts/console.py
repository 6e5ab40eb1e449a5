"""Accounts opened at the machine itself (命令行开通): by the same operations as everywhere, the person and the superior in one."""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.accounts import activation, operations
from registry.kernel.values.identity import check_digit
from registry.organisations.models import Organisation
from registry.security import appointments
from registry.security.actors import Actor
from registry.security.models import Role, User

FUNCTIONS = ("user.open", "user.issue", "user.activate", "post.grant")
SYNTHETIC = "990000"


def open_with_code(
    place: Organisation, role: Role, items: dict[str, Any], login_name: str, today: date
) -> tuple[User, str]:
    """An account with a post, waiting for its owner; the code that opens it (S17)."""
    actor = Actor.console(*FUNCTIONS, today=today)
    user = operations.open_user(place, actor=actor, items=items, login_name=login_name, role=role)
    appointments.grant(place, actor=actor, user=user, role=role)
    return user, operations.issue(user, actor=actor)


def open_in_use(
    place: Organisation, role: Role, items: dict[str, Any], login_name: str, today: date, password: str
) -> User:
    """An account that its owner has already made his own; for demonstrations and tests, where nobody holds a telephone."""
    user, code = open_with_code(place, role, items, login_name, today)
    request = activation.request_of(user, code, items["name"], items["identity_number"])
    assert request is not None, "the code was issued just now"
    actor = Actor.console(*FUNCTIONS, today=today)
    return operations.activate(user, actor=actor, request=request, password=password)


def invented(number: int) -> dict[str, str]:
    """Identity number and telephone of an invented person, the `number`-th."""
    day, order = divmod(number, 499)
    first17 = f"{SYNTHETIC}{1970 + day // 28}01{day % 28 + 1:02d}{2 * order + 1:03d}"
    return {"identity_number": first17 + check_digit(first17), "phone": f"1990000{number:04d}"}
