"""What an act will do, said before it is done (预演), so that a person agrees to exactly that."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import ClassVar, NamedTuple

from registry.kernel.refusals import Refused

CHANGED = "情况刚刚有变化，办理结果会与预演不同，没有办理；请重新预演，核对后再确定。"


class Line(NamedTuple):
    """One thing that will happen; where its kind matters, a word of one to four signs says it, `look` how it is shown."""

    text: str
    word: str = ""
    look: str = "none"


class Plan:
    """What will be done, line by line, in sum, and with what to think of; `undoable` says whether there is a way back."""

    undoable: ClassVar[bool] = False

    @property
    def lines(self) -> Sequence[Line]:
        raise NotImplementedError

    @property
    def sums(self) -> Sequence[str]:
        return ()

    @property
    def warnings(self) -> Sequence[str]:
        return ()

    @property
    def facts(self) -> object:
        """What tells this plan from another beyond its words: rows that the lines do not name one by one."""
        return ()

    @property
    def digest(self) -> str:
        """Tells one plan from another: who agrees to a plan agrees to this one."""
        return sha256(repr(([*self.lines], [*self.sums], self.facts)).encode()).hexdigest()

    def agree(self, agreed: str) -> None:
        """Refused where somebody agreed to another plan; who saw none, as an act called by itself, agrees to any."""
        if agreed and agreed != self.digest:
            raise Refused(CHANGED)
