"""Known weaknesses of what we install (依赖漏洞核对): by name and version, where advisories can be reached.

A tool that could look nothing up still ends well; that is no proof of anything (security.md, finding 10). So its report is
read: a weakness fails, what was not looked up is said aloud, and fails as well where REGISTRY_ADVISORIES=required, as it has
to be for a release (docs/decisions/hardening.md).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from ops.places import PYTHON, ROOT
from ops.problem import reporting

LOCKS = ("requirements.txt", "requirements-dev.txt")
PATIENCE = 120


@dataclass(frozen=True, slots=True)
class Looked:
    """What became of looking up the packages of one lock, or of the front end."""

    known: int
    weak: list[str]
    unknown: list[str]


def main() -> int:
    """Say what is weak and what nobody could tell."""
    looked = [*(_of_python(lock) for lock in LOCKS), _of_node()]
    weak = sorted({line for one in looked for line in one.weak})
    unknown = [line for one in looked for line in one.unknown]
    print("".join(f"{line}\n" for line in weak), end="")
    print(
        f"核对了 {sum(one.known for one in looked)} 项，有漏洞 {len(weak)} 项，未能核对 {len(unknown)} 项 not looked up"
    )
    if unknown:
        print(
            "！！未能核对不等于没有漏洞：连不上漏洞库。发布前须在能连上的机器上核对（REGISTRY_ADVISORIES=required）。"
        )
        print("\n".join(f"  {line}" for line in unknown[:5]))
    required = os.environ.get("REGISTRY_ADVISORIES") == "required"
    return 1 if weak or (unknown and required) else 0


def _of_python(lock: str) -> Looked:
    command = [
        str(PYTHON),
        "-m",
        "pip_audit",
        "--requirement",
        lock,
        "--disable-pip",
        "--require-hashes",
        "--format",
        "json",
    ]
    return of_pip_audit(_said(command), lock)


def of_pip_audit(report: Any, lock: str) -> Looked:
    """Read what pip-audit says: a package with a reason for being skipped was not looked up, whatever it ends with."""
    if not isinstance(report, dict) or "dependencies" not in report:
        return Looked(0, [], [f"{lock}：没有得到结果"])
    rows = report["dependencies"]
    unknown = [f"{row['name']}：{row['skip_reason'][:80]}" for row in rows if "skip_reason" in row]
    weak = [
        f"{row['name']} {row['version']}：{one['id']}，应升级到 {'、'.join(one['fix_versions']) or '（尚无修复版本）'}"
        for row in rows
        for one in row.get("vulns", [])
    ]
    return Looked(len(rows) - len(unknown), weak, unknown)


def _of_node() -> Looked:
    return of_npm_audit(_said(["npm", "audit", "--json", "--package-lock-only"]))


def of_npm_audit(report: Any) -> Looked:
    """Read what npm says; without its summary it looked nothing up."""
    if not isinstance(report, dict) or "metadata" not in report:
        return Looked(0, [], ["package-lock.json：没有得到结果"])
    weak = [f"{name}：{one['severity']}" for name, one in report.get("vulnerabilities", {}).items()]
    return Looked(int(report["metadata"]["dependencies"]["total"]), weak, [])


def _said(command: list[str]) -> Any:
    """The JSON a program writes; None when it writes none, or is too slow."""
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=PATIENCE, stdin=subprocess.DEVNULL
        )
        return json.loads(done.stdout)
    except (ValueError, OSError, subprocess.TimeoutExpired):
        return None


if __name__ == "__main__":
    sys.exit(reporting(main))
