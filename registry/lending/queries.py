"""What is overdue (逾期借阅), and which loan a leaked table came from (泄露溯源)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from registry.lending.flow import Status
from registry.lending.marks import Likeness, Mark, Table, numbers_in, signs_of
from registry.lending.models import Loan
from registry.security.actors import Actor

MOST_SUSPECTS = 5


@dataclass(frozen=True, slots=True)
class Suspect:
    """One loan a table may have come from: its number stands in it, or its mark is in it, or both."""

    loan: Loan
    likeness: Likeness
    numbered: bool

    @property
    def verdict(self) -> tuple[str, str]:
        """Kind of tag and word: a number can be written by anybody, a mark cannot."""
        if self.likeness.is_certain:
            return "stop", "确定"
        if self.likeness.is_possible:
            return "wait", "可能"
        return "info", "仅编号相符"


def overdue(actor: Actor) -> tuple[int, int]:
    """How many copies the actor should have given back, and how many others below him."""
    rows = Loan.objects.visible_to(actor, "loan.list").overdue(actor.today)
    borrowers = list(rows.values_list("asked_by", flat=True)[:1000])
    own = borrowers.count(actor.user)
    return own, len(borrowers) - own


def waiting(actor: Actor) -> int:
    """How many ask for this actor's consent: of his own organisation and those directly below, not himself."""
    near = Q(organisation=actor.seat.organisation) | Q(organisation__parent=actor.seat.organisation)
    asked = Loan.objects.visible_to(actor, "loan.approve").filter(near, status=Status.ASKED)
    return int(asked.exclude(asked_by=actor.user).count())


def traced(actor: Actor, table: Table) -> list[Suspect]:
    """The loans whose copies look like the table, the likeliest first; none if it looks like none."""
    numbers, signs = set(numbers_in(table)), signs_of(table)
    found = []
    for loan in _marked(actor).iterator(chunk_size=2000):
        likeness = max((one.likeness(Mark.of(loan.secret)) for one in signs), key=_score, default=Likeness())
        if likeness.is_possible or loan.number in numbers:
            found.append(Suspect(loan, likeness, loan.number in numbers))
    return sorted(found, key=lambda one: (one.likeness.score, one.numbered), reverse=True)[:MOST_SUSPECTS]


def _marked(actor: Actor) -> QuerySet[Loan]:
    """Every copy in sight that was ever fetched."""
    seen: QuerySet[Loan] = Loan.objects.visible_to(actor, "loan.trace").exclude(taken=0)
    return seen.select_related("asked_by", "organisation", "top").order_by("-pk")


def _score(likeness: Likeness) -> float:
    return likeness.score
