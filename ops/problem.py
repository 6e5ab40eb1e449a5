"""What stands in the way of running (安装问题), said to the person at the terminal in both languages."""

from __future__ import annotations

import sys
from collections.abc import Callable


class Problem(Exception):
    """One obstacle a person has to remove, with what to do about it."""

    def __init__(self, chinese: str, english: str) -> None:
        super().__init__(f"{chinese}\n{english}")


def reporting(main: Callable[[], int]) -> int:
    """Run a command; an obstacle ends it with its two sentences instead of a traceback, Ctrl-C with silence."""
    try:
        return main()
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
