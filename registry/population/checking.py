"""Whether a province is what it should be (合成省核对): its shares beside the bulletin's, and what every rule finds in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from registry.kernel.dates import add_months
from registry.kernel.rules import Rule
from registry.members.models import Member
from registry.members.sets import SETS
from registry.organisations.models import Headcount, Organisation, OrganisationUnit
from registry.organisations.sets import details as organisation_set
from registry.population.bulletin import Figure, figures
from registry.population.persons import POSTS
from registry.population.sorts import AGES, PERIODS
from registry.units.models import Unit
from registry.units.sets.details import details as unit_set

HAN, FEMALE = "01", "2"
COLLEGE = ("1", "2", "3")
"""What the codes of schooling from 大专 upwards begin with."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One line of the bulletin beside the same share here, in percent of all members."""

    figure: Figure
    here: float

    @property
    def difference(self) -> float:
        """In percentage points."""
        return self.here - 100 * self.figure.share


@dataclass(frozen=True, slots=True)
class Found:
    """How many rows of a kind break a rule."""

    kind: str
    rule: Rule
    count: int


def compared(today: date) -> list[Compared]:
    """Every line of the bulletin, counted in one statement."""
    living = Member.objects.all().living()
    lines = figures()
    counts = living.aggregate(
        whole=Count("pk"), **{f"n{number}": Count("pk", filter=_line(one, today)) for number, one in enumerate(lines)}
    )
    whole = max(counts["whole"], 1)
    return [Compared(one, 100 * counts[f"n{number}"] / whole) for number, one in enumerate(lines)]


def found(today: date) -> Iterator[Found]:
    """Every rule of members, organisations and units, with how many rows break it; none where it holds everywhere."""
    for rows, rules in _judged():
        for rule in rules:
            if count := rows.filter(rule.condition(today)).count():
                yield Found(str(rows.model._meta.verbose_name), rule, count)


def _judged() -> Iterator[tuple[QuerySet[Any], Iterable[Rule]]]:
    """The rows with what their rules ask for besides their columns."""
    for one in SETS:
        yield Member.objects.all().living(), one.rules
    links = OrganisationUnit.objects.filter(ended_on__isnull=True)
    below = Headcount.objects.filter(path__below=OuterRef("path")).order_by().values()
    counted = (
        below.annotate(none=F("pk") * 0)
        .values("none")
        .annotate(all=Sum(F("full") + F("probationary")), in_full=Sum("full"))
    )
    yield (
        Organisation.objects.filter(state="active").annotate(
            parent_category=Coalesce(F("parent__category"), F("parent__category")),
            parent_has_unit=Exists(links.filter(organisation__path__above=OuterRef("parent__path"))),
            unit_count=Coalesce(Subquery(_number(links.filter(organisation=OuterRef("pk")))), 0),
            full_members=Subquery(counted.values("in_full")), all_members=Subquery(counted.values("all")),
        ),
        organisation_set.rules,
    )  # fmt: skip
    yield Unit.objects.all().annotate(linked=Exists(links.filter(unit=OuterRef("pk")))), unit_set.rules


def _number(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by().values("organisation").annotate(n=Count("pk")).values("n")


def _line(figure: Figure, today: date) -> Q:
    """What a line of the bulletin counts."""
    match figure.dimension:
        case "sex":
            return Q(sex=FEMALE)
        case "ethnicity":
            return ~Q(ethnicity=HAN)
        case "schooling":
            return Q(*(Q(education__gte=head, education__lt=str(int(head) + 1)) for head in COLLEGE), _connector=Q.OR)
        case "age":
            years = [(youngest, oldest) for line, youngest, oldest, _ in AGES if line == figure.key]
            youngest, oldest = min(low for low, _ in years), max(high for _, high in years)
            older = add_months(today, -12 * (oldest + 1))
            return Q(birth_on__lte=add_months(today, -12 * youngest), birth_on__gt=older)
        case "joined":
            first, last = PERIODS[figure.key]
            return Q(joined_on__gte=first, joined_on__lte=last)
        case "occupation":
            return Q(post__in=POSTS[figure.key])
    return Q(category=figure.key)
