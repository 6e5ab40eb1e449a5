"""Sealing (加密): opens only where it was sealed, with whichever key it was; the blind index tells equality alone."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers import algorithms
from hypothesis import given
from hypothesis import strategies as some

from registry.kernel import keyfiles, sealing, usage
from registry.kernel.sealing import Key, Keyring, SealBroken

SM4 = Key(1, "sm4-gcm", bytes(range(16)))
AES = Key(2, "aes-256-gcm", bytes(range(32)))
INDEX = Key(1, "sm3", b"index" * 7)
CODES = Key(1, "sm3", b"codes" * 7)
LATER = Key(2, "sha256", b"later" * 7)
PLACE = "members_member.phone"


@pytest.fixture(autouse=True)
def nobody_counts() -> Iterator[None]:
    """What is sealed here is not told to any database."""
    before = usage.told_by(None)
    yield
    usage.told_by(before)


def ring(*keys: Key, index: Key = INDEX, codes: tuple[Key, ...] = (CODES,)) -> Keyring:
    return Keyring({key.number: key for key in keys}, index, {key.number: key for key in codes})


@given(some.text(max_size=300))
def test_what_was_sealed_opens_at_its_place(text: str) -> None:
    uid = uuid4()
    for keyring in (ring(SM4), ring(AES)):
        sealed = keyring.seal(text, PLACE, uid)
        assert keyring.open(sealed, PLACE, uid) == text
        assert len(sealed) == 1 + sealing.NONCE + len(text.encode()) + sealing.TAG


def test_the_same_text_is_never_sealed_alike() -> None:
    uid = uuid4()
    assert len({ring(SM4).seal("13900000000", PLACE, uid) for _ in range(100)}) == 100


def test_many_rows_are_sealed_each_for_itself_and_with_a_nonce_of_its_own() -> None:
    rows = [uuid4() for _ in range(50)]
    sealed = ring(SM4).seal_all(["13900000000", None, ""] + ["13900000000"] * 47, PLACE, rows)
    assert sealed[1] is sealed[2] is None
    filled = [(row, content) for row, content in zip(rows, sealed, strict=True) if content]
    assert {ring(SM4).open(content, PLACE, row) for row, content in filled} == {"13900000000"}
    assert len({content[1 : 1 + sealing.NONCE] for _, content in filled}) == len(filled) == 48
    with pytest.raises(SealBroken):
        ring(SM4).open(filled[0][1], PLACE, rows[1])


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    uid = uuid4()
    old = ring(SM4).seal("旧号码", PLACE, uid)
    both = ring(SM4, AES)
    new = both.seal("新号码", PLACE, uid)
    assert (old[0], new[0]) == (1, 2)
    assert [both.open(old, PLACE, uid), both.open(new, PLACE, uid)] == ["旧号码", "新号码"]
    assert ring(AES).open(new, PLACE, uid) == "新号码"


@pytest.mark.parametrize("part", [0, 1, 5, 14, -1, -17])
def test_a_changed_byte_anywhere_is_noticed(part: int) -> None:
    uid = uuid4()
    sealed = bytearray(ring(SM4, AES).seal("13900000000", PLACE, uid))
    sealed[part] ^= 3  # turns key 2 into key 1, and any other byte into another
    with pytest.raises(SealBroken):
        ring(SM4, AES).open(bytes(sealed), PLACE, uid)


def test_it_opens_neither_in_another_row_nor_in_another_column() -> None:
    uid = uuid4()
    sealed = ring(SM4).seal("13900000000", PLACE, uid)
    for place, row in ((PLACE, uuid4()), ("members_member.address", uid)):
        with pytest.raises(SealBroken):
            ring(SM4).open(sealed, place, row)


def test_it_does_not_open_with_another_installations_key_of_the_same_number() -> None:
    uid = uuid4()
    sealed = ring(SM4).seal("13900000000", PLACE, uid)
    with pytest.raises(SealBroken):
        ring(Key(1, "sm4-gcm", b"another secret!!")).open(sealed, PLACE, uid)


def test_the_blind_index_is_equal_for_equal_texts_of_one_purpose_only() -> None:
    keyring = ring(SM4)
    assert keyring.blind("990001197503120010", "identity") == keyring.blind("990001197503120010", "identity")
    assert keyring.blind("990001197503120010", "identity") != keyring.blind("990001197503120010", "phone")
    assert keyring.blind("990001197503120010", "identity") != keyring.blind("990001197503120011", "identity")


def test_the_blind_index_cannot_be_computed_without_the_key_and_survives_a_new_sealing_key() -> None:
    other = ring(SM4, index=Key(1, "sm3", b"other" * 7))
    assert ring(SM4).blind("13900000000", "phone") != other.blind("13900000000", "phone")
    assert ring(SM4).blind("13900000000", "phone") == ring(SM4, AES).blind("13900000000", "phone")


def test_purpose_and_text_cannot_be_shifted_into_each_other() -> None:
    assert ring(SM4).blind("b", "a") != ring(SM4).blind("", "ab")


def test_sm4_is_the_standards_cipher() -> None:
    """The example of GB/T 32907-2016: one block under the key 0123456789abcdef fedcba9876543210."""
    from cryptography.hazmat.primitives.ciphers import Cipher, modes

    block = bytes.fromhex("0123456789abcdeffedcba9876543210")
    encryptor = Cipher(algorithms.SM4(block), modes.ECB()).encryptor()
    assert encryptor.update(block).hex() == "681edf34d206965e86b3e94f536e4246"


def test_a_keyring_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secrets" / "keyring.json"
    assert keyfiles.make(path) == list(keyfiles.KINDS)
    written = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert keyfiles.make(path) == []
    assert path.read_bytes() == written


@pytest.mark.parametrize("cipher", list(sealing.CIPHERS))
@pytest.mark.parametrize("digest", sealing.DIGESTS)
def test_a_keyring_on_file_seals_with_what_it_says(cipher: str, digest: str, tmp_path: Path) -> None:
    path, uid = tmp_path / "keyring.json", uuid4()
    keyfiles.make(path, cipher=cipher, digest=digest)
    keyring = sealing.read_keyring(path)
    assert (keyring.newest.algorithm, keyring.index.algorithm) == (cipher, digest)
    assert len(keyring.newest.secret) == sealing.CIPHERS[cipher].size
    assert sealing.read_keyring(path).open(keyring.seal("号码", PLACE, uid), PLACE, uid) == "号码"


def test_two_keyrings_share_no_secret(tmp_path: Path) -> None:
    secrets = []
    for name in ("one.json", "two.json"):
        keyfiles.make(tmp_path / name)
        ring_on_file = json.loads((tmp_path / name).read_text())
        secrets += [
            *(key["secret"] for kind in keyfiles.KINDS for key in ring_on_file[kind]),
        ]
    assert len(secrets) == len(set(secrets)) == 6


def test_a_code_vouches_for_its_content_and_purpose_alone() -> None:
    old, both, other = ring(SM4), ring(SM4, codes=(CODES, LATER)), ring(SM4, codes=(Key(1, "sm3", b"other" * 7),))
    code = old.code(b"content", "security_post")
    assert old.vouches(code, b"content", "security_post")
    assert both.vouches(code, b"content", "security_post"), "a key that codes no more still vouches"
    assert both.code(b"content", "security_post")[0] == 2
    assert not old.vouches(code, b"another", "security_post")
    assert not old.vouches(code, b"content", "security_grant")
    assert not other.vouches(code, b"content", "security_post")
    assert not old.vouches(b"", b"content", "security_post")
    assert not old.vouches(both.code(b"content", "security_post"), b"content", "security_post"), "of a key we have not"
