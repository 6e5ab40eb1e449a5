"""Names of organisations (党组织名称): the short name that follows from the full one, and its pinyin."""

from __future__ import annotations

from registry.kernel.pinyin import keys
from registry.organisations import categories

HEADS = ("中国共产党", "中共")
TAILS = ("工作委员会", "委员会", "党组")


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


def initials(name: str) -> str:
    """What a full name is found by: the pinyin initials of its particular part."""
    return keys(core(name)).split(" ")[0]
