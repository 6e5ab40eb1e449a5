"""What proves where a sheet of paper comes from (打印标记、核验标记): printed at the foot of every page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

import segno

# Any of the eight masks gives a readable code; choosing the prettiest one takes five times as long as all the rest.
MASK = 3
DARK = re.compile(b"\x01+")


@dataclass(frozen=True, slots=True)
class PrintMark:
    """When, where and by whom a batch was printed (打印标记), and its number if it is lent; the moment is local time and
    knows its offset.
    """

    printed_at: datetime
    office: str
    operator: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class CheckMark:
    """A short word and a square code by which one sheet can be looked up again (核验标记)."""

    word: str
    payload: str

    def svg(self) -> str:
        """The square code as a drawing of one path: a rectangle for each run of dark modules."""
        rows = [bytes(row) for row in segno.make_qr(self.payload, error="m", mask=MASK).matrix]
        runs = "".join(
            f"M{run.start()} {y}H{run.end()}v1H{run.start()}z"
            for y, row in enumerate(rows)
            for run in DARK.finditer(row)
        )
        size = len(rows)
        return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{runs}"/></svg>'
