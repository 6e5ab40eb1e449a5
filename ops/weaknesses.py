"""Weaknesses in our own source (安全检查): bandit, and what a reviewer would look for here that no tool knows of."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ops import accepted
from ops.places import PYTHON, ROOT
from ops.problem import Problem, reporting

FOLDERS = ("registry", "ops")
CODE, PAGES = frozenset((".py",)), frozenset((".html",))
SENT = frozenset((".html", ".js", ".css", ".svg"))

INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style\b|\son\w+\s*=\s*[\"']|\sstyle\s*=\s*[\"']|javascript:")
ELSEWHERE = re.compile(r"(?:src|href|action|url\(|from|import|fetch\()\s*=?\s*[\"'(]*(?:https?:)?//\w")


@dataclass(frozen=True, slots=True)
class Rule:
    """What must not stand in files of these kinds, and why."""

    name: str
    pattern: re.Pattern[str]
    kinds: frozenset[str]
    why: str


RULES = [
    Rule("raw SQL", re.compile(r"\.raw\(|\.extra\(|\bRawSQL\("), CODE, "用 ORM 或绑定参数（S40）"),
    Rule("random", re.compile(r"^\s*(from|import) random\b", re.MULTILINE), CODE, "随机数用 secrets（S56）"),
    Rule("ECB", re.compile(r"\bmodes\.ECB\b|\bMODE_ECB\b"), CODE, "不用 ECB（S56）"),
    Rule("unescaped", re.compile(r"\bmark_safe\(|\|\s*safe\b|autoescape off"), CODE | PAGES, "输出一律转义（S41）"),
    Rule("given password", re.compile(r"(?<!\d)12345678(?!\d)"), CODE | SENT, "没有初始密码（S04）"),
    Rule("no token", re.compile(r"csrf_exempt"), CODE, "提交都带令牌（S14）"),
    Rule("no proof of the host", re.compile(r"verify\s*=\s*False|CERT_NONE|_create_unverified"), CODE, "连接都验证对方（S51）"),
    Rule("a shell", re.compile(r"shell\s*=\s*True|\bos\.(system|popen)\("), CODE, "不经过 shell 执行（S40）"),
    Rule("inline code", INLINE, PAGES, "页面里没有脚本和样式（S42）"),
    Rule("another host", ELSEWHERE, SENT, "不引用别处的内容（S71）"),
]  # fmt: skip


def main() -> int:
    """Name every finding that nobody has looked at; 0 if there is none."""
    findings = [*_of_bandit(), *_of_rules()]
    print("\n".join(findings) or "没有发现 nothing found")
    return 1 if findings else 0


def _of_bandit() -> list[str]:
    command = [str(PYTHON), "-m", "bandit", "--recursive", *FOLDERS, "--format", "json", "--quiet"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        report = json.loads(said.stdout[said.stdout.index("{") :])
    except ValueError as broken:
        raise Problem(f"bandit 没有给出结果：{said.stderr[-300:]}", "bandit gave no report.") from broken
    ledger = accepted.Ledger(accepted.BANDIT)
    unread = [f"{error['filename']}: {error['reason']}" for error in report["errors"]]
    found = [
        f"{one['filename']}:{one['line_number']}: {one['test_id']} {one['issue_text'].splitlines()[0]}"
        for one in report["results"]
        if "/migrations/" not in one["filename"] and not ledger.covers(one["test_id"], one["filename"])
    ]
    return unread + found + ledger.left_over()


def _of_rules() -> list[str]:
    ledger = accepted.Ledger(accepted.RULES)
    found = [
        f"{name}:{line}: {rule.name}，{rule.why}"
        for path in _sources()
        for name in [str(path.relative_to(ROOT))]
        for rule, line in violations(path.suffix, path.read_text(encoding="utf-8"))
        if not ledger.covers(rule.name, name)
    ]
    return found + ledger.left_over()


def violations(kind: str, text: str) -> Iterator[tuple[Rule, int]]:
    """Each rule that the text of a file of that kind breaks, with its line."""
    for rule in RULES:
        if kind in rule.kinds:
            yield from ((rule, text.count("\n", 0, match.start()) + 1) for match in rule.pattern.finditer(text))


def _sources() -> list[Path]:
    own = {ROOT / "ops" / name for name in ("weaknesses.py", "accepted.py")}
    files = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*")) if path.suffix in CODE | SENT]
    return [path for path in files if path not in own and "__pycache__" not in path.parts]


if __name__ == "__main__":
    sys.exit(reporting(main))
