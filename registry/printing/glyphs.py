"""Which characters our fonts can print (字形检查), asked before printing: typesetting itself sets boxes and says nothing."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

from registry.printing import fonts

# Control, format and private-use characters and halves of surrogates have no agreed look, even where a font draws them;
# format characters can also turn the direction of a name round.
WITHOUT_A_LOOK = {"Cc": "控制字符", "Cf": "不可见的格式字符", "Co": "私用区自造字", "Cs": "不完整的字符"}

# The older Unicode tables of a Python release do not know the newest of these blocks.
BLOCKS = (
    (0x3400, 0x4DBF, "汉字扩展A区"),
    (0x4E00, 0x9FFF, "汉字基本区"),
    (0x20000, 0x2A6DF, "汉字扩展B区"),
    (0x2A700, 0x2B73F, "汉字扩展C区"),
    (0x2B740, 0x2B81F, "汉字扩展D区"),
    (0x2B820, 0x2CEAF, "汉字扩展E区"),
    (0x2CEB0, 0x2EBEF, "汉字扩展F区"),
    (0x2EBF0, 0x2EE5F, "汉字扩展I区"),
    (0x30000, 0x3134F, "汉字扩展G区"),
    (0x31350, 0x323AF, "汉字扩展H区"),
    (0x323B0, 0x3347F, "汉字扩展J区"),
    (0xFE00, 0xFE0F, "异体字选择符"),
    (0xE0100, 0xE01EF, "异体字选择符"),
)


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character no font of ours can print (缺字)."""

    character: str
    code_point: str
    name: str

    @property
    def shown(self) -> str:
        """Itself, or 〓 where it would be as invisible on the screen as it is in the record, or turn the line round."""
        category = unicodedata.category(self.character)
        return "〓" if category in WITHOUT_A_LOOK or category[0] in "MZ" else self.character

    def __str__(self) -> str:
        return f"“{self.shown}”（{self.code_point}，{self.name}）"


def missing(texts: Iterable[str], fontset: fonts.FontSet | None = None) -> list[MissingGlyph]:
    """Every character of the texts that would not come out on paper, each once, in the order met."""
    characters = dict.fromkeys("".join(texts))
    covered = printable(fontset or fonts.installed())
    return [_missing(character) for character in characters if ord(character) not in covered]


@cache
def printable(fontset: fonts.FontSet) -> frozenset[int]:
    """The code points of exactly the fonts a value falls back through; a third of a second a font, once."""
    points = {point for file in fontset.chain for point in _code_points(file)}
    return frozenset(point for point in points if unicodedata.category(chr(point)) not in WITHOUT_A_LOOK)


def _code_points(file: Path) -> Iterator[int]:
    for number in range(_faces(file)):
        with TTFont(file, lazy=True, fontNumber=number) as face:
            yield from (point for point, name in (face.getBestCmap() or {}).items() if name != ".notdef")


def _faces(file: Path) -> int:
    """How many fonts the file holds."""
    if file.suffix.lower() not in {".ttc", ".otc"}:
        return 1
    with TTCollection(file, lazy=True) as collection:
        return len(collection.fonts)


def _missing(character: str) -> MissingGlyph:
    return MissingGlyph(character, f"U+{ord(character):04X}", _name(character))


def _name(character: str) -> str:
    category = unicodedata.category(character)
    if category in WITHOUT_A_LOOK:
        return WITHOUT_A_LOOK[category]
    block = next((name for first, last, name in BLOCKS if first <= ord(character) <= last), "")
    return block or unicodedata.name(character, "未知字符")
