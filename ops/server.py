"""The clone's own database server (内置数据库): made once, started when needed, found again after a crash."""

from __future__ import annotations

import secrets
import shutil
import socket
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg

from ops import server_settings
from ops.cluster import Cluster
from ops.problem import Problem

ROLE = DATABASE = "registry"
LOCALE = "C.UTF-8"
SOCKET = ".s.PGSQL.5432"
# A socket's path may have 107 bytes on Linux; a longer one is refused by the kernel.
LONGEST_SOCKET = 100
# How long helpers of a killed server may take to notice.
PATIENCE = 15.0
# Enough of the server's log to see why it would not start.
LAST_LINES = 12
# The line of the pid file that tells whether the server answers.
STATE = 7


@dataclass(frozen=True, slots=True)
class Address:
    """Where a running server listens, as it says itself in its pid file."""

    host: str
    port: str

    def url(self, password: str, database: str = DATABASE) -> str:
        """What DATABASE_URL would be."""
        if self.host.startswith("/"):
            return f"postgresql://{ROLE}@/{database}?host={quote(self.host)}&port={self.port}"
        return f"postgresql://{ROLE}:{password}@{self.host}:{self.port}/{database}"


def ensure(cluster: Cluster) -> str:
    """The address of the running server, after making and starting what is not there yet."""
    if not cluster.data.exists():
        _make(cluster)
    _refuse_other_version(cluster)
    address = running(cluster) or _start(cluster)
    password = _password_file(cluster).read_text()
    with psycopg.connect(address.url(password, "postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")
    return address.url(password)


def running(cluster: Cluster) -> Address | None:
    """The server of these tables, if it runs; its pid file alone proves nothing after kill -9 or a restart."""
    file = cluster.data / "postmaster.pid"
    while lines := (file.read_text().splitlines() if file.exists() else []):
        if not _is_server_of(cluster, int(lines[0])):
            return None
        if len(lines) > STATE and lines[STATE].strip() == "ready":
            return Address(host=lines[4].strip() or lines[5].strip(), port=lines[3].strip())
        time.sleep(0.1)  # it is on its way up or down; its process ends, or its file says ready
    return None


def stop(cluster: Cluster) -> bool:
    """Stop the server; sessions still open are ended, what they committed is kept. False if none ran."""
    if not cluster.data.exists() or not running(cluster):
        return False
    done = cluster.run("pg_ctl", "stop", "-D", str(cluster.data), "-m", "fast", "-w", "-t", "60")
    if done.returncode:
        raise Problem(f"数据库没有停下：{done.stdout}", "The database did not stop.")
    return True


def others(url: str) -> int:
    """How many sessions besides our own use the server now."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _make(cluster: Cluster) -> None:
    """Make the tables' folder beside its place and move it there whole, so that an interruption leaves no half."""
    unfinished = cluster.home / "data.new"
    shutil.rmtree(unfinished, ignore_errors=True)
    password = _password_file(cluster)
    password.write_text(secrets.token_urlsafe(24))
    cluster.give(password, 0o600)
    done = cluster.run(
        "initdb", "-D", str(unfinished), "--username", ROLE, "--pwfile", str(password),
        "--encoding=UTF8", "--locale-provider=builtin", f"--builtin-locale={LOCALE}", "--locale=C",
        "--auth-local=peer", "--auth-host=scram-sha-256",
    )  # fmt: skip
    if done.returncode:
        raise Problem(f"数据库无法建立：\n{done.stdout}", "The database could not be made, see above.")
    # Whoever runs the server, and root, speak for the one role; the socket asks the kernel who they are.
    (unfinished / "pg_hba.conf").write_text("local all all peer map=clone\nhost all all 127.0.0.1/32 scram-sha-256\n")
    names = dict.fromkeys([cluster.owner, "root"])
    (unfinished / "pg_ident.conf").write_text("".join(f'clone "{name}" {ROLE}\n' for name in names))
    with (unfinished / "postgresql.conf").open("a") as configuration:
        configuration.write("\ninclude = 'registry.conf'\n")
    unfinished.rename(cluster.data)
    if cluster.account:
        print(
            f"PostgreSQL 不以 root 运行，数据库由系统帐户 {cluster.owner} 建在 {cluster.data}。",
            f"PostgreSQL does not run as root; the account {cluster.owner} runs it in {cluster.data}.",
            sep="\n",
            file=sys.stderr,
        )


def _start(cluster: Cluster) -> Address:
    _await_orphans(cluster)
    cluster.forget_old_programs()
    # A crash leaves these, and the number in them may be a stranger's by now, or of a dead process nobody buried.
    for left in (cluster.data / "postmaster.pid", cluster.home / f"{SOCKET}.lock", cluster.home / SOCKET):
        left.unlink(missing_ok=True)
    configuration = cluster.data / "registry.conf"
    settings = server_settings.for_machine(cluster.home) | _listening(cluster)
    configuration.write_text(server_settings.as_file(settings))
    cluster.give(configuration, 0o600)
    done = cluster.run("pg_ctl", "start", "-D", str(cluster.data), "-w", "-t", "120")
    if address := running(cluster):
        return address
    logs = sorted((cluster.data / "log").glob("*.log"), key=lambda log: log.stat().st_mtime)
    last = logs[-1].read_text(errors="replace").splitlines()[-LAST_LINES:] if logs else []
    raise Problem(
        "\n".join([done.stdout, *last, "数据库没有启动，原因见上；改正后重试。"]),
        "The database did not start, see above; mend the cause and try again.",
    )


def _await_orphans(cluster: Cluster) -> None:
    """After kill -9 the server's helpers go by themselves; starting while one still writes would spoil the tables,
    and a pid file may only be taken away when none does."""
    deadline = time.monotonic() + PATIENCE
    while left := [process for process in psutil.process_iter(["name", "cwd"]) if _works_in(cluster, process)]:
        if time.monotonic() > deadline:
            for process in left:
                process.kill()
        time.sleep(0.1)


def _works_in(cluster: Cluster, process: psutil.Process) -> bool:
    return bool(process.info["name"] == "postgres" and process.info["cwd"] == str(cluster.data))


def _listening(cluster: Cluster) -> dict[str, str]:
    """A socket only the server's account and root can reach; where its path is too long, a port of this machine."""
    if len(bytes(cluster.home / SOCKET)) <= LONGEST_SOCKET:
        return {
            "listen_addresses": "",
            "port": "5432",
            "unix_socket_directories": f'"{cluster.home}"',
            "unix_socket_permissions": "0700",
        }
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": ""}


def _is_server_of(cluster: Cluster, pid: int) -> bool:
    """Whether this process is our server and no stranger who got its number."""
    try:
        command = psutil.Process(pid).cmdline()
    except psutil.Error:
        return False
    return bool(command) and Path(command[0]).name == "postgres" and str(cluster.data) in command


def _refuse_other_version(cluster: Cluster) -> None:
    made_by = (cluster.data / "PG_VERSION").read_text().strip()
    said = cluster.run("postgres", "--version").stdout
    if f" {made_by}." not in said:
        raise Problem(
            f"{cluster.data} 是 PostgreSQL {made_by} 建立的，现在安装的是 {said.strip()}；"
            "请用原版本导出后重新导入，演示数据可直接删除该目录。",
            f"{cluster.data} was made by PostgreSQL {made_by}, but {said.strip()} is installed; dump and restore it, "
            "or delete it if it holds only the demonstration.",
        )


def _password_file(cluster: Cluster) -> Path:
    return cluster.home / "password"
