"""Pinyin of names (拼音首字母): surnames read as surnames, and every combination where characters have several readings."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import Style, lazy_pinyin, pinyin

# Characters read otherwise as a surname than in running text; the initial may differ (单 is s, not d).
SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "盖": "ge", "区": "ou", "曾": "zeng", "朴": "piao",
    "任": "ren", "华": "hua", "尉迟": "yu chi", "万俟": "mo qi", "澹台": "tan tai", "长孙": "zhang sun",
    "宓": "mi", "员": "yun", "缪": "miao", "翟": "zhai", "瞿": "qu", "冼": "xian", "洗": "xian", "覃": "qin",
    "召": "shao", "黑": "he", "折": "she", "种": "chong", "繁": "po", "秘": "bi", "逄": "pang", "乐": "yue",
    "隗": "wei", "句": "gou", "过": "guo", "那": "na", "能": "nai", "钭": "tou", "晟": "cheng", "佴": "nai",
    "祭": "zhai", "卜": "bu", "石": "shi", "令狐": "ling hu", "鲜于": "xian yu", "宁": "ning", "祝": "zhu",
    "尹": "yin", "阚": "kan", "郇": "xun", "纪": "ji", "葛": "ge", "哈": "ha", "车": "che", "沈": "shen",
}  # fmt: skip
MOST = 8
"""How many combinations of readings one name is found by: three characters of two readings each."""
ROOM = 60
"""How many characters the other combinations may take together, spaces included."""


@lru_cache(maxsize=65_536)
def _readings(character: str) -> tuple[str, ...]:
    """The readings of one character without tones, the usual one first; itself when it has none."""
    found = pinyin(character, style=Style.NORMAL, heteronym=True, errors="default")
    readings = [reading for reading in dict.fromkeys(found[0]) if reading] if found else []
    return tuple(readings) or (character,)


def _surname(name: str) -> str:
    """The surname of `name` if it is one that is read specially."""
    return name[:2] if name[:2] in SURNAMES else name[:1] if name[:1] in SURNAMES else ""


def _initial(reading: str) -> str:
    first = reading[:1].lower()
    return first if first.isascii() and first.isalnum() else ""


def initials(name: str) -> str:
    """The pinyin initials of a person's name, lower case: 欧阳静 is oyj."""
    return spelling(name)[0]


def other_initials(name: str) -> str:
    """What else the name may be spelt by, the likelier first, parted by spaces: 单雄信 is dxx cxx; empty if nothing."""
    return spelling(name)[1]


def spelling(name: str) -> tuple[str, str]:
    """Both: the usual initials, and those of the other combinations of readings."""
    surname = _surname(name)
    parts = [_surname_initials(surname)] if surname else []
    parts += [_initials_of(character) for character in name[len(surname) :] if character != "·"]
    return _combined(tuple(parts))


@lru_cache(maxsize=65_536)
def _combined(parts: tuple[tuple[str, ...], ...]) -> tuple[str, str]:
    """The likeliest combinations: the fewer and the nearer the second readings in one, the earlier it comes.

    Keeping the best few after every character loses none of the best few of the whole name. Many names share their
    initials, so a sheet of a province works out few combinations anew.
    """
    best = {"": 0}
    for part in parts:
        longer = {begun + one: rank + step for begun, rank in best.items() for step, one in enumerate(part)}
        best = dict(sorted(longer.items(), key=lambda pair: pair[1])[:MOST])
    usual, *others = best
    return usual, " ".join(others[: max(ROOM // (len(usual) + 1), 1)])


@lru_cache(maxsize=65_536)
def _initials_of(character: str) -> tuple[str, ...]:
    """The initials of the readings of one character, the usual one first."""
    return tuple(dict.fromkeys(map(_initial, _readings(character))))


@lru_cache(maxsize=256)
def _surname_initials(surname: str) -> tuple[str, ...]:
    """A surname as it is read, then as its characters are read in running text."""
    special = "".join(_initial(reading) for reading in SURNAMES[surname].split())
    plain = _initials_of(surname) if len(surname) == 1 else ("".join(_initials_of(one)[0] for one in surname),)
    return tuple(dict.fromkeys((special, *plain)))


@lru_cache(maxsize=65_536)
def keys(text: str) -> str:
    """What a label can be found by: its initials and its full pinyin, separated by a space."""
    spelt = lazy_pinyin(text, errors="ignore")
    return f"{''.join(s[0] for s in spelt)} {''.join(spelt)}"
