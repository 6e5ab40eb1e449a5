"""What follows from organisations and members (由此派生的数据): their past, their files, the counts; a statement each.

Whether a row has something is decided by its key, so the same province gets the same.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from registry.organisations.categories import BRANCHES

STANDINGS = """
insert into organisations_standing (organisation_id, parent_id, path, name, short_name, category, started_on, version)
select id, parent_id, path, name, short_name, category, founded_on, 1 from organisations_organisation order by path
"""
FORMER_NAMES = """
with renamed as (
  update organisations_standing s set started_on = s.started_on + (%(today)s::date - s.started_on) / 2
  where category = '631' and organisation_id %% 150 = 3 returning s.*
)
insert into organisations_standing
  (organisation_id, parent_id, path, name, short_name, category, started_on, ended_on, version)
select r.organisation_id, r.parent_id, r.path, '中共前进' || substr(r.name, 3), '前进' || left(r.short_name, 50), r.category,
  o.founded_on, r.started_on, 1
from renamed r join organisations_organisation o on o.id = r.organisation_id
"""
HEADCOUNTS = """
insert into organisations_headcount (organisation_id, path, "full", probationary)
select o.id, o.path, count(m.id) filter (where m.category = '1'), count(m.id) filter (where m.category = '2')
from organisations_organisation o left join members_member m on m.organisation_id = o.id
where o.category = any(%(branches)s) group by o.id, o.path order by o.path
"""
# One member in ten was in the branch of a neighbour in the row before.
PLACEMENTS = """
insert into members_placement (version, started_on, member_id, organisation_id)
select 1, case when f.id is null then m.joined_on else m.joined_on + (%(today)s::date - m.joined_on) / 2 end, m.id, m.organisation_id
from members_member m
left join members_member f on m.id %% 10 = 4 and f.id = m.id + 60 and f.organisation_id <> m.organisation_id
  and left(f.path, 9) = left(m.path, 9)
order by m.id
"""
FORMER_PLACEMENTS = """
insert into members_placement (version, started_on, ended_on, member_id, organisation_id)
select 1, m.joined_on, p.started_on, m.id, f.organisation_id
from members_member m join members_placement p on p.member_id = m.id and p.started_on > m.joined_on
join members_member f on f.id = m.id + 60 where m.id %% 10 = 4 order by m.id
"""
REWARDS = """
insert into dossiers_reward (version, uid, organisation_id, kind, title, decided_on, decided_precision, authority, level,
  document, note, revoked_precision)
select 1, md5('reward' || o.id)::uuid, o.id, case o.id %% 9 when 0 then '12' else '11' end,
  case o.id %% 9 when 0 then '基层党建工作先进单位' else '先进基层党组织' end, make_date(2010 + (o.id %% 15)::int, 6, 28), 'day',
  p.name, case length(p.path) when 3 then '2' when 6 then '3' when 9 then '4' else '5' end,
  '演示发〔' || 2010 + o.id %% 15 || '〕' || 1 + o.id %% 60 || '号', '', 'day'
from organisations_organisation o join organisations_organisation p on p.id = o.parent_id
where o.id %% 29 = 5 and o.founded_on < make_date(2010 + (o.id %% 15)::int, 6, 28)
"""
NOTICES = """
insert into dossiers_notice (version, uid, organisation_id, kind, title, held_on, held_precision, authority, result, note)
select 1, md5('notice' || o.id || y)::uuid, o.id, '22', y || '年度基层党建工作述职评议考核', make_date(y + 1, 1, 20), 'day', p.name,
  case when (o.id + y) %% 20 = 0 then '3' when (o.id + y) %% 3 = 0 then '2' else '1' end, ''
from organisations_organisation o join organisations_organisation p on p.id = o.parent_id,
  generate_series(extract(year from %(today)s::date)::int - 3, extract(year from %(today)s::date)::int - 1) y
where o.category = any(%(committees)s) and o.founded_on < make_date(y, 1, 1)
"""
WORK = """
insert into dossiers_work (version, uid, organisation_id, year, leaders, cross_posts, workers, full_time_workers,
  secretary_trained, elected, organisation_meeting, appraised)
select 1, md5('work' || o.id)::uuid, o.id, extract(year from %(today)s::date)::int - 1, 3 + o.id %% 4, o.id %% 3, 2 + o.id %% 5,
  1 + o.id %% 2, o.id %% 8 <> 0, o.id %% 3 = 0, true, o.id %% 40 <> 0
from organisations_organisation o where o.category = any(%(branches)s::text[] || %(committees)s::text[])
"""
RECTIFICATIONS = """
insert into dossiers_rectification (version, uid, organisation_id, kind, found_on, found_precision, document, leader, sponsor,
  first_secretary, measures, solved, closed_on, closed_precision, outcome)
select 1, md5('rectification' || id)::uuid, id, lpad((1 + id %% 10)::text, 2, '0'), make_date(2021, 4, 15), 'day',
  '演示发〔2021〕' || 1 + id %% 60 || '号', '测试甲', '', '', '选派第一书记，健全组织生活。', 3 + id %% 5,
  case when id %% 5 <> 0 then make_date(2021, 12, 10) end, 'day', case when id %% 5 <> 0 then '整顿到位。' else '' end
from organisations_organisation where category = '631' and id %% 160 = 11 and founded_on < date '2021-01-01'
"""
PAIRINGS = """
insert into dossiers_pairing (version, uid, organisation_id, kind, people, content, begun_on, begun_precision, closed_precision, outcome)
select 1, md5('pairing' || id)::uuid, id, '21', 1 + id %% 4, '走访慰问，帮助解决实际困难。', make_date(2022, 3, 1), 'day', 'day', ''
from organisations_organisation where category = '631' and id %% 37 = 9 and founded_on < date '2022-01-01'
"""
# Every eighth large branch has groups of ten; the first of each leads it.
GROUPS = """
insert into dossiers_group (version, uid, organisation_id, name, leader_id)
select 1, md5('group' || organisation_id || '/' || part)::uuid, organisation_id, '第' || part || '党小组', min(id)
from (select id, organisation_id, 1 + (row_number() over (partition by organisation_id order by id) - 1) / 10 as part
      from members_member where organisation_id %% 8 = 2) m
where exists (select from organisations_headcount h where h.organisation_id = m.organisation_id and h."full" >= 20)
group by organisation_id, part
"""
GROUP_MEMBERSHIPS = """
insert into dossiers_groupmembership (version, started_on, group_id, member_id)
select 1, greatest(m.joined_on, date '2020-01-01'), g.id, m.id
from (select id, organisation_id, joined_on, 1 + (row_number() over (partition by organisation_id order by id) - 1) / 10 as part
      from members_member where organisation_id %% 8 = 2) m
join dossiers_group g on g.organisation_id = m.organisation_id and g.name = '第' || m.part || '党小组'
"""
STATEMENTS = (
    STANDINGS, FORMER_NAMES, HEADCOUNTS, PLACEMENTS, FORMER_PLACEMENTS, REWARDS, NOTICES, WORK, RECTIFICATIONS, PAIRINGS,
    GROUPS, GROUP_MEMBERSHIPS,
)  # fmt: skip
"""In this order."""


def given(today: date) -> dict[str, Any]:
    """What the statements are given."""
    return {"today": today, "branches": sorted(BRANCHES), "committees": ["611", "241", "141", "131"]}
