"""Finding members by what a clerk has in hand (查找党员): name, pinyin initials, identity number, telephone."""

from __future__ import annotations

import re
from typing import TypeVar

from registry.kernel.sealing import keyring
from registry.kernel.values import phones
from registry.members.identities import index_of, indexes_of
from registry.members.models import MemberQuerySet
from registry.members.sets import basic

Q = TypeVar("Q", bound=MemberQuerySet)
LETTERS = re.compile(r"[A-Za-z]{1,20}")
NUMBER = re.compile(r"[0-9０-９][0-9０-９XxＸｘ\s-]{5,24}")
IDENTITY = basic.items["identity_number"].field


def fitting(members: Q, text: str) -> Q:
    """The members among these that `text` means."""
    text = text.strip()
    if NUMBER.fullmatch(text):
        number = IDENTITY.parse(text).value
        return (
            members.filter(identity__index__in=indexes_of(number))
            if number
            else members.with_phone(phones.digits(text))
        )
    if LETTERS.fullmatch(text):
        return members.spelt(text.lower())
    return members.named(text.replace(" ", "")) if text else members.none()


def traced(text: str) -> dict[str, str]:
    """What the trail keeps of a search for a person: what was typed only as a blind index, by which it can be found again (S28)."""
    text = text.strip()
    if not NUMBER.fullmatch(text):
        return {"sought": "name", "index": str(keyring().blind(text.replace(" ", ""), "sought"))} if text else {}
    number = IDENTITY.parse(text).value
    index = index_of(number) if number else keyring().blind(phones.digits(text), "phone")
    return {"sought": "identity" if number else "phone", "index": str(index)}
