"""How long an answer takes (计时): whole, through the real server; its statements, counted; the same answer by hand."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.asked import LABELS, Asked
from benchmarks.clerk import PASSWORD, Answer, Clerk

WARM = 3
FRAME = ("django_session", "SAVEPOINT", 'FROM "security_post"', "accounts_session")
"""Signs of the statements that find the session and the post; they are in the time and not in the number."""
FACTOR, MORE = 3, 15
"""A page takes at most so many times its statements by hand, and so many milliseconds more."""


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the table, in milliseconds."""

    label: str
    seat: str
    kind: str
    median: float
    p95: float
    queries: int
    by_hand: float
    bytes: int

    @property
    def ratio(self) -> float:
        """How many times its statements by hand."""
        return self.median / self.by_hand if self.by_hand else 0.0

    @property
    def within(self) -> bool:
        return not self.by_hand or self.median <= FACTOR * self.by_hand + MORE

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"ratio": round(self.ratio, 2)}


def measured(question: Asked, clerk: Clerk, beside: Any, times: int) -> Measured:
    """Ask it often; a wrong answer is none."""
    for _ in range(WARM):
        answer = question.ask(clerk)
        if answer.status != 200:
            raise RuntimeError(f"{question.label} ({question.seat.key}): {answer.status}")
    runs = [question.ask(clerk).seconds for _ in range(times)]
    return Measured(
        question.label, LABELS[question.seat.key], question.kind, 1000 * statistics.median(runs), 1000 * p95(runs),
        statements_of(question, beside), 1000 * _by_hand(question, times), len(answer.body),
    )  # fmt: skip


def p95(seconds: Sequence[float]) -> float:
    """What nineteen of twenty stay below."""
    ordered = sorted(seconds)
    return ordered[min(int(0.95 * len(ordered)), len(ordered) - 1)]


def _by_hand(question: Asked, times: int) -> float:
    """Seconds for its statements in one session of the owner, without policies; the middle."""
    if not question.statements:
        return 0.0
    return statistics.median(_seconds(lambda: _execute(question)) for _ in range(times))


def _execute(question: Asked) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for sql, given in question.statements:
            cursor.execute(sql, given)
            cursor.fetchall()


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


class Beside:
    """The same clerk inside this process, where the statements of an answer can be counted."""

    def __init__(self, login: str = "") -> None:
        from django.test import Client

        self._client = Client()
        if login:
            self._client.post("/sign-in/", {"login": login, "password": PASSWORD})

    def stranger(self) -> Beside:
        return Beside()

    def get(self, path: str, *, part: bool = False) -> Answer:
        return self._answer(self._client.get(path, headers=_asking(part), follow=True))

    def post(self, path: str, form: Mapping[str, str], *, part: bool = False) -> Answer:
        return self._answer(self._client.post(path, dict(form), headers=_asking(part), follow=True))

    @staticmethod
    def _answer(response: Any) -> Answer:
        return Answer(response.status_code, response.getvalue(), 0.0)


def _asking(part: bool) -> dict[str, str]:
    return {"HX-Request": "true"} if part else {}


def statements_of(question: Asked, clerk: Any) -> int:
    """How many statements one answer takes, those of the frame apart."""
    from django.db import connection

    found: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append(sql)
        return execute(sql, params, many, context)

    question.ask(clerk)
    with connection.execute_wrapper(note):
        question.ask(clerk)
    return sum(not any(sign in sql for sign in FRAME) for sql in found)
