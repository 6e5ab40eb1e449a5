"""What a node consists of (软件物料清单): python -m ops.inventory writes the locked packages as a CycloneDX document."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from ops.places import ROOT
from ops.problem import reporting

PACKAGE = re.compile(r"^([\w.-]+)==([\w.!+]+)", re.MULTILINE)


def main() -> int:
    """Write it to the standard output."""
    json.dump(document(), sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0


def document() -> dict[str, Any]:
    """Every package of a node, by its name and version."""
    components = [*_of_python(), *_of_node()]
    return {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1, "components": components}


def _of_python() -> list[dict[str, Any]]:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    return [_component("pypi", name, version) for name, version in PACKAGE.findall(text)]


def _of_node() -> list[dict[str, Any]]:
    """The packages of the front end that a node needs; those of the tests are marked `dev` in the lock."""
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return [
        _component("npm", place.rpartition("node_modules/")[2], one["version"])
        for place, one in packages.items()
        if place and not one.get("dev")
    ]


def _component(kind: str, name: str, version: str) -> dict[str, Any]:
    return {
        "type": "library",
        "name": name,
        "version": version,
        "purl": f"pkg:{kind}/{name.replace('@', '%40')}@{version}",
    }


if __name__ == "__main__":
    sys.exit(reporting(main))
