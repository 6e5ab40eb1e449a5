"""Parts of a unit's information (信息块), and the categories of unit each item is for (单位类别, mission.md 4.3)."""

from __future__ import annotations

from registry.kernel.sets import Heads, Part

__all__ = [
    "EMPLOYERS", "ENTERPRISES", "GRASSROOTS", "INSTITUTIONS", "LOCAL", "NEW", "OFFICES", "PRIVATE", "RURAL", "SOCIETIES",
    "STREETS", "VILLAGES", "Part",
]  # fmt: skip

LOCAL, STREETS, TOWNS, VILLAGES = Heads("1"), Heads("11", "13"), Heads("13"), Heads("15")
GRASSROOTS, RURAL = Heads("14", "15"), Heads("13", "14", "15")
ENTERPRISES, PRIVATE, INSTITUTIONS, OFFICES, SOCIETIES = Heads("2"), Heads("23"), Heads("3"), Heads("4"), Heads("5")
NEW = Heads(*PRIVATE, *SOCIETIES)
EMPLOYERS = Heads(*ENTERPRISES, *INSTITUTIONS, *SOCIETIES)
