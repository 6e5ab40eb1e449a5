"""Names of organisations (党组织名称): the short name that follows from the full one, and its pinyin."""

from __future__ import annotations

from collections.abc import Sequence

from registry.kernel.pinyin import keys
from registry.organisations import categories

HEADS = ("中国共产党", "中共")
TAILS = ("工作委员会", "委员会", "党组")
SAID = (("党总支", "总支"), ("党支部", "支部"), ("党委", "委员会"))
"""What people say, and what stands in a full name; the finer first, because 支部委员会 ends in 委员会."""


def core(name: str) -> str:
    """What is particular in a full name: without 中国共产党 in front and 委员会 behind."""
    for head in HEADS:
        if name.startswith(head):
            name = name[len(head) :]
            break
    for tail in TAILS:
        if name.endswith(tail) and len(name) > len(tail):
            return name[: -len(tail)]
    return name


def short_name(name: str, parent_name: str, category: str) -> str:
    """The usual short name: 中共清河县波梅镇委员会 below 中国共产党清河县委员会 is 波梅镇党委."""
    own, above = core(name), core(parent_name) if parent_name else ""
    if above and own.startswith(above) and len(own) > len(above):
        own = own[len(above) :].removeprefix("委")  # 清源县委县直属机关工委 below 清源县委
    if category[:1] == "1":
        return f"{own}委"
    ending = categories.tag(category)
    plain = own.endswith(("支部", "总支", "总支部", "党委", "工委", "党组", "联合支部"))
    return own if plain or ending in ("支部", "联合", "总支") else f"{own}{ending}"


def spellings(text: str) -> list[str]:
    """How a name that was typed may be written: without 中国共产党 or 中共, and with 党委 for 委员会 or the other way round (U-20)."""
    plain = next((text.removeprefix(head) for head in HEADS if text.startswith(head)), text) or text
    for said, written in SAID:
        for one, other in ((said, written), (written, said)):
            if one in plain and one != plain:
                return [plain, plain.replace(one, other)]
    return [plain]


def telling(names: Sequence[str], ways: Sequence[Sequence[str]]) -> list[set[int]]:
    """For each name with the way down to it: at which places it departs from another that is called the same (N9)."""
    found = list(zip(names, ways, strict=True))
    return [{_departure(way, other) for same, other in found if same == name and other != way} for name, way in found]


def _departure(one: Sequence[str], other: Sequence[str]) -> int:
    """The first place at which two ways differ."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def initials(name: str) -> str:
    """What a name is found by, full or short: the pinyin initials of its particular part."""
    return keys(core(name)).split(" ")[0]
