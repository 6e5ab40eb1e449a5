"""What a check of weaknesses finds and we have looked at (已核实的发现): where it stands, and why it may.

A file may be a pattern. Whoever adds a line says why; a line that nothing needs any more fails the check.
"""

from __future__ import annotations

from fnmatch import fnmatch

OWN_NAMES = "statements put together from names of our own tables and columns, or numbers, never from values"
BANDIT = {
    ("B101", "*"): "asserts state what cannot be otherwise; none guards anything",
    ("B404", "*"): "programs are called by name, with arguments we wrote",
    ("B603", "*"): "programs are called by name, with arguments we wrote",
    ("B607", "ops/*"): "git, npm and node are where the machine has them",
    ("B606", "ops/tests.py"): "pytest takes the place of bin/test",
    ("B403", "registry/*"): "the three places that use pickle are judged one by one as B301",
    ("B301", "registry/intake/workbook/child.py"): "an order that our own parent process wrote into the pipe",
    ("B301", "registry/jobs/crew.py"): "an order that our own parent process wrote into the pipe",
    ("B311", "registry/intake/demonstration/sheets.py"): "invented persons, the same ones every time",
    ("B311", "registry/population/*.py"): "invented persons, the same ones every time",
    ("B406", "registry/intake/workbook/manifest.py"): "quoteattr writes, it reads nothing",
    ("B308", "registry/web/templatetags/web.py"): "drawings of the pinned package, and one constant",
    ("B703", "registry/web/templatetags/web.py"): "drawings of the pinned package, and one constant",
    ("B608", "registry/auditing/patterns.py"): OWN_NAMES,
    ("B608", "registry/custody/*.py"): OWN_NAMES,
    ("B608", "registry/intake/steps/*.py"): OWN_NAMES,
    ("B608", "registry/kernel/*.py"): OWN_NAMES,
    ("B608", "registry/organisations/*.py"): OWN_NAMES,
    ("B608", "registry/population/planting.py"): OWN_NAMES,
    ("B608", "registry/reorganisations/plans.py"): OWN_NAMES,
    ("B608", "registry/security/*.py"): OWN_NAMES,
}
RULES = {
    ("raw SQL", "registry/intake/steps/matching.py"): "one expression Django has no word for; its values are bound",
    ("random", "registry/intake/demonstration/*.py"): "invented persons, the same ones every time",
    ("random", "registry/population/*.py"): "invented persons, the same ones every time",
    ("unescaped", "registry/web/templatetags/web.py"): "drawings of the pinned package, and one constant",
    (
        "unescaped",
        "registry/accounts/templates/accounts/enrol.html",
    ): "the code we drew ourselves (segno), from no input",
    ("given password", "registry/accounts/passwords.py"): "the rule that refuses it",
}


class Ledger:
    """Which acceptances were needed."""

    def __init__(self, accepted: dict[tuple[str, str], str]) -> None:
        self._accepted, self._needed = accepted, set[tuple[str, str]]()

    def covers(self, rule: str, file: str) -> bool:
        """Whether this was looked at, and may stay."""
        found = [key for key in self._accepted if key[0] == rule and fnmatch(file, key[1])]
        self._needed.update(found)
        return bool(found)

    def left_over(self) -> list[str]:
        """Acceptances that nothing needs any more."""
        return [
            f"{file}: {rule} 已不再出现，请从 ops/accepted.py 删去"
            for rule, file in self._accepted.keys() - self._needed
        ]
