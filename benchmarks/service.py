"""A node in service for a benchmark (基准中的服务): a database of its own, the real server, and clerks with accounts."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from benchmarks.asked import SEATS, Seat
from benchmarks.clerk import PASSWORD
from ops.places import PYTHON, ROOT

PATIENCE = 60


@contextmanager
def serving() -> Iterator[int]:
    """The web server as `bin/dev` and a node start it, on a free port, in the role of the web; yields the port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {"REGISTRY_WEB": "1", "REGISTRY_PROXIES": "1", "REGISTRY_ONE_SESSION": "0"}
    command = [
        str(PYTHON), "-m", "gunicorn", "registry.config.wsgi:application", "--chdir", str(ROOT), "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", "2", "--threads", "4", "--keep-alive", "60", "--log-level", "warning",
        "--no-control-socket", "--forwarded-allow-ips", "127.0.0.1",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    try:
        _await(port)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _await(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def seats() -> list[Seat]:
    """A clerk at each level of the first county, and what he has before him."""
    from registry.members.models import Member
    from registry.organisations import categories
    from registry.organisations.models import Organisation

    village = Organisation.objects.filter(category="631", parent__category="611").order_by("path").first()
    assert village is not None
    way = list(village.ancestors())
    branch, committee, county, city, province = village, *reversed(way[:-1])
    member = (
        Member.objects.filter(organisation=branch, identity_unknown=False).order_by("pk").select_related("identity")[0]
    )
    assert branch.category in categories.BRANCHES
    places = dict(zip(SEATS, (branch, committee, county, city, province), strict=True))
    return [
        Seat(key, account(place, f"clerk-{key}"), place.path, str(place.uid), member, branch, place)
        for key, place in places.items()
    ]  # fmt: skip


def account(place: Any, login: str) -> str:
    """Somebody with a post there, in use at once; the login name."""
    from registry.accounts import console
    from registry.kernel import clock
    from registry.security.models import Role, User

    if not User.objects.filter(login_name=login).exists():
        items = {"name": "测试甲"} | console.invented(User.objects.count())
        console.open_in_use(place, Role.OPERATOR, items, login, clock.today(), PASSWORD)
    return login
