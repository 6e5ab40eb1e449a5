"""Many clerks at once (并发基准): a realistic mix for some minutes; locust drives it, one process of its own.

    python -m benchmarks.load PORT CLERKS SECONDS FACTS RESULT

FACTS names a JSON file with the logins and what each may look at; RESULT is written as JSON.
"""

from __future__ import annotations

import json
import logging
import random
import sys
import time
from pathlib import Path
from typing import Any

from gevent import monkey

monkey.patch_all()

from gevent import sleep, spawn  # noqa: E402 - gevent patches what is imported after it
from locust import User, between, events, task  # noqa: E402
from locust.env import Environment  # noqa: E402

from benchmarks.clerk import Clerk  # noqa: E402

FACTS: list[dict[str, Any]] = []
PORT = 0
PACE = (1.0, 4.0)
"""Seconds a clerk looks at an answer before he goes on; two hundred of them ask for eighty pages a second."""


class Office(User):  # type: ignore[misc]
    """One clerk through the day: mostly lists and files, now and then a search, a tree, a correction."""

    wait_time = between(*PACE)
    made = ready = 0

    def on_start(self) -> None:
        number = Office.made
        Office.made += 1
        self.facts = FACTS[number % len(FACTS)]
        self.clerk = Clerk(PORT, f"10.{number // 60_000}.{number // 250 % 240}.{number % 250 + 1}")
        self.clerk.sign_in(self.facts["login"])
        Office.ready += 1

    @task(30)
    def listed(self) -> None:
        self._ask("名册首页", lambda: self.clerk.get("/members/?below=1"))

    @task(25)
    def file(self) -> None:
        self._ask("党员档案", lambda: self.clerk.get(f"/members/{random.choice(self.facts['members'])}/"))

    @task(15)
    def found(self) -> None:
        form = {"q": random.choice(self.facts["names"]), "below": "1"}
        self._ask("查找姓名", lambda: self.clerk.post("/members/", form))

    @task(10)
    def tree(self) -> None:
        self._ask("展开下级", lambda: self.clerk.get(f"/organisations/{self.facts['below']}/children/", part=True))

    @task(8)
    def organisation(self) -> None:
        self._ask("党组织首页", lambda: self.clerk.get(f"/organisations/{self.facts['uid']}/"))

    @task(7)
    def filtered(self) -> None:
        self._ask("名册三个条件", lambda: self.clerk.get("/members/?below=1&sex=2&education=college&age=young"))

    @task(5)
    def edited(self) -> None:
        self._ask("打开编辑页", lambda: self.clerk.get(f"/members/{random.choice(self.facts['members'])}/edit/"))

    def _ask(self, label: str, act: Any) -> None:
        begun, wrong, size = time.perf_counter(), None, 0
        try:
            answer = act()
            size = len(answer.body)
            wrong = None if answer.status == 200 else RuntimeError(str(answer.status))
        except OSError as error:
            wrong = error
        events.request.fire(
            request_type="clerk", name=label, response_time=1000 * (time.perf_counter() - begun), response_length=size,
            exception=wrong, context={},
        )  # fmt: skip


def main(port: str, clerks: str, seconds: str, facts: str, result: str) -> None:
    """Let them in one after the other, count only what they do once all are at work."""
    global PORT
    PORT = int(port)
    FACTS.extend(json.loads(Path(facts).read_text()))
    logging.basicConfig(level=logging.WARNING)
    environment = Environment(user_classes=[Office], events=events)
    runner = environment.create_local_runner()
    runner.start(int(clerks), spawn_rate=8)
    while Office.ready < int(clerks):
        sleep(0.5)
    environment.stats.reset_all()
    ended = spawn(lambda: (sleep(int(seconds)), runner.stop()))
    ended.join()
    total = environment.stats.total
    each = {
        name: {
            "p50": one.get_response_time_percentile(0.5),
            "p95": one.get_response_time_percentile(0.95),
            "n": one.num_requests,
        }
        for (name, _), one in environment.stats.entries.items()
    }
    found = {
        "clerks": int(clerks), "seconds": int(seconds), "requests": total.num_requests, "errors": total.num_failures,
        "per_second": total.num_requests / int(seconds), "p50": total.get_response_time_percentile(0.5),
        "p95": total.get_response_time_percentile(0.95), "worst": total.max_response_time, "each": each,
    }  # fmt: skip
    Path(result).write_text(json.dumps(found, ensure_ascii=False))
    runner.quit()


if __name__ == "__main__":
    main(*sys.argv[1:])
