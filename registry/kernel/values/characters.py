"""Characters that are not what they seem (易错字符): radicals, private use, invisible and broken ones."""

from __future__ import annotations

import unicodedata
from functools import cache

# CJK Radicals Supplement: only forms that are whole characters by themselves. A form that is merely a part (⺮, ⺼, ⻌)
# may stand for several characters and is left to a person.
_SUPPLEMENT = (
    "⺟母⺠民⻁虎⻄西⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾"
    "⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
# NFKC sends these three to a form that is not printed on the mainland; ⾺ and ⻢ differ in sight and stay 馬 and 马.
_MAINLAND = {"⼾": "户", "⾭": "青", "⿈": "黄"}

RADICALS: dict[int, str] = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)},
    **{ord(radical): plain for radical, plain in zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)},
    **{ord(radical): plain for radical, plain in _MAINLAND.items()},
}

# Fourteen of the eighty characters that GBK kept in the private use area became standard after GB 18030-2000,
# whose table Python's codec still follows.
_LATER = {
    0xE816: 0x20087, 0xE817: 0x20089, 0xE818: 0x200CC, 0xE81E: 0x9FB4, 0xE826: 0x9FB5, 0xE82B: 0x9FB6, 0xE82C: 0x9FB7,
    0xE831: 0x215D7, 0xE832: 0x9FB8, 0xE83B: 0x2298F, 0xE843: 0x9FB9, 0xE854: 0x9FBA, 0xE855: 0x241FE, 0xE864: 0x9FBB,
}  # fmt: skip

FULL_WIDTH: dict[int, int] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width signs, digits and letters and their ASCII, for str.translate."""

# Letters and symbols by their category, but without a trace on screen or paper.
_BLANK = frozenset(
    [
        0x034F,
        0x115F,
        0x1160,
        0x17B4,
        0x17B5,
        0x2800,
        0x3164,
        0xFFA0,
        *range(0xFE00, 0xFE10),
        *range(0xE0100, 0xE01F0),
    ]
)


def code_point(character: str) -> str:
    """The character's number as it is written in tables: U+4DAE."""
    return f"U+{ord(character):04X}"


def is_han(character: str) -> bool:
    """Whether it is a Chinese character; planes 2 and 3 as a whole, because Python's own table is older than they are."""
    code = ord(character)
    return (
        0x4E00 <= code <= 0x9FFF
        or 0x3400 <= code <= 0x4DBF
        or 0x20000 <= code <= 0x3FFFD
        or 0xF900 <= code <= 0xFAFF
        or code == 0x3007
    )


@cache
def is_invisible(character: str) -> bool:
    """Zero-width, directional and control characters, which nobody sees and no search finds."""
    if character.isspace() and not "\x1c" <= character <= "\x1f":
        return False
    return unicodedata.category(character) in ("Cc", "Cf") or ord(character) in _BLANK


@cache
def is_private(character: str) -> bool:
    """A private use character: each computer may show another sign for it."""
    return unicodedata.category(character) == "Co"


def is_radical(character: str) -> bool:
    """A radical that looks like a certain character, as copied from many a PDF."""
    return ord(character) in RADICALS


@cache
def is_stray_radical(character: str) -> bool:
    """A radical that stands for no single character."""
    return 0x2E80 <= ord(character) <= 0x2FD5 and ord(character) not in RADICALS


@cache
def is_broken(character: str) -> bool:
    """What is left of a character that was lost: the replacement sign, half a pair, a code that never is a character."""
    code = ord(character)
    return code == 0xFFFD or 0xD800 <= code <= 0xDFFF or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE


def meant_by(character: str) -> str:
    """The standard character that old GBK systems wrote with this private use code; empty when not known."""
    position = ord(character) - 0xE815
    if not 0 <= position < 80:
        return ""
    if ord(character) in _LATER:
        return chr(_LATER[ord(character)])
    trail = 0x50 + position
    return bytes((0xFE, trail + (trail >= 0x7F))).decode("gb18030")


def is_rare(character: str) -> bool:
    """A Chinese character outside the 6,763 of GB 2312: not on every keyboard, in every font, in every old system."""
    if not is_han(character):
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False
