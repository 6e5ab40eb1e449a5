"""Guarding the door (登录保护, S05): who must wait, who must answer a question first; counted in the database.

Three counts: five wrong passwords for one name from one address lock that pair for fifteen minutes (axes); fifty failures
from one address in ten minutes shut it out; and after the third failure a name that is tried from places its owner was
never at answers more and more slowly. It is never locked: from an address where he was in before, its owner does not wait.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from axes.handlers.proxy import AxesProxyHandler
from django.db.models import Count, Max, Q
from django.db.models.functions import Now

from registry.accounts.models import Failure, Session
from registry.accounts.signing import address_of
from registry.kernel.sealing import keyring
from registry.security import trail
from registry.security.actors import Actor, Seat, Top
from registry.security.models import User

WINDOW, KNOWN = timedelta(minutes=10), timedelta(days=90)
ADDRESS_LIMIT, FREE, SLOWEST = 50, 3, 60
PAIR_LOCKED = "这个登录名在这台电脑上连续5次没有通过，请15分钟后再试；忘记密码的，用“找回密码”或请上级重置。"
ADDRESS_LOCKED = "这个网络地址10分钟内失败次数过多，请10分钟后再试；本单位多人共用地址的，请联系系统管理员。"
SLOWED = "这个账号刚才有多次登录失败，请等{seconds}秒后再试；如不是本人操作，请告诉上级的系统管理员。"
STRANGER = "未登录者"


@dataclass(frozen=True, slots=True)
class Counts:
    """What failed lately, for this name and from this address."""

    of_account: int
    of_address: int
    seconds_since: float | None

    @property
    def questioned(self) -> bool:
        """Whether a question has to be answered as well (C-A06)."""
        return max(self.of_account, self.of_address // 3) >= FREE


def counts(request: Any, typed: str, user: User | None) -> Counts:
    """The failures of the last ten minutes, by the database's clock."""
    account, address = _account(typed, user), _address(request)
    recent = Failure.objects.filter(Q(account=account) | Q(address=address), at__gt=Now() - WINDOW)
    found = recent.aggregate(
        of_account=Count("pk", filter=Q(account=account)), of_address=Count("pk", filter=Q(address=address)),
        latest=Max("at", filter=Q(account=account)), now=Max(Now()),
    )  # fmt: skip
    since = (found["now"] - found["latest"]).total_seconds() if found["latest"] else None
    return Counts(found["of_account"], found["of_address"], since)


def why_not_now(request: Any, typed: str, user: User | None, found: Counts) -> str:
    """The sentence for somebody who has to wait, which is written down; empty for everybody else.

    Right and wrong passwords are told the same.
    """
    sentence = _wait(request, typed, user, found)
    if sentence:
        turned_away(request, typed, user, sentence)
    return sentence


def _wait(request: Any, typed: str, user: User | None, found: Counts) -> str:
    """What keeps somebody waiting: his address, the name at this address, or the name from places it was never at."""
    if found.of_address >= ADDRESS_LIMIT:
        return ADDRESS_LOCKED
    if not AxesProxyHandler.is_allowed(request, _credentials(typed, user)):
        return PAIR_LOCKED
    waits = min(2 ** max(found.of_account - FREE, 0), SLOWEST) if found.of_account >= FREE else 0
    left = waits - (found.seconds_since or 0.0)
    if left > 0 and found.seconds_since is not None and not _was_here(request, user):
        return SLOWED.format(seconds=int(left) + 1)
    return ""


def failed(request: Any, typed: str, user: User | None, reason: str, function: str = "session.open") -> None:
    """A try that failed is counted and leaves its entry; a number typed for a name is not written down."""
    Failure.objects.create(account=_account(typed, user), address=_address(request))
    AxesProxyHandler.user_login_failed(guarding_sender, _credentials(typed, user), request)
    turned_away(request, typed, user, reason, function)


def turned_away(request: Any, typed: str, user: User | None, reason: str, function: str = "session.open") -> None:
    """Whoever does not come in leaves his entry, whatever the reason."""
    trail.refuse(stranger(request), function, user or Top(), reason, name=_written(typed))


def succeeded(request: Any, typed: str, user: User) -> None:
    """Whoever is in has proved that the failures from here were his own."""
    AxesProxyHandler.reset_attempts(username=_credentials(typed, user)["username"], ip_address=address_of(request))
    Failure.objects.filter(account=_account(typed, user), address=_address(request)).delete()


def stranger(request: Any) -> Actor:
    """Whoever stands at the door: nobody yet, at a known address."""
    return Actor(0, STRANGER, Seat(0, 0, "", STRANGER, {}), request.today, address_of(request))


guarding_sender = __name__


def _was_here(request: Any, user: User | None) -> bool:
    """Whether this person was in from this address before."""
    if user is None:
        return False
    stays = Session.objects.filter(user=user, address=address_of(request), opened_at__gt=Now() - KNOWN)
    return stays.exists()


def _account(typed: str, user: User | None) -> UUID:
    """One count for a person, by whatever name; one for a name that nobody has."""
    return keyring().blind(f"user {user.pk}" if user else f"name {typed.strip()}", "failure")


def _address(request: Any) -> UUID:
    return keyring().blind(address_of(request), "failure address")


def _credentials(typed: str, user: User | None) -> dict[str, str]:
    """What axes keeps of the name: its digest, because people type their numbers there."""
    return {"username": _account(typed, user).hex}


def _written(typed: str) -> str:
    """The name as the trail may keep it: anything with six digits in a row may be somebody's number."""
    text = typed.strip()[:40]
    digits = "".join(sign for sign in text if sign.isdigit())
    return f"（{len(text)}个字符，含号码）" if len(digits) >= 6 else text
