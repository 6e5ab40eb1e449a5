"""What follows from the category of an organisation (组织类别): its level, what may stand below it (R-139)."""

from __future__ import annotations

from registry.security.matrix import Column

# The second digit of groups 1 to 3 is the level; groups 4, 6 and 9 stand at the foot of the tree.
LEVEL_DIGIT = {"1": Column.NATION, "2": Column.PROVINCE, "3": Column.CITY, "4": Column.COUNTY}
BRANCHES = frozenset({"631", "632", "931", "932", "431"})
GENERAL_BRANCHES = frozenset({"621", "921", "421"})
JOINT = frozenset({"632", "932"})
NEEDS_UNIT = ("6", "9")
RANK = {column: place for place, column in enumerate(Column)}


def level(category: str) -> Column:
    """The column of the function matrix that an organisation of this category stands in."""
    if category in BRANCHES | GENERAL_BRANCHES:
        return Column.BRANCH
    if category[:1] in "123":
        return LEVEL_DIGIT.get(category[1:2], Column.COMMITTEE)
    return Column.COUNTY if category[:1] == "5" else Column.COMMITTEE


def may_stand_below(child: str, parent: str) -> bool:
    """Whether an organisation of category `child` may be made below one of category `parent` (R-139)."""
    if not parent:
        return True
    if parent in BRANCHES:
        return False
    if parent in GENERAL_BRANCHES:
        return child in BRANCHES
    if child[:1] in "69":
        return True
    if parent[:1] in "69":
        return False
    higher = RANK[level(parent)] < RANK[level(child)]
    return higher if child[:1] == "1" else higher or level(parent) == level(child)


def takes(category: str) -> str:
    """What an organisation of this category has below it: nothing, branches alone, or all that its level lets (R-139)."""
    return "" if category in BRANCHES else "branches" if category in GENERAL_BRANCHES else "all"


def forbidden_pairs(codes: list[str]) -> list[tuple[str, str]]:
    """All (child, parent) pairs of `codes` that R-139 forbids: its SQL twin."""
    return [(child, parent) for child in codes for parent in codes if not may_stand_below(child, parent)]


def tag(category: str) -> str:
    """The category in two characters, as it stands beside a node of the tree."""
    if category in JOINT:
        return "联合"
    if category in BRANCHES:
        return "支部"
    if category in GENERAL_BRANCHES:
        return "总支"
    return "工委" if category[:1] == "2" else "党组" if category[:1] == "3" else "党委"
