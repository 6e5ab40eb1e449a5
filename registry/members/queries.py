"""Finding members by what a clerk has in hand (查找党员): name, pinyin initials, identity number, telephone."""

from __future__ import annotations

import re
from typing import TypeVar

from registry.kernel.values import phones
from registry.members.identities import indexes_of
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
