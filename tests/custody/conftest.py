"""A keyring of the test's own (自用密钥): what a test does to the keys, no other sees."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registry.kernel import sealing


@pytest.fixture
def own_keys(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """A copy of the keyring, in use until the test ends."""
    path = tmp_path / "keyring.json"
    shutil.copy(settings.KEYRING, path)
    before, settings.KEYRING = settings.KEYRING, str(path)
    sealing.reread()
    yield path
    settings.KEYRING = before
    sealing.reread()
