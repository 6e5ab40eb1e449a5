"""A telephone and a security key as a test has them (验证器、安全密钥): real secrets, real signatures."""

from __future__ import annotations

import base64
import hashlib
import json
import time

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django_otp.oath import totp

from registry.accounts.passkeys import Asked
from registry.security.models import User

HOST, ORIGIN = "testserver", "http://testserver"
PRESENT, ATTESTED = 0x01, 0x40


def digits_now(secret: str, later: int = 0) -> str:
    """What the telephone shows now, or so many steps later."""
    return f"{totp(base64.b32decode(secret), t0=-30 * later):06d}"


def registration(user: User, challenge: bytes = b"c" * 32) -> tuple[Asked, str]:
    """What was asked, and the answer of a new key."""
    return Asked(challenge, HOST, ORIGIN), Key(user.uid.bytes).registered(challenge)


class Key:
    """A key in a token: it signs what it is asked, and counts."""

    def __init__(self, handle: bytes) -> None:
        self.private, self.counter, self.handle = ec.generate_private_key(ec.SECP256R1()), 0, handle
        self.credential = hashlib.sha256(handle + str(time.time_ns()).encode()).digest()

    def registered(self, challenge: bytes, origin: str = ORIGIN) -> str:
        """The answer to a registration."""
        numbers = self.private.public_key().public_numbers()
        cose = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.credential).to_bytes(2, "big") + self.credential + cbor2.dumps(cose)
        data = self._data(PRESENT | ATTESTED) + attested
        statement = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = _client("webauthn.create", challenge, origin)
        return self._answer({"clientDataJSON": _b64(client), "attestationObject": _b64(statement)})

    def signed(self, challenge: bytes, origin: str = ORIGIN) -> str:
        """The answer to a question who one is."""
        self.counter += 1
        data, client = self._data(PRESENT), _client("webauthn.get", challenge, origin)
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {"clientDataJSON": _b64(client), "authenticatorData": _b64(data), "signature": _b64(signature)}
        )

    def _data(self, flags: int) -> bytes:
        return hashlib.sha256(HOST.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _answer(self, response: dict[str, str]) -> str:
        name = _b64(self.credential)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def _client(kind: str, challenge: bytes, origin: str) -> bytes:
    return json.dumps({"type": kind, "challenge": _b64(challenge), "origin": origin, "crossOrigin": False}).encode()


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
