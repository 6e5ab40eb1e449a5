"""Codes that open an account once (激活与授权码, R-249, S04), and the six digits that prove whose telephone it is."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from django.db.models import F, QuerySet
from django.db.models.functions import Now

from registry.accounts.gateways import gateway
from registry.accounts.models import ActivationCode, MessageCode
from registry.kernel.refusals import Refused
from registry.kernel.sealing import keyring
from registry.security.models import User, UserStatus

VALID = timedelta(days=7)
MESSAGE_VALID = timedelta(minutes=10)
TRIES, MESSAGES = 5, 5
"""Wrong tries that void a message, and messages that one request may send."""
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Thirty-two signs that nobody mistakes for one another on paper: five bits each."""
LENGTH, GROUP = 24, 4
"""A hundred and twenty bits, in groups of four."""
WRONG = (
    "登录名（手机号）、授权码、姓名、身份证号有不一致，或者授权码已经用过、超过7天；请逐项核对，仍不行请上级重新签发。"
)
WRONG_MESSAGE = "短信验证码不正确或已超过10分钟；连续错5次后须重新获取。"
TOO_MANY = "这份授权码获取验证码的次数已用完，请联系签发单位重新签发授权码。"
NO_PHONE = "该用户没有登记手机号，不能签发授权码；请先更正用户信息。"
UNSENT = "短信没有发出去，请稍后再试；仍不行请联系系统管理员。"


def draw() -> str:
    """A new code as it is printed: six groups of four."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return "-".join(signs[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def issue(user: User) -> str:
    """A code for this account and this telephone in place of any before it; shown once, kept by its digest."""
    ActivationCode.objects.filter(user=user, used_at__isnull=True).update(void=True)
    code = draw()
    if user.phone_index is None:
        raise Refused(NO_PHONE)
    ActivationCode.objects.create(user=user, digest=_digest(code), phone_index=user.phone_index)
    return code


def request_of(typed_name: User | None, code: str, name: str, number: str) -> ActivationCode | None:
    """The request that these four belong to, all of them right; None for every kind of wrong."""
    found = _valid().filter(digest__in=_digests(code)).select_related("user__organisation").first()
    if found is None or typed_name is None or found.user_id != typed_name.pk:
        return None
    user: User = found.user
    right = (
        user.status == UserStatus.OPENED
        and found.phone_index == user.phone_index
        and user.name == name.strip()
        and user.identity_index in keyring().blinds(number.strip().upper(), "identity")
    )
    return found if right else None


def still_valid(uid: str) -> ActivationCode | None:
    """The request of that identity, as long as its code may be used."""
    return _valid().filter(uid=uid).select_related("user__organisation").first()


def use(request: ActivationCode) -> None:
    """The code is used up; of two who use it at once one is refused."""
    if not _valid().filter(pk=request.pk).update(used_at=Now()):
        raise Refused(WRONG)


def send_for(request: ActivationCode) -> MessageCode:
    """Six digits to the telephone of the account, for this request."""
    sent = ActivationCode.objects.filter(pk=request.pk, messages_sent__lt=MESSAGES)
    if not sent.update(messages_sent=F("messages_sent") + 1):
        raise Refused(TOO_MANY)
    return send_message(request.user, request.uid, "激活账号")


def send_message(user: User, request: UUID, purpose: str) -> MessageCode:
    """Six digits to the user's telephone, bound to the request; what was sent for it before is void."""
    MessageCode.objects.filter(request=request).update(tries=TRIES)
    digits = f"{secrets.randbelow(10**6):06d}"
    kept = MessageCode(request=request)
    kept.digest = _message_digest(kept.uid, digits)
    kept.save()
    try:
        gateway().send(
            str(user.phone), f"党员管理信息系统：您{purpose}的验证码是 {digits}，10分钟内有效，请勿告诉他人。"
        )
    except OSError as unsent:
        raise Refused(UNSENT) from unsent
    return kept


def message_is_right(request: UUID, typed: str) -> bool:
    """Whether these are the six digits; every try counts, whatever comes of it, and a right one counts once."""
    fresh = MessageCode.objects.filter(
        request=request, used_at__isnull=True, tries__lt=TRIES, sent_at__gt=Now() - MESSAGE_VALID
    )
    latest = fresh.order_by("-pk").first()
    if latest is None or not fresh.filter(pk=latest.pk).update(tries=F("tries") + 1):
        return False
    if latest.digest != _message_digest(latest.uid, typed.strip()):
        return False
    return bool(MessageCode.objects.filter(pk=latest.pk, used_at__isnull=True).update(used_at=Now()))


def _valid() -> QuerySet[ActivationCode]:
    return ActivationCode.objects.filter(used_at__isnull=True, void=False, issued_at__gt=Now() - VALID)


def _digest(code: str) -> UUID:
    return _digests(code)[0]


def _digests(code: str) -> list[UUID]:
    """Whatever way it was typed: groups apart or not, small letters or capitals."""
    signs = "".join(sign for sign in code.upper() if sign in ALPHABET)
    return keyring().digests(signs, "activation code")


def _message_digest(uid: UUID, digits: str) -> UUID:
    return keyring().blind(f"{uid.hex} {digits}", "message code")
