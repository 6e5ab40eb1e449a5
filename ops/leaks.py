"""What must never stand in the project (泄密检查): persons, places of one machine, names of package registries."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from ops.places import ROOT

# Invented persons live in region 99, which does not exist; every other number might be somebody's.
IDENTITY = re.compile(r"(?<![0-9A-Za-z])(?!99)([1-9]\d{5})(\d{4})(\d{2})(\d{2})\d{3}[\dXx](?![0-9A-Za-z])")
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
FOLDERS = ("work", "farm", "tmp", "root", r"home/\w+", r"Users/\w+")
MACHINE_PATH = re.compile(rf"(?<![\w./~-])/(?:{'|'.join(FOLDERS)})/")
# A lock names packages and hashes, never where they come from: each site has its own registry.
LOCK_LINE = re.compile(r"\s*#.*|[\w.-]+==[\w.!+]+( ; [^\\]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|")
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")
NODE_LOCK = "package-lock.json"


def main() -> int:
    """Name every place; 0 if there is none."""
    found = [finding for name, text in _tracked() for finding in _findings(name, text)]
    print("\n".join(found) or "没有发现 nothing found")
    return 1 if found else 0


def _tracked() -> Iterator[tuple[str, str]]:
    """Every text git knows, with its name; what is no text can hold none of this."""
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        path = ROOT / name
        if path.is_file() and (text := _text(path)) is not None:
            yield name, text


def _text(path: Path) -> str | None:
    content = path.read_bytes()
    if b"\0" in content:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def _findings(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        place = f"{name}:{number}:"
        if any(_may_be_a_person(match) for match in IDENTITY.finditer(line)):
            yield f"{place} 可能是真实公民身份号码，演示与测试只用 99 开头的号码 a number that may be somebody's"
        if MACHINE_PATH.search(line):
            yield f"{place} 含有某台机器的路径 a path of one machine"
        if name in LOCKS and not LOCK_LINE.fullmatch(line):
            yield f"{place} 锁定文件只能有名称、版本和哈希 a lock holds names, versions and hashes only"
        if name == NODE_LOCK and '"resolved"' in line:
            yield f"{place} 锁定文件含有软件源地址 the address of a package registry"


def _may_be_a_person(match: re.Match[str]) -> bool:
    """Whether the date exists and the check digit is right."""
    try:
        date(*map(int, match.groups()[1:]))
    except ValueError:
        return False
    digits = match.group()
    remainder = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=False)) % 11
    return CHECK_DIGITS[remainder] == digits[-1].upper()


if __name__ == "__main__":
    sys.exit(main())
