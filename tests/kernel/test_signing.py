"""Signing (签名): known answers of the algorithm, a key that is made once, and nobody else's signature."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from registry.kernel.signing import SIGNERS, Signer, make_signer

# RFC 8032, 7.1: test 1 (nothing is signed) and test 2 (one byte).
KNOWN = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("private", "content", "signature"), KNOWN)
def test_the_algorithm_gives_the_known_answers(private: str, content: str, signature: str) -> None:
    one = Signer("ed25519", Ed25519PrivateKey.from_private_bytes(bytes.fromhex(private)))
    assert one.sign(bytes.fromhex(content)).hex() == signature


@pytest.mark.parametrize("algorithm", SIGNERS)
def test_a_key_is_made_once_for_its_owner_alone_and_vouches_for_what_it_signed(algorithm: str, tmp_path: Path) -> None:
    path = tmp_path / "signer.json"
    assert make_signer(path, algorithm)
    assert not make_signer(path, algorithm)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    one = Signer.read(path)
    signature = one.sign(b"content")
    assert one.vouches(signature, b"content")
    assert not one.vouches(signature, b"contents")
    make_signer(tmp_path / "other.json", algorithm)
    assert not Signer.read(tmp_path / "other.json").vouches(signature, b"content")
