"""Second factors (二次验证): six digits that a telephone counts, each good once, and ten codes for when it is lost."""

from __future__ import annotations

import base64
import io
import secrets
import time
from uuid import UUID

import segno
from django.db.models import QuerySet
from django.db.models.functions import Now
from django_otp.oath import TOTP

from registry.accounts.models import OneTimePassword, Passkey, RecoveryCode
from registry.kernel.refusals import Invalid, Refused, Violation
from registry.kernel.sealing import keyring
from registry.security.models import User

STEP, DRIFT, SECRET = 30, 1, 20
CODES, ALPHABET, SIGNS = 10, "23456789abcdefghjkmnpqrstuvwxyz", 10
ISSUER = "党员管理信息系统"
WRONG = "这六位数字不对：请确认手机时间准确，用最新显示的一组再试。"
GONE = "这种二次验证已经解除，请刷新页面。"


def new_secret() -> str:
    """A secret as telephones take it: base 32."""
    return base64.b32encode(secrets.token_bytes(SECRET)).decode()


def picture(user: User, secret: str) -> str:
    """The QR code that brings the secret to a telephone, as SVG."""
    address = f"otpauth://totp/{ISSUER}:{user.login_name}?secret={secret}&issuer={ISSUER}&digits=6&period={STEP}"
    drawn = io.BytesIO()
    segno.make(address, error="m").save(drawn, kind="svg", scale=4, border=2, xmldecl=False, svgns=True)
    return drawn.getvalue().decode()


def bind(user: User, secret: str, digits: str) -> None:
    """The telephone counts rightly: it is this person's from now on."""
    step = _step_of(secret, digits, 0)
    if step is None:
        raise Invalid([Violation("S08", WRONG, "digits")])
    OneTimePassword.objects.filter(user=user).delete()
    OneTimePassword.objects.create(user=user, secret=secret, last_step=step)


def counted_right(user: User, digits: str) -> bool:
    """Whether these are the digits of now; the same ones never count twice, even sent at the same moment."""
    bound = OneTimePassword.objects.filter(user=user).first()
    if bound is None:
        return False
    step = _step_of(str(bound.secret), digits, bound.last_step)
    if step is None:
        return False
    unused = OneTimePassword.objects.filter(pk=bound.pk, last_step__lt=step)
    return bool(unused.update(last_step=step))


def draw(user: User) -> list[str]:
    """Ten new codes in place of the old; shown once, kept by their digests."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(SIGNS)) for _ in range(CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digests(user, code)[0]) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def is_unused(user: User, code: str) -> bool:
    """Whether this is a recovery code of the person's that was not used yet."""
    return _unused(user, code).exists()


def stood_in(user: User, code: str) -> bool:
    """The same, and it is used up; of two who send it at once, one succeeds."""
    return bool(_unused(user, code).update(used_at=Now()))


def _unused(user: User, code: str) -> QuerySet[RecoveryCode]:
    signs = "".join(sign for sign in code.lower() if sign in ALPHABET)
    return RecoveryCode.objects.filter(user=user, digest__in=_digests(user, signs), used_at__isnull=True)


def accepted(user: User, typed: str) -> bool:
    """What was typed for a second factor: six digits of the telephone, or a recovery code."""
    text = typed.strip().replace(" ", "")
    return counted_right(user, text) if text.isdigit() and len(text) == 6 else stood_in(user, text)


def count(user: User) -> int:
    """How many second factors this person has."""
    return OneTimePassword.objects.filter(user=user).count() + Passkey.objects.filter(user=user).count()


def give_up(user: User, kept: str) -> None:
    """The factor of that identity goes; the codes go with the last one."""
    gone = [kind.objects.filter(user=user, uid=kept).delete()[0] for kind in (OneTimePassword, Passkey)]
    if not any(gone):
        raise Refused(GONE)
    if not count(user):
        RecoveryCode.objects.filter(user=user).delete()


def give_up_all(user: User) -> None:
    """Everything that could stand for this person is forgotten."""
    for kind in (OneTimePassword, Passkey, RecoveryCode):
        kind.objects.filter(user=user).delete()


def _step_of(secret: str, digits: str, after: int) -> int | None:
    """The moment, in steps, whose digits these are; None if they are wrong, or of a moment already used."""
    counting = TOTP(base64.b32decode(secret), STEP, digits=6)
    counting.time = time.time()
    typed = int(digits) if digits.isascii() and digits.isdigit() and len(digits) == 6 else -1
    here = counting.t()
    for step in range(here - DRIFT, here + DRIFT + 1):
        counting.drift = step - here
        if step > after and counting.token() == typed:
            return step
    return None


def _digests(user: User, code: str) -> list[UUID]:
    """Codes are on paper: what was drawn under an index key of before is good still."""
    return keyring().digests(f"{user.uid.hex} {code}", "recovery code")
