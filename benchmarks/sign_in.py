"""Whether the door tells by its slowness who has an account (登录基准, S09): medians over known and unknown names.

    .venv/bin/python -m benchmarks.sign_in --tries 200

Run by hand; prints a table. It works in a database of its own, and clears the failures between tries, so that none waits.
"""

from __future__ import annotations

import argparse
import logging
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks import intake
from ops import database

NEW = "Walnut-on-7-rivers"
KNOWN, UNKNOWN = "known-clerk", "nobody-here"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tries", type=int, default=200)
    tries = parser.parse_args().tries
    logging.disable(logging.WARNING)  # each try is a failure that the door writes down
    with intake._scratch(database.ensure(), "registry_benchmark_sign_in"):
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0, skip_checks=True)
        _account()
        _run(tries)


def _account() -> None:
    """One person who has an account, and a second factor to recover by."""
    from registry.accounts import console, factors
    from registry.kernel import clock
    from registry.security.actors import Actor
    from registry.security.matrix import functions
    from registry.security.models import Role

    today = clock.today()
    place = intake._county(Actor.console(*functions(), today=today))
    items = {"name": "测试甲"} | console.invented(1)
    user = console.open_in_use(place, Role.OPERATOR, items, KNOWN, today, "Sorghum-under-9-moons")
    factors.draw(user)


def _run(tries: int) -> None:
    """Known and unknown by turns, so that both meet the same state of the machine."""
    acts: dict[str, dict[str, str]] = {
        "session.open": {"password": "wrong-Password-1"},
        "session.open-recover": {"code": "23456-abcde", "password": NEW, "repeated": NEW},
        "session.open-activate": {"code": "2222-" * 5 + "2222", "name": "测试甲", "number": "99000019700101002X"},
    }
    print(f"{'':<24}{'known':>10}{'unknown':>10}{'apart':>10}  ms, median of {tries}")
    for name, typed in acts.items():
        taken: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
        for number in range(tries + 5):
            for login, times in taken.items():
                seconds = _timed(lambda typed=typed, login=login, name=name: _sent(name, typed | {"login": login}))
                times += [seconds * 1000] if number >= 5 else []  # the first few warm caches
        known, unknown = (statistics.median(times) for times in taken.values())
        print(f"{name:<24}{known:>10.1f}{unknown:>10.1f}{abs(known - unknown):>10.1f}")


def _sent(name: str, typed: dict[str, str]) -> None:
    from django.test import Client
    from django.urls import reverse

    answer: Any = Client(HTTP_HOST="localhost").post(reverse(name), typed, secure=True)
    assert answer.status_code == 422, answer.status_code


def _timed(act: Callable[[], None]) -> float:
    from axes.models import AccessAttempt

    from registry.accounts.models import Failure

    Failure.objects.all().delete()
    AccessAttempt.objects.all().delete()
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
