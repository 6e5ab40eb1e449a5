"""How each operation is done once, rightly (示范办理): declared beside each app's tests, used by the promises.

A new operation gets its performance in tests/<app>/performances.py; the promises fail until it has one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from registry.security.actors import Actor
from tests.world import World


@dataclass(frozen=True, slots=True)
class Performance:
    """A subject, an actor who may, and inputs that are in order."""

    subject: Any
    actor: Actor
    inputs: Mapping[str, Any] = field(default_factory=dict)


Preparation = Callable[[World], Performance]
_PREPARED: dict[str, Preparation] = {}


def performance(name: str) -> Callable[[Preparation], Preparation]:
    """Declare how the operation `name` is done once in the country."""

    def declare(prepare: Preparation) -> Preparation:
        _PREPARED[name] = prepare
        return prepare

    return declare


@cache
def performances() -> dict[str, Preparation]:
    """Every declared performance by the name of its operation."""
    for file in sorted(Path(__file__).parent.glob("*/performances.py")):
        import_module(f"tests.{file.parent.name}.performances")
    return _PREPARED
