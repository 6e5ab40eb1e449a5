"""What became of each row of a sheet (逐行结果), as the clerk will see it in his own workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Mark(StrEnum):
    """How one cell is marked (单元格标记)."""

    FAULT = "fault"
    WARNING = "warning"
    NORMALISED = "normalised"
    NEUTRALISED = "neutralised"

    @property
    def colour(self) -> str:
        """The background, light enough for black text; shades nobody picks by hand, so that they are known again."""
        return {"fault": "FFF9D3D2", "warning": "FFFFE8B9"}.get(self.value, "FFD5E9F7")


class Outcome(StrEnum):
    """What became of one row (行结果)."""

    LOADED = "loaded"
    NORMALISED = "normalised"
    WARNED = "warned"
    UNDECIDED = "undecided"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def mark(self) -> Mark | None:
        """How its cell in the column of results is marked."""
        return _MARKS.get(self)


_LABELS = {
    Outcome.LOADED: "已导入",
    Outcome.NORMALISED: "已导入（已规范）",
    Outcome.WARNED: "已导入（有提示）",
    Outcome.UNDECIDED: "待决定",
    Outcome.REJECTED: "未导入",
}
_MARKS = {
    Outcome.NORMALISED: Mark.NORMALISED,
    Outcome.WARNED: Mark.WARNING,
    Outcome.UNDECIDED: Mark.WARNING,
    Outcome.REJECTED: Mark.FAULT,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One row's outcome. `cells` are by column from 0, as in `Row.values`: the mark, and the words of the comment."""

    excel_row: int
    outcome: Outcome
    cells: Mapping[int, tuple[Mark, str]] = field(default_factory=dict)
    summary: str = ""

    @property
    def text(self) -> str:
        """What stands in the column of results."""
        return f"{self.outcome.label}：{self.summary}" if self.summary else self.outcome.label
