"""Which posts the members of a unit may have (工作岗位与单位类别), and which takes a post's place when a unit is transformed.

The posts of those at work are named after the kind of employer, so they follow from its category (S4-33).
"""

from __future__ import annotations

from registry.kernel.sets import Heads

FAMILIES = {
    "office": Heads("4"), "institution": Heads("3"), "public": Heads("21", "22"), "private": Heads("23"),
    "society": Heads("53"),
}  # fmt: skip
# What somebody does, and the codes of it in each family of units; the first is what another family's turns into.
ROLES = (
    {"office": "0111 0112", "institution": "012", "public": "014", "private": "021", "society": "023"},
    {"office": "0111 0112", "institution": "013", "public": "015", "private": "022", "society": "024"},
    {"office": "0161", "institution": "0162", "public": "0163", "private": "0251", "society": "0252"},
    {"office": "0164", "institution": "0164", "public": "0164", "private": "0253", "society": "0253"},
)
AT_WORK = frozenset(code for role in ROLES for codes in role.values() for code in codes.split())


def family(category: str) -> str:
    """The family of units of that category; empty where posts do not tell it."""
    return next((name for name, heads in FAMILIES.items() if heads.fit(category)), "")


def fits(post: str, category: str) -> bool:
    """Whether somebody with that post may work in a unit of that category."""
    kind = family(category)
    return post not in AT_WORK or not kind or any(post in role[kind].split() for role in ROLES)


def proposed(post: str, category: str) -> str:
    """The post that takes its place in a unit of that category; itself where it fits."""
    if fits(post, category):
        return post
    role = next(role for role in ROLES if any(post in codes.split() for codes in role.values()))
    return role[family(category)].split()[0]
