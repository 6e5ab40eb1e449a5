"""Reads over units, organisations and members (单位综合查询): who shares a unit, and who works there."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from registry.kernel import paths
from registry.members.models import Member
from registry.organisations.models import Organisation, OrganisationUnit, State
from registry.organisations.sets.basic_rules import SAME_AS_SUPERIOR
from registry.security.actors import Actor
from registry.unit_register import posts
from registry.units.models import Unit


def sharing(organisation: Organisation) -> list[Organisation]:
    """The organisations below that have its units for theirs (与上级相同): no nearer superior has any."""
    below = Organisation.objects.below(organisation.path).filter(state=State.ACTIVE).exclude(pk=organisation.pk)
    same = list(below.filter(situation=SAME_AS_SUPERIOR).order_by("path"))
    links = OrganisationUnit.objects.filter(ended_on__isnull=True, organisation__in=below)
    housed = set(links.values_list("organisation__path", flat=True))
    return [one for one in same if not housed.intersection(paths.ancestors(one.path))]


@dataclass(frozen=True, slots=True)
class Workplace:
    """The branches whose members belong to one unit; joint ones, whose members belong to several; those of others."""

    branches: tuple[Organisation, ...]
    joint: tuple[Organisation, ...]
    elsewhere: tuple[Organisation, ...]

    @property
    def members(self) -> QuerySet[Member]:
        """The members on the register in the branches that have this unit alone."""
        return Member.objects.living().filter(organisation__in=[one.pk for one in self.branches])


def workplace(unit: Unit, actor: Actor) -> Workplace:
    """Who is meant when the unit changes: only branches below the actor, and no joint branch (S4-33)."""
    links = OrganisationUnit.objects.filter(ended_on__isnull=True, unit=unit).select_related("organisation")
    linked = [link.organisation for link in links.order_by("organisation__path")]
    several = set(
        OrganisationUnit.objects.filter(ended_on__isnull=True, organisation__in=linked)
        .values("organisation").annotate(units=Count("unit")).filter(units__gt=1).values_list("organisation", flat=True)
    )  # fmt: skip
    own, joint = [one for one in linked if one.pk not in several], [one for one in linked if one.pk in several]
    everyone = [branch for one in own for branch in (one, *sharing(one)) if branch.is_branch]
    here = [one for one in everyone if paths.is_below(one.path, actor.seat.path)]
    return Workplace(tuple(here), tuple(joint), tuple(one for one in everyone if one not in here))


@dataclass(frozen=True, slots=True)
class PostCount:
    """How many of these members have one post, and what is proposed in its place."""

    post: str
    number: int
    proposed: str


def post_counts(members: QuerySet[Member], category: str) -> list[PostCount]:
    """The posts of those at work, with what each would be in a unit of that category: one query."""
    counted = members.filter(post__in=posts.AT_WORK).values_list("post").annotate(n=Count("pk")).order_by("post")
    return [PostCount(post, number, posts.proposed(post, category)) for post, number in counted]


def misfits(branches: list[Organisation], category: str) -> int:
    """How many members of these branches have a post that a unit of that category does not have."""
    wrong = [post for post in posts.AT_WORK if not posts.fits(post, category)]
    return Member.objects.living().filter(Q(organisation__in=[one.pk for one in branches]), post__in=wrong).count()
