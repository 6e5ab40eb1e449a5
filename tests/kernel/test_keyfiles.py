"""The keyring's file (密钥文件): nothing in it is lost, and sealed with a key of its own it opens with no other."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from registry.kernel import keyfiles, sealing, wrapping
from registry.kernel.wrapping import Locked


@pytest.fixture(autouse=True)
def stretched_shortly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wrapping, "ROUNDS", 10)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "keyring.json"
    keyfiles.make(made)
    return made


def test_a_kind_that_an_older_file_lacks_is_added_and_the_rest_left(path: Path) -> None:
    older = {"sealing": keyfiles.read(path)["sealing"], "index": keyfiles.read(path)["index"][0]}
    path.write_text(json.dumps(older))
    assert keyfiles.make(path) == ["codes"]
    now = keyfiles.read(path)
    assert now["sealing"] == older["sealing"]
    assert now["index"] == [older["index"]]
    assert len(now["codes"]) == 1
    assert keyfiles.make(path) == []


def test_a_new_key_is_the_newest_and_the_former_stays(path: Path) -> None:
    before = keyfiles.read(path)
    assert keyfiles.add(path, "", "sealing", "aes-256-gcm") == 2
    ring = sealing.read_keyring(path)
    assert (ring.newest.number, ring.newest.algorithm) == (2, "aes-256-gcm")
    assert keyfiles.read(path)["sealing"][0] == before["sealing"][0]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    keyfiles.remove(path, "", "sealing", 1)
    assert set(sealing.read_keyring(path).sealing) == {2}
    with pytest.raises(ValueError, match="newest key stays"):
        keyfiles.remove(path, "", "sealing", 2)


def test_of_many_who_add_a_key_at_once_nobody_loses_his(path: Path) -> None:
    with ThreadPoolExecutor(8) as people:
        numbers = list(people.map(lambda _: keyfiles.add(path, "", "codes", "sm3"), range(24)))
    assert sorted(numbers) == list(range(2, 26))
    assert len(keyfiles.read(path)["codes"]) == 25
    assert [name.name for name in path.parent.iterdir() if "keyring.json." in name.name] == [".keyring.json.lock"]


def test_a_former_index_key_is_asked_until_it_is_marked_done(path: Path) -> None:
    keyfiles.add(path, "", "index", "sm3")
    ring = sealing.read_keyring(path)
    assert len(ring.blinds("1", "identity")) == len(ring.digests("1", "identity")) == 2
    keyfiles.mark(path, "", "index", 1, done=True)
    ring = sealing.read_keyring(path)
    assert ring.blinds("1", "identity") == [ring.blind("1", "identity")]
    assert len(ring.digests("1", "identity")) == 2


@pytest.mark.parametrize("provider", ["file", "environment"])
def test_a_sealed_file_shows_no_key_and_opens_with_its_own_passphrase_alone(
    provider: str, path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = tmp_path / "passphrase"
    secret.write_text("correct horse battery staple\n")
    monkeypatch.setenv("KEYRING_PASSPHRASE", "correct horse battery staple")
    kept = {"file": f"file:{secret}", "environment": "environment:KEYRING_PASSPHRASE"}[provider]
    plain = keyfiles.read(path)
    keyfiles.rewrap(path, "", kept)
    on_disk = path.read_text()
    assert all(key["secret"] not in on_disk for keys in plain.values() for key in keys)
    assert keyfiles.read(path, kept) == plain
    assert keyfiles.add(path, kept, "sealing", "sm4-gcm") == 2
    assert set(sealing.read_keyring(path, kept).sealing) == {1, 2}
    secret.write_text("another")
    monkeypatch.setenv("KEYRING_PASSPHRASE", "another")
    with pytest.raises(Locked, match="口令不对"):
        keyfiles.read(path, kept)
    secret.unlink()
    monkeypatch.delenv("KEYRING_PASSPHRASE")
    with pytest.raises(Locked, match="密钥文件打不开"):
        keyfiles.read(path, kept)


def test_a_keeper_that_asks_a_device_is_registered_beside_the_others(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Device:
        """Turns the content round, as good as a device for a test."""

        def wrap(self, content: bytes) -> dict[str, str]:
            return {"content": content.hex()[::-1]}

        def unwrap(self, wrapped: dict[str, str]) -> bytes:
            return bytes.fromhex(wrapped["content"][::-1])

    monkeypatch.setitem(wrapping.PROVIDERS, "device", lambda slot: Device())
    plain = keyfiles.read(path)
    keyfiles.rewrap(path, "", "device:7")
    assert keyfiles.read(path) == plain, "the file says itself who keeps its key"
