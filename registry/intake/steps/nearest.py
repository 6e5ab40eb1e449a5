"""The name that was probably meant (最接近的名称)."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import NamedTuple

from registry.kernel.grams import pairs

MOST = 50_000
"""Names looked through; among more, a guess would be slow and seldom right."""
CANDIDATES = 8
LEAST_ALIKE = 0.5


class Guess(NamedTuple):
    """A name and how alike it is, in percent."""

    name: str
    percent: int


class Nearest:
    """Finds, among many names, the one most like a given text: by shared pairs of characters, then letter by letter."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = [(name, frozenset(pairs(name))) for name in names]

    def find(self, text: str) -> Guess | None:
        """The most similar name, if any is similar at all."""
        wanted = frozenset(pairs(text))
        scored = ((len(wanted & having) / max(len(wanted | having), 1), name) for name, having in self._names)
        best = sorted((one for one in scored if one[0] > 0), reverse=True)[:CANDIDATES]
        guesses = [(SequenceMatcher(None, text, name).ratio(), name) for _, name in best]
        alike, name = max(guesses, default=(0.0, ""))
        return Guess(name, round(100 * alike)) if alike >= LEAST_ALIKE else None


def hint(guess: Guess | None) -> str:
    """The guess as the end of a sentence."""
    return f"；最接近：{guess.name}（相似 {guess.percent}%）" if guess else "，请核对全称。"
