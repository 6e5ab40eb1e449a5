"""Algorithms (算法): known answers of the standards, and another provider in place of ours without a line changed elsewhere."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from uuid import uuid4

import pytest

from registry.kernel import algorithms, usage
from registry.kernel.algorithms import CIPHERS, DIGESTS, Algorithm, Mismatch, code_of
from registry.kernel.sealing import Key, Keyring, SealBroken


def test_sm3_is_the_standards_digest() -> None:
    """The example of GB/T 32905-2016: the digest of "abc"."""
    known = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert hashlib.new("sm3", b"abc").hexdigest() == known


def test_sm4_gcm_is_the_published_one() -> None:
    """The example of RFC 8998, A.1."""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    nonce = bytes.fromhex("00001234567800000000abcd")
    binding = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    content = b"".join(bytes([value]) * 8 for value in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    sealed = bytes.fromhex(
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )
    sealer = CIPHERS["sm4-gcm"].ready(key)
    assert sealer.seal(nonce, content, binding) == sealed
    assert sealer.open(nonce, sealed, binding) == content
    with pytest.raises(Mismatch):
        sealer.open(nonce, sealed, binding + b"x")


def test_aes_gcm_is_the_published_one() -> None:
    """Test case 14 of the GCM specification: a block of zeros under a key of zeros."""
    sealed = CIPHERS["aes-256-gcm"].ready(bytes(32)).seal(bytes(12), bytes(16), b"")
    assert sealed.hex() == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"


def test_hmac_sha256_is_the_published_one() -> None:
    """Test case 2 of RFC 4231."""
    known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert code_of("sha256", b"Jefe", b"what do ya want for nothing?").hex() == known


def test_hmac_sm3_is_made_as_hmac_is() -> None:
    """By its definition (GB/T 15852.2): two digests, one around the other."""
    key, content = b"k" * 32, b"content"
    padded = key.ljust(64, b"\0")
    inner = hashlib.new("sm3", bytes(one ^ 0x36 for one in padded) + content).digest()
    outer = hashlib.new("sm3", bytes(one ^ 0x5C for one in padded) + inner).digest()
    assert code_of("sm3", key, content) == outer == hmac.digest(key, content, "sm3")


@dataclass
class Device:
    """As a device that keeps its keys would be asked: it is told the number of a key, and gives nothing away."""

    slot: bytes

    def seal(self, nonce: bytes, content: bytes, binding: bytes) -> bytes:
        code = hmac.digest(self.slot, nonce + binding + content, "sha256")
        return bytes(255 - value for value in content) + code

    def open(self, nonce: bytes, sealed: bytes, binding: bytes) -> bytes:
        content = bytes(255 - value for value in sealed[:-32])
        if hmac.digest(self.slot, nonce + binding + content, "sha256") != sealed[-32:]:
            raise Mismatch
        return content


def test_another_provider_seals_in_the_place_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CIPHERS, "device", Algorithm(2, Device))
    before = usage.told_by(None)
    code = Key(1, "sm3", bytes(32))
    ring = Keyring({1: Key(1, "sm4-gcm", bytes(16)), 2: Key(2, "device", b"07")}, code, {1: code})
    uid = uuid4()
    sealed = ring.seal("号码", "members_member.phone", uid)
    assert sealed[0] == 2
    assert ring.open(sealed, "members_member.phone", uid) == "号码"
    with pytest.raises(SealBroken):
        ring.open(sealed, "members_member.phone", uuid4())
    usage.told_by(before)


def test_every_algorithm_has_a_name_people_know() -> None:
    assert set(algorithms.LABELS) == {*CIPHERS, *DIGESTS}
