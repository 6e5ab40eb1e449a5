"""Names to sign in with (登录名), by the installation's pattern (C-A03): settings.LOGIN_NAMES says which."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings

from registry.kernel.pinyin import initials
from registry.organisations.models import Organisation
from registry.security.models import Role, User

THREE = frozenset((Role.SYSTEM, Role.SECURITY, Role.AUDIT))
"""Whose codes begin with A; those of business begin with B (R-248)."""


def login_name(place: Organisation, items: Mapping[str, Any], role: str = "") -> str:
    """A name nobody ever had: `A` or `B` and the organisation's code, the person's initials, or a sign for whoever uses his
    mobile number, which itself stands nowhere in clear.
    """
    if settings.LOGIN_NAMES == "code":
        base = f"{'A' if role in THREE else 'B'}{place.code}"
    elif settings.LOGIN_NAMES == "initials":
        base = f"{initials(str(items['name']))}{place.code[-4:]}"
    else:
        return _drawn()
    return _free(base)


def _free(base: str) -> str:
    """The name itself, or the first free one with a number after it; names that were ever used count."""
    used = set(
        User.objects.filter(login_name__gte=base, login_name__lte=f"{base}~").values_list("login_name", flat=True)
    )
    return next(name for name in _numbered(base) if name not in used)


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base}-{number}"
        number += 1


def _drawn() -> str:
    """M and eight digits: short enough to be read out, and no telephone number."""
    while User.objects.filter(login_name=(name := f"M{secrets.randbelow(10**8):08d}")).exists():
        continue
    return name
