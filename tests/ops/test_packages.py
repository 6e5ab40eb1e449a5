"""What a node installs (依赖): every package has its reason on the page of decisions, and its use in the source."""

from __future__ import annotations

import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DECISIONS = ROOT / "docs" / "decisions" / "dependencies.md"
SUFFIXES = {".py", ".html"}


def asked_for(name: str) -> set[str]:
    """The packages a file of requirements asks for, without versions and extras."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {normal(match[0]) for line in lines if (match := re.match(r"[A-Za-z][\w.-]*", line))}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def explained(heading: str) -> str:
    """The part of the page under that heading."""
    return DECISIONS.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]


def named(part: str) -> set[str]:
    """The packages in the first column of a table: one, or several and what they are taken with."""
    cells = re.findall(r"^\| ([^|]+) \|", part, re.MULTILINE)[2:]
    return {normal(re.split(r"[ (]", name)[0]) for cell in cells for name in re.sub(r"\(.*?\)", "", cell).split(", ")}


def sources() -> str:
    """Everything a node runs, and its set-up."""
    files = [file for folder in ("registry", "ops") for file in (ROOT / folder).rglob("*") if file.suffix in SUFFIXES]
    return "\n".join(file.read_text(encoding="utf-8") for file in files).lower()


def modules_of(package: str) -> set[str]:
    """The names by which a package is imported."""
    return {
        module.lower().lstrip("_")
        for module, owners in packages_distributions().items()
        if package in map(normal, owners) and module != "__pycache__"
    }


def test_every_package_of_a_node_has_its_reason_and_no_reason_is_left_over() -> None:
    assert named(explained("A node")) == asked_for("requirements.in")


def test_every_package_of_the_tests_has_its_reason() -> None:
    assert asked_for("requirements-dev.in") <= named(explained("Tests and checks only"))


@pytest.mark.parametrize("package", sorted(asked_for("requirements.in")))
def test_no_package_is_installed_on_a_node_that_nothing_there_names(package: str) -> None:
    source = sources()
    assert any(re.search(rf"\b{re.escape(module)}", source) for module in modules_of(package))
