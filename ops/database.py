"""The database a clone works with (数据库): the one named by DATABASE_URL, or its own, started when needed."""

from __future__ import annotations

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from ops import server
from ops.cluster import Cluster, locate
from ops.places import VAR
from ops.problem import Problem, reporting

OLDEST = 17
LOCALE_QUERY = """
    SELECT current_setting('server_version_num')::int / 10000, pg_encoding_to_char(encoding),
           datlocprovider::text, coalesce(datlocale, '')
      FROM pg_database WHERE datname = current_database()
"""
USAGE = "ops.database ensure | stop | status"


def ensure() -> str:
    """The address of a database fit for the registry; starts the clone's own when DATABASE_URL names none."""
    if given := os.environ.get("DATABASE_URL"):
        check(given)
        return given
    with _own() as cluster:
        return server.ensure(cluster)


def is_running() -> bool:
    """Whether the clone's own server runs already."""
    with _own() as cluster:
        return cluster.data.exists() and server.running(cluster) is not None


def stop() -> bool:
    """Stop the clone's own server; False if none ran."""
    with _own() as cluster:
        return server.stop(cluster)


def stop_if_unused(url: str) -> bool:
    """Stop the clone's own server unless somebody else is working in it."""
    return "DATABASE_URL" not in os.environ and server.others(url) == 0 and stop()


def check(url: str) -> None:
    """Refuse a database that is too old or would sort, compare or search Chinese differently (data.md A1)."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            found = connection.execute(LOCALE_QUERY).fetchone()
    except psycopg.OperationalError as error:
        raise Problem(
            f"DATABASE_URL 指明的数据库连接不上：{error}", "The database DATABASE_URL names does not answer."
        ) from error
    except psycopg.Error as error:
        # Before 17 there was no builtin locale, nor the column that names it.
        raise _too_old("") from error
    if found is None or found[0] < OLDEST:
        raise _too_old(f"（现为 {found[0]}）" if found else "")
    if tuple(found[1:]) != ("UTF8", "b", server.LOCALE):
        raise _wrong_locale(f"{found[1]}/{found[2]}/{found[3]}")


def _too_old(version: str) -> Problem:
    return Problem(
        f"数据库须为 PostgreSQL {OLDEST} 或更高版本{version}，请升级后重试。",
        f"The database must be PostgreSQL {OLDEST} or newer; upgrade it and try again.",
    )


def _wrong_locale(found: str) -> Problem:
    statement = (
        "CREATE DATABASE registry TEMPLATE template0 ENCODING 'UTF8' "
        f"LOCALE_PROVIDER builtin BUILTIN_LOCALE '{server.LOCALE}' LC_COLLATE 'C' LC_CTYPE 'C';"
    )
    return Problem(
        f"数据库的字符集或排序规则不对（现为 {found}），中文检索会静默出错，请这样重新建库：\n    {statement}",
        f"The database has the wrong encoding or locale ({found}); create it with the statement above.",
    )


@contextmanager
def _own() -> Iterator[Cluster]:
    """The clone's own server, for one process at a time: two commands started together must not both make it."""
    VAR.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(VAR, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield locate(VAR)
    finally:
        os.close(lock)


def main() -> int:
    """Start, stop or look at the clone's own database from a script."""
    match sys.argv[1:]:
        case ["ensure"]:
            print(ensure())
        case ["stop"]:
            print("数据库已停止 stopped" if stop() else "数据库没有在运行 not running")
        case ["status"]:
            print("运行中 running" if is_running() else "没有运行 not running")
        case _:
            raise Problem(f"用法：python -m {USAGE}", f"Usage: python -m {USAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(reporting(main))
