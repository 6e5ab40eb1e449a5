"""From which day on an organisation stands (党组织沿革的起点): the day on which it was founded, as far as its superior stood then.

What was founded by a reorganisation begins with that instead; this is for everything else that is entered.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection

from registry.organisations.models import Standing

_OF = (
    "organisations_organisation o"
    " left join organisations_standing above on above.organisation_id = o.parent_id and above.ended_on is null"
)
_BEGIN = f"""
insert into organisations_standing (organisation_id, {", ".join(Standing.FACTS)}, started_on, version)
select o.id, {", ".join(f"o.{name}" for name in Standing.FACTS)},
  case when o.founded_on is null then %(day)s else greatest(o.founded_on, above.started_on) end, 1
from {_OF} where o.id = any(%(ids)s) order by o.id
"""


def _follows(s: str, o: str) -> str:
    """In SQL: whether standing `s` of organisation `o` is its first, and nothing happened to that since."""
    return (
        f"{s}.ended_on is null and {s}.begun_by_id is null and {o}.founded_on is not null"
        f" and not exists (select from organisations_standing x where x.organisation_id = {o}.id and x.id <> {s}.id)"
        f" and not exists (select from organisations_reorganisation r where r.organisation_id = {o}.id)"
    )


_FIRM = f"""
select min(c.started_on) from organisations_standing c join organisations_organisation b on b.id = c.organisation_id
where c.parent_id = o.id and not ({_follows("c", "b")})
"""
_FOLLOW = f"""
with recursive begun(id, day, step) as (
  select o.id, least(greatest(o.founded_on, above.started_on), ({_FIRM})), 0
  from {_OF} join organisations_standing s on s.organisation_id = o.id
  where o.id = any(%(ids)s) and {_follows("s", "o")}
  union all
  select o.id, least(greatest(o.founded_on, begun.day), ({_FIRM})), step + 1
  from begun join organisations_standing s on s.parent_id = begun.id
    join organisations_organisation o on o.id = s.organisation_id
  where {_follows("s", "o")} and (o.id = any(%(ids)s) or greatest(o.founded_on, begun.day) <> s.started_on)
), latest as (select distinct on (id) id, day from begun order by id, step desc)
update organisations_standing s set started_on = latest.day, version = s.version + 1
from latest where s.organisation_id = latest.id and s.started_on <> latest.day
"""


def begin(organisations: Iterable[int], day: date) -> None:
    """New organisations stand from the day of their founding where that is known, from the day of their entry otherwise."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, {"ids": [*organisations], "day": day})


def follow(organisations: Iterable[int]) -> None:
    """Their founding days were put right: the first standing follows as long as nothing happened to them since.

    What stands below follows them by the same rule; where something happened to it since, nothing above begins later.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOW, {"ids": [*organisations]})
