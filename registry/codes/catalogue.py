"""The code lists as they stand in the CSV files (代码集目录), in memory, with look-up by code, name and alias."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from registry.kernel import pinyin

FOLDER = Path(__file__).parent / "lists"
ALIASES = Path(__file__).parent / "aliases.csv"


@dataclass(frozen=True, slots=True)
class Code:
    """One code: `depth` counts from 0 at the top, a `leaf` has no code below it."""

    code: str
    name: str
    parent: str
    valid_from: date | None
    valid_until: date | None
    depth: int
    leaf: bool

    @property
    def keys(self) -> str:
        """What it can be found by: digits, pinyin initials, full pinyin, name."""
        return f"{self.code} {pinyin.keys(self.name)} {self.name}"

    def valid_on(self, day: date) -> bool:
        return not (self.valid_from and day < self.valid_from) and not (self.valid_until and day >= self.valid_until)


class CodeList:
    """One list, in the order of its file; an alias of an older list may stand for several codes of this one."""

    def __init__(self, name: str, codes: list[Code], aliases: dict[str, list[str]]) -> None:
        self.name = name
        self.codes = {code.code: code for code in codes}
        named: dict[str, list[Code]] = {}
        for code in codes:
            named.setdefault(code.name, []).append(code)
        meant = {name: [code for code in same if code.leaf] or same for name, same in named.items()}
        meant |= {alias: [self.codes[code] for code in stood_for] for alias, stood_for in aliases.items()}
        self._names = {name: same[0].code for name, same in meant.items() if len(same) == 1}
        self._several = {name: tuple(same) for name, same in meant.items() if len(same) > 1}

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def label(self, code: str) -> str:
        """The name of `code`; the code itself if it is unknown, empty for none."""
        found = self.codes.get(code)
        return found.name if found else code

    def find(self, text: str) -> Code | None:
        """The code meant by `text`: a code, a code whose leading zeros were lost, a name or a known alias."""
        if text in self.codes:
            return self.codes[text]
        if text in self._names:
            return self.codes[self._names[text]]
        if text.isascii() and text.isdigit():
            padded = [code for code in self.codes.values() if code.code.lstrip("0") == text.lstrip("0")]
            return padded[0] if len(padded) == 1 else None
        return None

    def several(self, name: str) -> tuple[Code, ...]:
        """The codes that this name or older name may stand for, if it is not one alone: nobody can tell which is meant."""
        return self._several.get(name, ())

    def nearest(self, text: str) -> Code | None:
        """The code whose name resembles `text` most, if any does."""
        close = get_close_matches(text, self._names, n=1, cutoff=0.45)
        return self.codes[self._names[close[0]]] if close else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@lru_cache(maxsize=1)
def _aliases() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    with ALIASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["list"], {}).setdefault(row["alias"], []).append(row["code"])
    return found


@lru_cache(maxsize=256)
def code_list(name: str) -> CodeList:
    """The list of that file name; KeyError if there is none."""
    path = FOLDER / f"{name}.csv"
    if not path.exists():
        raise KeyError(name)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parents = {row["code"]: row["parent"] for row in rows}
    inner = set(parents.values())
    codes = [
        Code(
            row["code"], row["name"], row["parent"], _day(row["valid_from"]), _day(row["valid_until"]),
            _depth(row["code"], parents), row["code"] not in inner,
        )
        for row in rows
    ]  # fmt: skip
    return CodeList(name, codes, _aliases().get(name, {}))


def _depth(code: str, parents: dict[str, str]) -> int:
    depth, parent = 0, parents[code]
    while parent and parent in parents and parent != code:
        code, depth, parent = parent, depth + 1, parents[parent]
    return depth


def names() -> list[str]:
    """The names of all lists."""
    return sorted(path.stem for path in FOLDER.glob("*.csv"))
