"""Faults that are planted (预埋差错): in a known share of the members, so that a check has something to find and nothing else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flaw:
    """One kind of fault: which rule remarks on it, and one in how many members has it."""

    key: str
    label: str
    rule: str
    one_in: int
    place: int


NONE = Flaw("", "", "", 0, 0)
FLAWS = (
    Flaw("unknown", "身份号码待核", "R-016", 500, 17),
    Flaw("birthday", "出生日期与身份号码不一致", "R-021", 500, 101),
    Flaw("month", "入党日期只到月", "R-012", 400, 203),
    Flaw("telephone", "联系电话缺区号", "R-033", 500, 307),
    Flaw("address", "缺家庭住址", "R-023", 1000, 409),
    Flaw("early", "转正早于预备期满", "R-076", 2000, 1013),
)


def flaw_of(number: int) -> Flaw:
    """The fault of the n-th member of the province; nearly all have none."""
    for flaw in FLAWS:
        if number % flaw.one_in == flaw.place:
            return flaw
    return NONE
