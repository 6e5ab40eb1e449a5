"""Which registered unit a staged one is (单位归并): by its code or its name, however that is written; new ones once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from registry.intake.models import Batch, Source, Weight
from registry.intake.steps import findings
from registry.intake.steps.cells import Remark
from registry.kernel.fields import NO_CODE

CODE_TAKEN = "该单位代码已登记在另一名称的单位名下，请核对单位名称和代码。"
NAME_TAKEN = "同名单位登记的是另一个代码，请核对单位名称和代码。"

# Of two registered units whose names are compared as equal, the one that is written exactly so is meant.
_READ = """
select u.id, u.row, u.uid, coalesce(u.name, ''), coalesce(u.code, ''), unit_key(coalesce(u.name, '')),
  c.id, c.uid, unit_key(c.name), n.id, n.uid, n.code
from intake_stagedunit u
left join units_unit c on c.code = u.code and u.code not in ('', %(none)s)
left join lateral (
  select x.id, x.uid, x.code from units_unit x where unit_key(x.name) = unit_key(u.name) and u.name <> ''
  order by x.name <> u.name, x.id limit 1
) n on true
where u.batch_id = %(batch)s order by u.row, u.position
"""
_WRITE = """
update intake_stagedunit s set unit = v.unit, uid = v.uid
from unnest(%s::bigint[], %s::bigint[], %s::uuid[]) v(id, unit, uid)
where s.id = v.id and (s.unit, s.uid) is distinct from (v.unit, v.uid)
"""


class Known(NamedTuple):
    """A unit of the register, or a new one that an earlier row of the sheet names."""

    unit: int | None
    uid: UUID
    key: str
    code: str


class Staged(NamedTuple):
    """A unit as a row names it, and the registered ones of its code and of its name."""

    id: int
    row: int
    uid: UUID
    name: str
    code: str
    key: str
    by_code: Known | None
    by_name: Known | None


@dataclass(slots=True)
class Sheet:
    """The new units of a sheet, by what they are found again."""

    by_code: dict[str, Known] = field(default_factory=dict)
    by_name: dict[str, Known] = field(default_factory=dict)

    def find(self, one: Staged) -> tuple[Known, Remark | None]:
        """The unit that is meant, and what contradicts that it is."""
        code = one.code if one.code != NO_CODE else ""
        same_code = one.by_code or (self.by_code.get(code) if code else None)
        same_name = one.by_name or (self.by_name.get(one.key) if one.name else None)
        found = same_code or same_name
        if found is None:
            return self._new(one, code), None
        if same_code and same_code.key != one.key:
            return found, _contradicts("unit_code", CODE_TAKEN, one.code)
        if code and found.code not in ("", NO_CODE, code):
            return found, _contradicts("unit_name", NAME_TAKEN, one.name)
        return found, None

    def _new(self, one: Staged, code: str) -> Known:
        made = Known(None, one.uid, one.key, one.code)
        if one.name:
            self.by_name[one.key] = made
        if code:
            self.by_code[code] = made
        return made


def match(batch: Batch) -> None:
    """Say of every staged unit which it is, and where the register or an earlier row contradicts that."""
    sheet, remarks = Sheet(), []
    ids, units, uids = [], [], []
    for one in _read(batch):
        known, wrong = sheet.find(one)
        ids.append(one.id)
        units.append(known.unit)
        uids.append(known.uid)
        if wrong:
            remarks.append((one.row, wrong))
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [ids, units, uids])
    findings.write(batch, remarks)


def _read(batch: Batch) -> Iterable[Staged]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"batch": batch.pk, "none": NO_CODE})
        for row in cursor.fetchall():
            code, key = row[4], row[5]
            by_code = Known(row[6], row[7], row[8], code) if row[6] else None
            by_name = Known(row[9], row[10], key, row[11]) if row[9] else None
            yield Staged(row[0], row[1], row[2], row[3], row[4], row[5], by_code, by_name)


def _contradicts(column: str, message: str, seen: str) -> Remark:
    return Remark(column, "R-144", Weight.REFUSE, Source.PLACE, message, seen[:80])
