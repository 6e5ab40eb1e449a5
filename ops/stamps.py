"""What has been prepared already (安装记录), so that a second run of the set-up does nothing."""

from __future__ import annotations

import hashlib
import platform
import sys
from pathlib import Path

from ops.places import VAR


def digest(*files: Path) -> str:
    """What a step depends on: its files and the Python and machine they are for."""
    ingredients = hashlib.sha256(f"{sys.version_info[:2]} {platform.platform()}".encode())
    for file in files:
        ingredients.update(file.read_bytes())
    return ingredients.hexdigest()


def fits(name: str, ingredients: str) -> bool:
    """Whether this step was last done with these ingredients."""
    stamp = _stamp(name)
    return stamp.is_file() and stamp.read_text() == ingredients


def record(name: str, ingredients: str) -> None:
    """Note that this step is done."""
    _stamp(name).parent.mkdir(exist_ok=True)
    _stamp(name).write_text(ingredients)


def forget(*names: str) -> None:
    """Have these steps done again next time."""
    for name in names:
        _stamp(name).unlink(missing_ok=True)


def _stamp(name: str) -> Path:
    return VAR / "stamps" / name
