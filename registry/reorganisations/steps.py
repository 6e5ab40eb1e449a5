"""The steps of a reorganisation (变动步骤): each says what it will do, counts it, and does it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import F, Q, QuerySet

from registry.dossiers.models import Work
from registry.kernel.values.dates import PartialDate, Precision
from registry.members.models import Member
from registry.organisations import builds, structure
from registry.organisations.models import Organisation, OrganisationUnit, Reorganisation
from registry.organisations.planting import plant
from registry.organisations.sets import basic, details
from registry.reorganisations.plans import WORDS, Tally
from registry.security.models import Grant, Post
from registry.units.models import Unit
from registry.units.sets.build_rules import left_with

NAMED = 4
"""How many holders of posts are named; of more the number is told."""
_RIGHTS = ("withdrawn", "lapsed")
_GATHER = "update members_member set organisation_id = %(to)s, version = version + 1 where id = any(%(members)s)"
_KEEP_PLACE = """
update members_placement set organisation_id = %(to)s, version = version + 1
where member_id = any(%(members)s) and ended_on is null and started_on >= %(day)s
"""
_END_PLACE = """
with ended as (
  update members_placement set ended_on = %(day)s, version = version + 1
  where member_id = any(%(members)s) and ended_on is null and started_on < %(day)s
  returning member_id
) select array_agg(member_id) from ended
"""
_BEGIN_PLACE = """
insert into members_placement (member_id, organisation_id, started_on, version)
select m, %(to)s, %(day)s, 1 from unnest(%(ended)s::bigint[]) m order by m
"""


@dataclass(slots=True)
class Found:
    """A new organisation below `parent`."""

    parent: Organisation
    items: Mapping[str, Any]
    units: Sequence[Any] = ()
    made: Organisation | None = field(default=None, compare=False)

    def says(self) -> str:
        return f"在“{self.parent}”下新建“{self.items['name']}”"

    def tally(self) -> Tally:
        return Counter(founded=1)

    def carry_out(self, day: date, by: Reorganisation) -> None:
        founding = {"founded_on": PartialDate(day, Precision.DAY), "founding_document": by.document}
        self.made = plant(self.parent.reloaded(), founding | dict(self.items), list(self.units), day, by)


Place = Organisation | Found


def real(place: Place) -> Organisation:
    """The organisation itself; of one that is to be founded, what was made of it."""
    if isinstance(place, Found):
        assert place.made, "it is founded by an earlier step"
        return place.made
    return place


def called(place: Place) -> str:
    """How a place is spoken of."""
    return str(place.items["name"]) if isinstance(place, Found) else str(place)


def linked(organisation: Organisation) -> int:
    """How many units it is tied to."""
    return OrganisationUnit.objects.filter(organisation=organisation, ended_on__isnull=True).count()


@dataclass(frozen=True, slots=True)
class Shift:
    """An organisation, with everything below it, stands under another superior."""

    organisation: Organisation
    under: Place

    def says(self) -> str:
        below, members = structure.subtree(self.organisation) - 1, self._members()
        along = [f"下级党组织{below:,}个"] * bool(below) + [f"党员{members:,}名"] * bool(members)
        return f"“{self.organisation}”改属“{called(self.under)}”" + (f"，随同的有{'、'.join(along)}" if along else "")

    def tally(self) -> Tally:
        return +Counter(moved=structure.subtree(self.organisation), carried=self._members())

    def carry_out(self, day: date, by: Reorganisation) -> None:
        structure.shift(self.organisation, real(self.under), day, by)

    def _members(self) -> int:
        return Member.objects.below(self.organisation.path).count()


@dataclass(frozen=True, slots=True)
class Gather:
    """Members of one branch belong to another: all of them, or those named."""

    branch: Organisation
    into: Place
    members: tuple[int, ...] | None = None

    def says(self) -> str:
        return f"“{self.branch}”的党员{len(self._those()):,}名编入“{called(self.into)}”"

    def tally(self) -> Tally:
        return +Counter(gathered=len(self._those()))

    def carry_out(self, day: date, by: Reorganisation) -> None:
        named: dict[str, Any] = {"to": real(self.into).pk, "members": self._those(), "day": day}
        with connection.cursor() as cursor:
            cursor.execute(_GATHER, named)
            cursor.execute(_KEEP_PLACE, named)
            cursor.execute(_END_PLACE, named)
            cursor.execute(_BEGIN_PLACE, named | {"ended": cursor.fetchone()[0] or []})

    def _those(self) -> list[int]:
        here = Member.objects.filter(organisation=self.branch).order_by("pk")
        chosen = here if self.members is None else here.filter(pk__in=self.members)
        return list(chosen.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Dissolve:
    """An organisation is kept for its history alone."""

    organisation: Organisation

    def says(self) -> str:
        units = linked(self.organisation)
        return f"撤销“{self.organisation}”" + (f"，解除与{units}个所在单位的关联" if units else "")

    def tally(self) -> Tally:
        return +Counter(dissolved=1, unlinked=linked(self.organisation))

    def carry_out(self, day: date, by: Reorganisation) -> None:
        self.organisation.refresh_from_db()
        structure.dissolve(self.organisation, day, by)


@dataclass(frozen=True, slots=True)
class Vacate:
    """Whoever sits at an organisation that ends has no post there any more from today on, nor it any rights (S13).

    What was done from the posts until today stays theirs, so they do not end on the day that the document names.
    """

    organisation: Organisation
    today: date

    def says(self) -> str:
        posts, counted = list(self._posts()), self.tally()
        named = "、".join(f"{post.user}（{post.get_role_display()}）" for post in posts[:NAMED])
        held = f"{named}{f'等{len(posts)}个' if len(posts) > NAMED else ''}岗位" if posts else ""
        rest = [
            WORDS[name].removeprefix("随之结束的").removeprefix("随之终止的").format(counted[name])
            for name in _RIGHTS
            if counted[name]
        ]
        return f"“{self.organisation}”的{'、'.join([held] * bool(posts) + rest)}随之结束"

    def tally(self) -> Tally:
        return +Counter(
            vacated=self._posts().count(), withdrawn=self._grants().count(), lapsed=self._requests().count()
        )

    def carry_out(self, day: date, by: Reorganisation) -> None:
        ending: list[Post | Grant] = [*self._posts(), *self._grants()]
        for one in ending:
            one.ended_on = max(self.today, one.started_on)
            one.save(update_fields=["ended_on"])
        for asked in self._requests():
            asked.answer, asked.answered_on = "lapsed", self.today
            asked.save(update_fields=["answer", "answered_on"])

    def _posts(self) -> QuerySet[Post]:
        return self._open(Post).select_related("user").order_by("role", "pk")

    def _grants(self) -> QuerySet[Grant]:
        return self._open(Grant)

    def _requests(self) -> QuerySet[Any]:
        """Those nobody has answered; the app of rights stands above this one, and what it holds ends here all the same."""
        requests: Any = apps.get_model("rights.Request")
        return requests.objects.filter(organisation=self.organisation, answer="waiting").order_by("pk")

    def _open(self, kind: Any) -> QuerySet[Any]:
        """What still holds or is to begin; what ended before it began never did."""
        ends_later = Q(ended_on=None) | Q(ended_on__gt=self.today) & Q(ended_on__gt=F("started_on"))
        return kind.objects.filter(ends_later, organisation=self.organisation)


@dataclass(frozen=True, slots=True)
class Recast:
    """An organisation gets another category, and with it perhaps another name."""

    organisation: Organisation
    items: Mapping[str, Any]

    def says(self) -> str:
        texts = [f"{basic.items[name].label}改为“{self._text(name)}”" for name in self.items]
        planned = copy(self.organisation)
        planned.category = self.items.get("category", planned.category)
        emptied = "、".join(f"{item.label}（{item.text(planned)}）" for item in details.unfit(planned))
        return f"“{self.organisation}”的{'，'.join(texts)}" + (f"；新类别没有的项目清空：{emptied}" if emptied else "")

    def tally(self) -> Tally:
        return Counter(recast=1)

    def carry_out(self, day: date, by: Reorganisation) -> None:
        structure.recast(self.organisation, self.items, day, by)

    def _text(self, name: str) -> str:
        return basic.items[name].text(Organisation(**{name: self.items[name]}))


@dataclass(frozen=True, slots=True)
class Unlink:
    """An organisation has no unit any more."""

    organisation: Organisation

    def says(self) -> str:
        return f"解除“{self.organisation}”与{linked(self.organisation)}个所在单位的关联"

    def tally(self) -> Tally:
        return +Counter(unlinked=linked(self.organisation))

    def carry_out(self, day: date, by: Reorganisation) -> None:
        structure.unlink(self.organisation, day)


@dataclass(frozen=True, slots=True)
class Settle:
    """Units that have lost their last organisation are said to have none: which way, their own numbers tell (R-145)."""

    unit: Unit

    def says(self) -> str:
        return f"不再有党组织的单位改填建立党组织情况：{builds.told(self.unit, self._build)}"

    def tally(self) -> Tally:
        return Counter(settled=1)

    def carry_out(self, day: date, by: Reorganisation) -> None:
        builds.settle([(self.unit, self._build)], day)

    @property
    def _build(self) -> str:
        return left_with(self.unit.full_members)


@dataclass(frozen=True, slots=True)
class Clear:
    """The party work entered for this year is no more what such an organisation reports (R-161, S2-52, S2-53)."""

    organisation: Organisation
    year: int

    def says(self) -> str:
        return f"清空“{self.organisation}”{self.year}年的党建工作信息；以前年度的保留"

    def tally(self) -> Tally:
        return +Counter(cleared=self._those().count())

    def carry_out(self, day: date, by: Reorganisation) -> None:
        self._those().delete()

    def _those(self) -> QuerySet[Work]:
        return Work.objects.filter(organisation=self.organisation, year=self.year)
