"""The clone's own database comes up, comes back, and an unfit one is refused (内置数据库)."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo

from ops import database, server, server_settings
from ops.cluster import Cluster, locate
from ops.problem import Problem

UNFIT = "registry_unfit_for_chinese"


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A place for a server of the test's own, in a folder every account may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="registry-database-"))
    folder.chmod(0o755)
    cluster = locate(folder)
    yield cluster
    server.stop(cluster)
    shutil.rmtree(folder)


def pid_file(cluster: Cluster) -> Path:
    return cluster.data / "postmaster.pid"


def test_after_kill_9_it_comes_back_with_what_was_committed(cluster):
    url = server.ensure(cluster)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT '入党' AS word")
    left = pid_file(cluster).read_text().splitlines()
    os.kill(int(left[0]), signal.SIGKILL)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as stranger:
        # The system gave the dead server's number to somebody else, who is alive.
        pid_file(cluster).write_text("\n".join([str(stranger.pid), *left[1:]]))
        assert server.running(cluster) is None
        assert server.ensure(cluster) == url
        stranger.communicate(b"\n")
    database.check(url)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT word FROM kept").fetchone() == ("入党",)


def test_a_path_too_long_for_a_socket_gets_a_port_with_a_password(cluster):
    deep = cluster.home.parent / ("x" * server.LONGEST_SOCKET)
    deep.mkdir(mode=0o711)
    far = locate(deep)
    url = server.ensure(far)
    try:
        assert "@127.0.0.1:" in url
        assert server.ensure(far) == url
        database.check(url)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(re.sub(":[^:@/]+@", ":wrong@", url))
    finally:
        server.stop(far)


def test_a_database_that_would_search_chinese_wrongly_is_refused():
    url, name = os.environ["DATABASE_URL"], f"{UNFIT}_{os.getpid()}"
    unfit = sql.Identifier(name)
    make = sql.SQL("CREATE DATABASE {} TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'").format(unfit)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(make)
        try:
            with pytest.raises(Problem, match="BUILTIN_LOCALE"):
                database.check(make_conninfo(url, dbname=name))
        finally:
            connection.execute(sql.SQL("DROP DATABASE {}").format(unfit))


def test_a_database_that_does_not_answer_is_said_to():
    with pytest.raises(Problem, match="连接不上"):
        database.check("postgresql://nobody@127.0.0.1:1/registry")


@pytest.mark.parametrize("ram", [256, 4096, 65536])
def test_settings_fit_the_memory(ram, tmp_path, monkeypatch):
    monkeypatch.setattr(server_settings, "memory", lambda: ram * server_settings.MB)
    buffers = int(server_settings.for_machine(tmp_path)["shared_buffers"].removesuffix("MB"))
    assert 128 <= buffers <= max(128, ram // 4)
