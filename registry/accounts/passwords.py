"""Passwords (口令, R-248): what one must be like, the last five, how long one serves; kept by Argon2, hashed few at a time."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from threading import BoundedSemaphore

from django.contrib.auth import hashers
from django.contrib.auth.password_validation import CommonPasswordValidator
from pypinyin import lazy_pinyin

from registry.accounts.models import Password
from registry.kernel.refusals import Invalid, Violation
from registry.security.models import User

RULE = "R-248"
SHORTEST, LONGEST, CLASSES, FORMER = 10, 128, 3, 5
LASTS, LASTS_WITH_KEY = timedelta(days=90), timedelta(days=365)
WARNED = timedelta(days=14)
DIGITS, LETTERS = 6, 8
"""How long a piece of one's own numbers, and of the pinyin of one's organisation, gives a password away."""
PATIENCE = 5.0
"""Seconds a sign-in waits for its turn at the hasher before it is sent away (S11)."""
_turns = BoundedSemaphore(2 * max(1, (os.cpu_count() or 1) // 2))


class Busy(Exception):
    """Too many passwords are being checked at once; the others keep working meanwhile."""


@dataclass(frozen=True, slots=True)
class Known:
    """What anybody could guess of a person: names and numbers."""

    words: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    @classmethod
    def of(cls, user: User) -> Known:
        """What is known of this user."""
        place = user.organisation
        words = (user.login_name, user.name, "".join(lazy_pinyin(user.name)), place.name, place.short_name)
        spelt = "".join(lazy_pinyin(place.name)), "".join(lazy_pinyin(place.short_name))
        return cls((*words, *(piece for text in spelt for piece in _pieces(text, LETTERS))), _numbers(user))


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing a password must be: its key on the page, the sentence, whether a password is so."""

    key: str
    sentence: str
    met: Callable[[str, Known], bool]


def _numbers(user: User) -> tuple[str, ...]:
    own = (str(user.identity_number or ""), str(user.phone or ""))
    return tuple(piece for number in own for piece in _pieces(number, DIGITS))


def _pieces(text: str, length: int) -> list[str]:
    return [text[at : at + length] for at in range(len(text) - length + 1)]


def _classes(password: str) -> int:
    """How many of the four: capitals, small letters, digits, anything else."""
    tests: tuple[Callable[[str], bool], ...] = (
        lambda c: "A" <= c <= "Z", lambda c: "a" <= c <= "z", lambda c: "0" <= c <= "9",
        lambda c: not (c.isascii() and c.isalnum()),
    )  # fmt: skip
    return sum(any(map(test, password)) for test in tests)


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _uncommon(password: str, known: Known) -> bool:
    lower = password.casefold()
    return "12345678" not in lower and lower not in _common() and lower.rstrip("0123456789!@#.") not in _common()


def _impersonal(password: str, known: Known) -> bool:
    lower = password.casefold()
    return not any(len(word) > 1 and word.casefold() in lower for word in known.words)


DEMANDS = (
    Demand("length", f"{SHORTEST}至{LONGEST}个字符。", lambda password, known: SHORTEST <= len(password) <= LONGEST),
    Demand("classes", "大写字母、小写字母、数字、其他符号，至少有三种。", lambda password, known: _classes(password) >= CLASSES),
    Demand("common", "不是常见的密码，也不含“12345678”。", _uncommon),
    Demand("names", "不含本人姓名、登录名、党组织名称或它们的拼音。", _impersonal),
    Demand(
        "numbers", f"不含本人身份证号、手机号中连续{DIGITS}位数字（包括出生日期）。",
        lambda password, known: not any(piece in password for piece in known.numbers),
    ),
)  # fmt: skip
UNLIKE = f"不与最近{FORMER}次用过的密码相同。"
SENTENCES = (*((demand.key, demand.sentence) for demand in DEMANDS), ("former", UNLIKE))
"""What stands beside every field for a new password."""


def check(user: User, password: str) -> None:
    """Invalid, with one sentence for each demand that is not met."""
    known = Known.of(user)
    unmet = [demand.sentence for demand in DEMANDS if not demand.met(password, known)]
    if not unmet and _is_former(user, password):
        unmet.append(UNLIKE)
    if unmet:
        raise Invalid([Violation(RULE, f"密码不合要求：{sentence}", "password") for sentence in unmet])


def keep(user: User, password: str) -> None:
    """From now on this is the password; whoever calls has checked it."""
    Password.objects.create(user=user, digest=_hashed(password))


def withdraw(user: User) -> None:
    """No password is in force; the former ones are still remembered, so that none of them comes back."""
    Password.objects.filter(user=user).update(void=True)


def matches(user: User | None, password: str) -> bool:
    """Whether this is the user's password; for nobody, and for whoever has none, it takes as long and is not (S09)."""
    latest = Password.objects.filter(user=user, void=False).order_by("-pk").first() if user else None
    if latest is None:
        _hashed(password)
        return False
    with _turn():
        return hashers.check_password(password, latest.digest)


def _is_former(user: User, password: str) -> bool:
    former = Password.objects.filter(user=user).order_by("-pk").values_list("digest", flat=True)[:FORMER]
    with _turn():
        return any(hashers.check_password(password, digest) for digest in former)


def _hashed(password: str) -> str:
    with _turn():
        return hashers.make_password(password)


@contextmanager
def _turn() -> Iterator[None]:
    """One of the few places at the hasher: each takes 19 MiB and a core, and the other pages need theirs."""
    if not _turns.acquire(timeout=PATIENCE):
        raise Busy
    try:
        yield
    finally:
        _turns.release()
