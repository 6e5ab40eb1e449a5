"""Slips with authorisation codes (授权码交付单): printed at the moment of issue and never again, to be cut apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from registry.accounts.activation import VALID
from registry.printing import typesetting
from registry.security.models import User

TITLE = "授权码交付单"


@dataclass(frozen=True, slots=True)
class Slip:
    """What one person is handed."""

    whose: str
    name: str
    login_name: str
    phone: str
    place: str
    code: str
    until: str


def slip(user: User, code: str, now: datetime) -> Slip:
    """The slip of that user for a code issued just now."""
    until = f"{now + VALID:%Y-%m-%d %H:%M}"
    return Slip(user.name, user.name, user.login_name, user.phone_mask, user.organisation.name, code, until)


def sheet(slips: list[Slip], office: str, address: str, now: datetime) -> bytes:
    """The slips as a PDF, four to a page."""
    data = {"slips": slips, "mark": {"office": office}, "large_type": False, "address": address, "days": VALID.days}
    return typesetting.compile("slips", data, title=TITLE, printed_at=now)
