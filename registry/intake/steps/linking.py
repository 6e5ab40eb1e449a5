"""The units of the organisations of a sheet (所在单位写入): registered once, linked from the day of the sheet on."""

from __future__ import annotations

from typing import Any

from django.db import connection

from registry.intake.models import Batch
from registry.intake.steps.writing import Stale
from registry.kernel.fields import NO_CODE
from registry.organisations.sets.basic_rules import SAME_AS_SUPERIOR

# Every staged unit of a row that goes in, with the organisation that the row is or became.
_GOING = """
select u.*, coalesce(s.made, s.matched) as organisation, s.matched is not null as known, s.changed, s.situation
from intake_stagedunit u join intake_stagedorganisation s on s.batch_id = u.batch_id and s.row = u.row
where s.batch_id = %(batch)s and s.round = %(round)s and s.outcome in ('new', 'changed')
"""
_REGISTER = """
insert into units_unit (uid, version, name, code, category, party_build, keeper_id, path)
select distinct on (g.uid) g.uid, 1, g.name, g.code, g.category, g.party_build, o.id, o.path
from ({going}) g join organisations_organisation o on o.id = g.organisation
where not exists (select from units_unit x where x.uid = g.uid)
order by g.uid, g.row
"""
# Somebody registered a unit meanwhile that the sheet was to register: by its code, or its name however written.
_MEANWHILE = """
select exists (select from ({going}) g join units_unit x on x.uid <> g.uid and (unit_key(x.name) = unit_key(g.name)
  or x.code = g.code and g.code not in ('', %(none)s)) where g.unit is null)
"""
_CORRECT = """
update units_unit x set category = coalesce(nullif(g.category, ''), x.category), version = x.version + 1,
  party_build = coalesce(nullif(g.party_build, ''), x.party_build),
  code = case when g.code in ('', '0') then x.code else g.code end
from (select distinct on (uid) * from ({going}) every where known and changed & %(about)s <> 0 order by uid, row) g
where x.uid = g.uid and g.unit is not null
  and (x.category, x.party_build, x.code) is distinct from (coalesce(nullif(g.category, ''), x.category),
    coalesce(nullif(g.party_build, ''), x.party_build), case when g.code in ('', '0') then x.code else g.code end)
"""
# A changed list of units ends the former links and begins new ones: facts are ended, not overwritten.
_END = """
update organisations_organisationunit l set ended_on = greatest(l.started_on, %(day)s), version = l.version + 1
from intake_stagedorganisation s
where s.batch_id = %(batch)s and s.round = %(round)s and s.outcome = 'changed' and s.changed & %(listed)s <> 0
  and l.organisation_id = s.matched and l.ended_on is null
"""
_LINK = """
insert into organisations_organisationunit (organisation_id, unit_id, main, started_on, version)
select g.organisation, x.id, g.position = 0, %(day)s, 1
from ({going}) g join units_unit x on x.uid = g.uid
where (not g.known or g.changed & %(listed)s <> 0) and g.situation is distinct from %(shared)s
order by g.row, g.position
"""
# What was said to have none has one now, as the sheet says (应建未建转为已建立).
_BUILD = """
update units_unit x set party_build = g.party_build, version = x.version + 1
from (select distinct on (uid) * from ({going}) every where party_build ~ '^[12]' order by uid, row) g
where x.uid = g.uid and g.unit is not null and x.party_build ~ '^[34]'
  and exists (select from organisations_organisationunit l where l.unit_id = x.id and l.ended_on is null)
"""


def link(batch: Batch) -> None:
    """Register the units that are new, correct what is known of others, and tie them to their organisations.

    Stale if what is new in the sheet is not new any more.
    """
    columns = batch.form.columns
    parameters: dict[str, Any] = {
        "batch": batch.pk, "round": batch.round, "day": batch.as_of, "listed": columns["unit_name"].bit,
        "shared": SAME_AS_SUPERIOR, "none": NO_CODE,
        "about": columns["unit_category"].bit | columns["unit_build"].bit | columns["unit_code"].bit,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MEANWHILE.format(going=_GOING), parameters)
        if cursor.fetchone()[0]:
            raise Stale
        for statement in (_REGISTER, _CORRECT, _END, _LINK, _BUILD):
            cursor.execute(statement.format(going=_GOING), parameters)
