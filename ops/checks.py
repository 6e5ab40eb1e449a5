"""Everything that must hold before a change is merged, tests apart (合并检查): each check runs, failures are summed up."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from ops import database
from ops.places import PYTHON, ROOT
from ops.problem import reporting

PROGRAMS = PYTHON.parent
STYLELINT = str(ROOT / "node_modules" / ".bin" / "stylelint")
CHECKS: dict[str, list[str]] = {
    "排版 format": [str(PROGRAMS / "ruff"), "format", "--check", "--output-format=concise"],
    "静态检查 lint": [str(PROGRAMS / "ruff"), "check"],
    "分层 layers": [str(PROGRAMS / "lint-imports"), "--no-cache"],
    "类型 types": [str(PYTHON), "-m", "mypy"],
    "样式 styles": [STYLELINT, "--allow-empty-input", "registry/**/*.css"],
    "脚本 scripts": ["sh", "-n", *sorted(str(path) for path in (ROOT / "bin").iterdir())],
    "迁移 migrations": [str(PYTHON), "-m", "django", "makemigrations", "--check", "--dry-run"],
    "泄密 leaks": [str(PYTHON), "-m", "ops.leaks"],
    "安全 weaknesses": [str(PYTHON), "-m", "ops.weaknesses"],
    "依赖漏洞 advisories": [str(PYTHON), "-m", "ops.advisories"],
    "上线配置 readiness": [str(PYTHON), "-m", "ops.readiness"],
    "响应头 headers": [
        str(PYTHON),
        "-m",
        "pytest",
        "--ds=registry.config.settings_test",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/web/test_headers.py",
    ],
}


def main() -> int:
    """Run the checks named on the command line, or all of them."""
    wanted = {
        name: command for name, command in CHECKS.items() if not sys.argv[1:] or {*name.split()} & {*sys.argv[1:]}
    }
    environment = os.environ | {
        "DATABASE_URL": database.ensure(),
        "DJANGO_SETTINGS_MODULE": "registry.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    failed = [name for name, command in wanted.items() if not _passes(name, command, environment)]
    if failed:
        print(f"\n没有通过 failed: {'、'.join(failed)}", flush=True)
        return 1
    print(f"\n{len(wanted)} 项检查全部通过 all checks passed", flush=True)
    return 0


def _passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, check=False).returncode
    print(
        f"-- {'通过 passed' if code == 0 else '没有通过 failed'}（{time.monotonic() - began:.1f} 秒）",
        flush=True,
    )
    return code == 0


if __name__ == "__main__":
    sys.exit(reporting(main))
