"""Passkeys (通行密钥): a key in a token or a device signs what we ask; it works on this address alone, and nothing is sent
that could be used again.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any, Self

import webauthn
from django.db.models.functions import Now
from webauthn.helpers import exceptions, options_to_json
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from registry.accounts.models import Passkey
from registry.kernel.refusals import Refused
from registry.security.models import User

NAME = "党员管理信息系统"
FAILED = "通行密钥没有通过验证：请确认用的是为本系统登记过的密钥，再试一次。"
UNNAMED = "通行密钥"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a key was asked to sign: the challenge, and the address it was asked at."""

    challenge: bytes
    host: str
    origin: str

    @classmethod
    def kept(cls, session: Any, request: Any) -> Self | None:
        """What this browser was asked last; it is asked only once."""
        challenge = session.pop("challenge", "")
        host = request.get_host().rsplit(":", 1)[0]
        origin = f"{request.scheme}://{request.get_host()}"
        return cls(urlsafe_b64decode(challenge), host, origin) if challenge else None


def registration(user: User, request: Any) -> str:
    """What the browser is asked when a new key is to be registered, as JSON."""
    made = webauthn.generate_registration_options(
        rp_id=_host(request), rp_name=NAME, user_name=user.login_name, user_id=user.uid.bytes,
        user_display_name=user.name, exclude_credentials=_descriptors(user),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.PREFERRED
        ),
    )  # fmt: skip
    request.session["challenge"] = urlsafe_b64encode(made.challenge).decode()
    return options_to_json(made)


def assertion(request: Any, user: User | None = None) -> str:
    """What the browser is asked when a key is to prove who somebody is, as JSON; of nobody in particular, any key may answer."""
    allowed = _descriptors(user) if user else []
    made = webauthn.generate_authentication_options(rp_id=_host(request), allow_credentials=allowed)
    request.session["challenge"] = urlsafe_b64encode(made.challenge).decode()
    return options_to_json(made)


def register(user: User, answer: str, asked: Asked, label: str) -> Passkey:
    """The key signed what we asked: it is this person's from now on."""
    try:
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=asked.challenge,
            expected_rp_id=asked.host,
            expected_origin=asked.origin,
        )
    except (exceptions.WebAuthnException, ValueError) as wrong:
        raise Refused(FAILED) from wrong
    return Passkey.objects.create(
        user=user, credential=found.credential_id, public_key=found.credential_public_key, counter=found.sign_count,
        label=label.strip()[:30] or UNNAMED,
    )  # fmt: skip


def signed_by(answer: str, asked: Asked | None) -> User | None:
    """Whose key signed what we asked; a copy of a key gives itself away by its counter."""
    key = _named(answer)
    if key is None or asked is None:
        return None
    try:
        found = webauthn.verify_authentication_response(
            credential=answer, expected_challenge=asked.challenge, expected_rp_id=asked.host, expected_origin=asked.origin,
            credential_public_key=bytes(key.public_key), credential_current_sign_count=key.counter,
        )  # fmt: skip
    except (exceptions.WebAuthnException, ValueError):
        return None
    Passkey.objects.filter(pk=key.pk).update(counter=found.new_sign_count, used_at=Now())
    user: User = key.user
    return user


def _named(answer: str) -> Passkey | None:
    """The key that the answer says it comes from."""
    try:
        credential = webauthn.helpers.parse_authentication_credential_json(answer)
    except (exceptions.WebAuthnException, ValueError):
        return None
    return Passkey.objects.select_related("user__organisation").filter(credential=credential.raw_id).first()


def _host(request: Any) -> str:
    return str(request.get_host().rsplit(":", 1)[0])


def _descriptors(user: User) -> list[PublicKeyCredentialDescriptor]:
    return [PublicKeyCredentialDescriptor(id=bytes(key.credential)) for key in Passkey.objects.filter(user=user)]
