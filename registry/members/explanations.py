"""The open problems of a member and which of them are explained (校核问题与情况说明)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.kernel.refusals import Violation
from registry.members.identities import is_digest
from registry.members.models import Explanation, Member
from registry.members.sets import basic


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule and, if it was given and still fits the values, its explanation."""

    violation: Violation
    explanation: Explanation | None

    @property
    def kind(self) -> str:
        """The kind of tag."""
        if self.explanation:
            return "ok"
        return "wait" if self.violation.level == "warn" else "stop"


def of_member(member: Member, today: date) -> list[Problem]:
    """What the rules find wrong with the stored record, the unexplained first."""
    given = {one.rule: one for one in member.explanations.select_related("basis")}
    found = []
    for violation in basic.violations(member, today):
        given_for = given.get(violation.rule)
        fits = given_for is not None and is_digest(given_for.values_digest, member, violation.rule)
        found.append(Problem(violation, given_for if fits else None))
    return sorted(found, key=lambda problem: problem.explanation is not None)
